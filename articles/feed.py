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

from articles.publishing.changes import Dated, dated
from calfsite.lib import address
from calfsite.practice import current


@dataclass(frozen=True)
class Item(Dated):
    """An article in the feed, and the address of the site that it stands on."""

    root: str


class ArticleFeed(Feed[Item, str]):
    """The feed. What Django calls its object is the site's own address."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> str:
        """The address of the site."""
        return address.root(request)

    def title(self) -> str:
        """The practice, and that these are its articles."""
        return _("%(practice)s: articles") % {"practice": current.practice().name}

    def subtitle(self) -> str:
        """What the articles are about."""
        return _("Plain articles about calf trouble and sciatica.")

    def link(self, root: str) -> str:
        """The list of all articles."""
        return root + reverse("article_list")

    def feed_url(self, root: str) -> str:
        """The feed itself."""
        return root + reverse("feed")

    def feed_guid(self, root: str) -> str:
        """The feed's name, which is its address."""
        return self.feed_url(root)

    def items(self, root: str) -> list[Item]:
        """Every article, the last published first."""
        return [Item(one.article, one.began, one.changed, root) for one in dated() if not one.is_about_site]

    def item_title(self, item: Item) -> str:
        """The article's title; the feed escapes it."""
        return item.article.title

    def item_description(self, item: Item) -> str:
        """Its summary, which readers of feeds take for HTML."""
        return escape(item.article.summary)

    def item_link(self, item: Item) -> str:
        """Its page."""
        return item.root + item.article.get_absolute_url()

    def item_guid(self, item: Item) -> str:
        """A name that stays when the article gets another title or address."""
        return f"tag:{urlsplit(item.root).hostname},{item.began:%Y-%m-%d}:article-{item.article.pk}"

    def item_pubdate(self, item: Item) -> datetime:
        """When patients could first read it."""
        return item.began

    def item_updateddate(self, item: Item) -> datetime:
        """When its text last changed for patients."""
        return item.changed

    def item_categories(self, item: Item) -> list[str]:
        """Its topic."""
        return [item.article.topic.title]
