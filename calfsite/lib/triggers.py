"""Database triggers that refuse a change, as migration operations for SQLite and PostgreSQL.

Raw SQL, `QuerySet.update` and a careless migration go around a model's own guard; a trigger stops them too.

    operations = [
        migrations.CreateModel(...),
        *append_only("calfsite_auditentry"),
        RefuseTrigger("frozen_rule", "triage_rule", "UPDATE", condition="EXISTS (SELECT … OLD.version_id …)"),
    ]

On SQLite, Django rebuilds a table that a migration alters: the table's own triggers are lost, and one of another table
whose condition names it stops the migration. So drop the triggers before, and create them again afterwards.
"""

from typing import Literal

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

Event = Literal["INSERT", "UPDATE", "DELETE"]

SQLITE = """CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition}
BEGIN SELECT RAISE(ABORT, {message}); END"""

# A condition with a subquery is allowed in a function, but not in PostgreSQL's own WHEN.
POSTGRESQL_BODY = """
BEGIN
    IF {condition} THEN
        RAISE EXCEPTION USING MESSAGE = {message}, ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN {row};
END """
POSTGRESQL_FUNCTION = (
    """CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $refuse${body}$refuse$"""
)
POSTGRESQL_TRIGGER = """CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"""

# Only triggers that fire count: ALTER TABLE … DISABLE TRIGGER leaves them in place.
POSTGRESQL_INSTALLED = """SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgrelid IN (
    SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"""
SQLITE_INSTALLED = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


class RefuseTrigger(Operation):
    """Refuses INSERT, UPDATE or DELETE of those rows of a table for which an SQL condition holds.

    The condition may use OLD and NEW, subqueries, and what both databases understand (`IS DISTINCT FROM` is). A refused
    statement raises IntegrityError on both.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, name: str, table: str, event: Event, condition: str = "true", message: str = "") -> None:
        self.name = name
        self.table = table
        self.event: Event = event
        self.condition = condition
        self.message = message or f"{event} of {table} is refused: these rows never change."

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass  # models do not know of triggers

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for statement in self.create_sql(schema_editor.connection):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for statement in self.drop_sql(schema_editor.connection):
            schema_editor.execute(statement, params=None)

    def create_sql(self, connection: BaseDatabaseWrapper) -> list[str]:
        """The statements that create it. Raises NotImplementedError for other databases than SQLite and PostgreSQL."""
        definition, quote = self.definition(connection), connection.ops.quote_name
        if connection.vendor == "sqlite":
            return [definition]
        words = {"name": quote(self.name), "table": quote(self.table)}
        return [
            POSTGRESQL_FUNCTION.format(body=definition, **words),
            POSTGRESQL_TRIGGER.format(event=self.event, **words),
        ]

    def drop_sql(self, connection: BaseDatabaseWrapper) -> list[str]:
        """The statements that drop it, if it is there."""
        name, table = connection.ops.quote_name(self.name), connection.ops.quote_name(self.table)
        if connection.vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {name}"]
        return [f"DROP TRIGGER IF EXISTS {name} ON {table}", f"DROP FUNCTION IF EXISTS {name}()"]

    def definition(self, connection: BaseDatabaseWrapper) -> str:
        """What the database keeps of it: the whole statement (SQLite), the function's body (PostgreSQL)."""
        words = {"condition": self.condition, "message": "'" + self.message.replace("'", "''") + "'"}
        if connection.vendor == "sqlite":
            quote = connection.ops.quote_name
            return SQLITE.format(name=quote(self.name), table=quote(self.table), event=self.event, **words)
        if connection.vendor == "postgresql":
            return POSTGRESQL_BODY.format(row="OLD" if self.event == "DELETE" else "NEW", **words)
        raise NotImplementedError(f"No trigger is written for {connection.vendor}. Use SQLite or PostgreSQL.")

    def describe(self) -> str:
        return f"Refuse {self.event} on {self.table} ({self.name})"


def missing(triggers: list[RefuseTrigger], connection: BaseDatabaseWrapper) -> list[RefuseTrigger]:
    """Those of the triggers that this database lacks, has in another wording, or does not fire."""
    with connection.cursor() as cursor:
        cursor.execute(POSTGRESQL_INSTALLED if connection.vendor == "postgresql" else SQLITE_INSTALLED)
        installed = dict(cursor.fetchall())
    return [trigger for trigger in triggers if installed.get(trigger.name) != trigger.definition(connection)]


def append_only(table: str) -> list[RefuseTrigger]:
    """The operations that let rows be added to a table, and never changed or deleted."""
    message = f"{table} is append-only: its rows are never changed or deleted."
    return [
        RefuseTrigger(f"{table}_no_update", table, "UPDATE", message=message),
        RefuseTrigger(f"{table}_no_delete", table, "DELETE", message=message),
    ]
