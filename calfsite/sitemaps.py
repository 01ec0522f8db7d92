"""The sitemap: every public page, with the date of its last change. Search and journeys are not in it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from articles.publishing.dates import Publication, publications
from triage import search_feed

STATIC = ["home", "article_list", "glossary", "exercise_sheet", "triage_list", "triage_performance"]
"""The URL names of single pages."""


class SiteUrlSitemap(Sitemap[Any]):
    """Addresses pages under SITE_URL, if that is set."""

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc or str(super().get_domain(site))

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme or str(super().get_protocol(protocol))


class StaticPages(SiteUrlSitemap):
    """Single pages."""

    def items(self) -> list[str]:
        return STATIC

    def location(self, item: str) -> str:
        return reverse(item)


class Articles(SiteUrlSitemap):
    """What patients read."""

    def items(self) -> list[Publication]:
        """Every article and page about the site, newest first."""
        return publications()

    def location(self, item: Publication) -> str:
        return item.article.get_absolute_url()

    def lastmod(self, item: Publication) -> datetime:
        return item.last


class Topics(SiteUrlSitemap):
    """Topics with articles."""

    def items(self) -> list[Publication]:
        """For each topic, its last published article."""
        return list({one.article.topic_id: one for one in reversed(publications()) if not one.is_about_site}.values())

    def location(self, item: Publication) -> str:
        return item.article.topic.get_absolute_url()

    def lastmod(self, item: Publication) -> datetime:
        return item.last


class Triages(SiteUrlSitemap):
    """The start pages of the triages."""

    def items(self) -> Iterable[tuple[str, datetime]]:
        """The address of each, and when its live version was published."""
        return search_feed.starts()

    def location(self, item: tuple[str, datetime]) -> str:
        return item[0]

    def lastmod(self, item: tuple[str, datetime]) -> datetime:
        return item[1]


SITEMAPS = {"pages": StaticPages, "articles": Articles, "topics": Topics, "triages": Triages}
