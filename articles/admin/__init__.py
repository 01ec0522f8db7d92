"""The desk for articles, topics, glossary and synonyms: write, preview, publish, compare and restore."""

from articles.admin.articles import ArticleAdmin, TopicAdmin
from articles.admin.glossary import SynonymAdmin, TermAdmin

__all__ = ["ArticleAdmin", "SynonymAdmin", "TermAdmin", "TopicAdmin"]
