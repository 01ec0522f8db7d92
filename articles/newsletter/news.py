"""What patients can read now and could not before: told from the history of what was published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from articles.models import LiveArticle

SAID = ("title", "summary", "body")
"""What makes a change worth a mail: other words. A new review date, source, place or address does not."""


@dataclass(frozen=True)
class Item:
    """One article of a digest, as plain values that a database keeps as JSON."""

    topic: int
    topic_title: str
    title: str
    summary: str
    path: str
    is_new: bool


def between(since: datetime, until: datetime) -> list[Item]:
    """The articles that were published, or say something else than before, in this time; in the site's order.

    One that was taken back and came again is new only if readers never saw it so.
    """
    rows = LiveArticle.history.filter(history_date__lte=until).exclude(history_type="-").order_by("history_date")
    touched = set(rows.filter(history_date__gt=since).values_list("article_id", flat=True))
    if not touched:
        return []
    states = rows.filter(article_id__in=touched).values("article_id", "history_date", "history_id", *SAID)
    before: dict[int, Any] = {}
    after: dict[int, Any] = {}
    for state in states.order_by("history_date", "history_id"):
        (before if state["history_date"] <= since else after)[state["article_id"]] = state
    live = (
        LiveArticle.objects.filter(pk__in=touched, topic__is_about_site=False)
        .select_related("topic")
        .defer("body", "sources")
    )
    return [
        _item(article, is_new=article.pk not in before)
        for article in live
        if article.pk not in before or _words(before[article.pk]) != _words(after[article.pk])
    ]


def by_topic(items: Iterable[Item]) -> list[tuple[str, list[Item]]]:
    """The topics' titles, each with its articles; items of a topic stand together."""
    groups = (list(group) for _topic, group in groupby(items, key=lambda item: item.topic))
    return [(group[0].topic_title, group) for group in groups]


def _item(article: LiveArticle, *, is_new: bool) -> Item:
    return Item(
        topic=article.topic_id,
        topic_title=article.topic.title,
        title=article.title,
        summary=article.summary,
        path=article.get_absolute_url(),
        is_new=is_new,
    )


def _words(state: dict[str, Any]) -> list[list[str]]:
    """All that it says, without regard to line ends and spaces."""
    return [str(state[name]).split() for name in SAID]
