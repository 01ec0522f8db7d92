"""The Atom feed: every article that patients read, the last published first."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.publishing.dates import Publication, publications
from calfsite.lib import address
from calfsite.practice import current


@dataclass(frozen=True)
class Item(Publication):
    """An article in the feed, and the address of the site."""

    root: str


class ArticleFeed(Feed[Item, str]):
    """The feed. The object that Django passes to each method is the site's own address."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> str:
        return address.root(request)

    def title(self) -> str:
        return _("%(practice)s: articles") % {"practice": current.practice().name}

    def subtitle(self) -> str:
        return _("Plain articles about calf trouble and sciatica.")

    def link(self, root: str) -> str:
        return root + reverse("article_list")

    def feed_url(self, root: str) -> str:
        return root + reverse("feed")

    def feed_guid(self, root: str) -> str:
        return self.feed_url(root)

    def items(self, root: str) -> list[Item]:
        return [Item(one.article, one.first, one.last, root) for one in publications() if not one.is_about_site]

    def item_title(self, item: Item) -> str:
        return item.article.title

    def item_description(self, item: Item) -> str:
        return escape(item.article.summary)  # feed readers take a summary for HTML; the feed escapes only once

    def item_link(self, item: Item) -> str:
        return item.root + item.article.get_absolute_url()

    def item_guid(self, item: Item) -> str:
        """An id that stays when the article gets another title or address."""
        return f"tag:{urlsplit(item.root).hostname},{item.first:%Y-%m-%d}:article-{item.article.pk}"

    def item_pubdate(self, item: Item) -> datetime:
        return item.first

    def item_updateddate(self, item: Item) -> datetime:
        return item.last

    def item_categories(self, item: Item) -> list[str]:
        return [item.article.topic.title]
