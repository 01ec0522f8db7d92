"""The sitemap: every page that anybody may find, and when it last changed. Search and journeys are not in it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from articles.publishing.dates import Publication, publications
from triage import search_feed

PLAIN = ["home", "article_list", "glossary", "exercise_sheet", "triage_list", "triage_performance"]
"""The names of the pages that there is one of each."""


class OwnSitemap(Sitemap[Any]):
    """Names pages under SITE_URL, when that is set."""

    def get_domain(self, site: Any = None) -> str:
        """The site's own host."""
        return urlsplit(settings.SITE_URL).netloc or str(super().get_domain(site))

    def get_protocol(self, protocol: str | None = None) -> str:
        """The site's own scheme."""
        return urlsplit(settings.SITE_URL).scheme or str(super().get_protocol(protocol))


class PlainPages(OwnSitemap):
    """The pages that there is one of each."""

    def items(self) -> list[str]:
        """The pages' names."""
        return PLAIN

    def location(self, item: str) -> str:
        """The page's address."""
        return reverse(item)


class Articles(OwnSitemap):
    """What patients read."""

    def items(self) -> list[Publication]:
        """Every article and page about the site, the last published first."""
        return publications()

    def location(self, item: Publication) -> str:
        """The article's page."""
        return item.article.get_absolute_url()

    def lastmod(self, item: Publication) -> datetime:
        """When its text last changed for patients."""
        return item.last


class Topics(OwnSitemap):
    """The shelves that hold something."""

    def items(self) -> list[Publication]:
        """For each topic the article of it that was published last."""
        return list({one.article.topic_id: one for one in reversed(publications()) if not one.is_about_site}.values())

    def location(self, item: Publication) -> str:
        """The topic's page."""
        return item.article.topic.get_absolute_url()

    def lastmod(self, item: Publication) -> datetime:
        """When one of its articles last changed."""
        return item.last


class Triages(OwnSitemap):
    """The pages that a triage begins with."""

    def items(self) -> Iterable[tuple[str, datetime]]:
        """The address of each, and when its live version was published."""
        return search_feed.starts()

    def location(self, item: tuple[str, datetime]) -> str:
        """The page's address."""
        return item[0]

    def lastmod(self, item: tuple[str, datetime]) -> datetime:
        """When its live version was published."""
        return item[1]


SITEMAPS = {"pages": PlainPages, "articles": Articles, "topics": Topics, "triages": Triages}
