"""The clinicians' desk for topics, articles and the glossary: write, look, publish, and find any earlier state."""

from articles.admin.articles import ArticleAdmin
from articles.admin.terms import TermAdmin
from articles.admin.topics import TopicAdmin

__all__ = ["ArticleAdmin", "TermAdmin", "TopicAdmin"]
