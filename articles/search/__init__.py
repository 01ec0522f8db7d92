"""Search: the database finds which pages hold the words, and the live texts are what the reader sees."""
