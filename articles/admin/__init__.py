"""The desk for articles, topics, glossary and search words: write, preview, publish, compare and restore."""

from articles.admin.articles import ArticleAdmin, TopicAdmin
from articles.admin.drafted import DraftAdmin
from articles.admin.glossary import SynonymAdmin, TermAdmin

__all__ = ["ArticleAdmin", "DraftAdmin", "SynonymAdmin", "TermAdmin", "TopicAdmin"]
