"""The email list: who joined and confirmed, and the digest of new articles. It knows nothing of the triage."""
