"""The desk: the admin site, and its first page."""
