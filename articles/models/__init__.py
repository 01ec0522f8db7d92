"""Articles as clinicians write them, as patients read them, how each came to be, and the glossary."""

from articles.models.article import Article, LiveArticle, StaleDraftError
from articles.models.content import ABOUT, CONTENT, Content, Topic
from articles.models.draft import Asked, Draft
from articles.models.former import FormerAddress
from articles.models.search import IndexedSource, IndexEntry, Synonym
from articles.models.seed import LoadedSeed
from articles.models.term import Term

__all__ = [
    "ABOUT",
    "CONTENT",
    "Article",
    "Asked",
    "Content",
    "Draft",
    "FormerAddress",
    "IndexEntry",
    "IndexedSource",
    "LiveArticle",
    "LoadedSeed",
    "StaleDraftError",
    "Synonym",
    "Term",
    "Topic",
]
