"""The email list: who joined and confirmed, and the digest of new articles. It knows articles, and nothing of triage."""
