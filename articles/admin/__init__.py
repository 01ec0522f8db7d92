"""The clinicians' desk for topics and articles: write a draft, look at it, publish it, and find any earlier state."""

from articles.admin.articles import ArticleAdmin
from articles.admin.topics import TopicAdmin

__all__ = ["ArticleAdmin", "TopicAdmin"]
