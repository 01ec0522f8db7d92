"""The clinicians' desk for topics, articles, glossary and search: write, look, publish, and find any earlier state."""

from articles.admin.articles import ArticleAdmin
from articles.admin.synonyms import SynonymAdmin
from articles.admin.terms import TermAdmin
from articles.admin.topics import TopicAdmin

__all__ = ["ArticleAdmin", "SynonymAdmin", "TermAdmin", "TopicAdmin"]
