"""Search: the database finds the pages with the words; the reader sees their live texts."""
