"""Checks of an article's text: reading grade, unexplained words, bare numbers, broken links, missing sources."""
