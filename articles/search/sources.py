"""What can be found: each source gives its entries, and a stamp that changes when they do."""

import hashlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from articles.models import LiveArticle, Term
from articles.search import normalization
from articles.text import values
from articles.text.blocks import blocks


@dataclass(frozen=True)
class Entry:
    """One page, or one place on a page, as it can be found."""

    address: str
    title: str
    summary: str
    names: str = ""
    """Other names for what the title names; searched like the title, and not shown."""
    headings: str = ""
    passages: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True)
class Source:
    """One kind of thing that can be found.

    `entries` gives all that patients can read now, or of these only those at the addresses that it is given.
    """

    kind: str
    entries: Callable[[Collection[str] | None], Iterable[Entry]]
    stamp: Callable[[], str]


def sources() -> list[Source]:
    """Articles, the glossary, and the sources in the settings."""
    named = [_named(kind, path) for kind, path in settings.SEARCH_SOURCES.items()]
    return [
        Source("article", _articles, _articles_stamp),
        Source("term", _terms, lambda: _digest(_terms(None))),
        *named,
    ]


def _terms(addresses: Collection[str] | None) -> Iterable[Entry]:
    terms = [
        Entry(term.get_absolute_url(), term.term, term.meaning, names=term.also, language=term.language)
        for term in Term.objects.order_by("pk")
    ]
    return [term for term in terms if addresses is None or term.address in addresses]


def _digest(entries: Iterable[Entry]) -> str:
    """A stamp for sources with few and short entries: they are read each time."""
    return hashlib.sha256(repr((normalization.VERSION, list(entries))).encode()).hexdigest()


def _articles(addresses: Collection[str] | None) -> Iterable[Entry]:
    live = LiveArticle.objects.order_by("pk").select_related("topic").defer("sources")
    if addresses is not None:
        live = live.filter(slug__in=[address.rstrip("/").rpartition("/")[2] for address in addresses])
    articles = list(live)
    known = values.resolve(name for article in articles for name in values.keys_in(article.body))
    for article in articles:
        found, is_about_site = blocks(values.fill(article.body, known)), article.topic.is_about_site
        yield Entry(
            address=article.get_absolute_url(),
            title=article.title,
            summary=article.summary,
            headings="\n".join(block.text for block in found if block.is_heading),
            # Pages about the site name symptoms but help with none, so they are found by title, summary and headings.
            passages=() if is_about_site else tuple(block.text for block in found if not block.is_heading),
            language=article.language,
        )


def _articles_stamp() -> str:
    """The last entry in the history: every change of what patients read makes one. Cheaper than reading it all."""
    last = LiveArticle.history.order_by("-history_id").values_list("history_id", "history_date").first() or ()
    return " ".join(map(str, [normalization.VERSION, *last]))


def _named(kind: str, path: str) -> Source:
    """A source of another app, which gives a dictionary for each entry, few enough to read each time."""

    def entries(addresses: Collection[str] | None) -> Iterable[Entry]:
        rows: Iterable[dict[str, Any]] = import_string(path)()
        return [Entry(**row) for row in rows if addresses is None or row["address"] in addresses]

    return Source(kind, entries, lambda: _digest(entries(None)))
