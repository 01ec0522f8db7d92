"""Django's backend for PostgreSQL, which does not wait for ever for a database that no longer answers."""
