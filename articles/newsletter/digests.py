"""Making a digest: what is new since the last one, and who gets it. Neither changes afterwards."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import LiveArticle
from articles.newsletter.models import Delivery, Digest, Subscriber

SETTLED = timedelta(minutes=2)  # older than any transaction that is still publishing, so that no article is missed
TEXT_FIELDS = ("title", "summary", "body")
"""A change of these is news; a new review date, source, order or address is not."""


@dataclass(frozen=True)
class Item:
    """One article of a digest, as plain values that are stored as JSON."""

    topic: int
    topic_title: str
    title: str
    summary: str
    path: str
    is_new: bool


def news_between(since: datetime, until: datetime) -> list[Item]:
    """The articles that were published in this period, or whose text changed, in the site's order.

    One that was withdrawn and published again counts only if its text differs from what readers saw before.
    """
    rows = LiveArticle.history.filter(history_date__lte=until).exclude(history_type="-").order_by("history_date")
    touched = set(rows.filter(history_date__gt=since).values_list("article_id", flat=True))
    if not touched:
        return []
    states = rows.filter(article_id__in=touched).values("article_id", "history_date", "history_id", *TEXT_FIELDS)
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
    """The topics' titles, each with its articles. Items must be in order of their topics."""
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
    """The words of a state, so that changed white space is not news."""
    return [str(state[name]).split() for name in TEXT_FIELDS]


def upcoming() -> Digest | None:
    """The digest that would be made now, unsaved; None when nothing is new or there are no readers.

    The first one starts when the first reader confirmed, who saw on the site what was there before.
    """
    since = _since()
    until = timezone.now() - SETTLED
    if since is None or since >= until:
        return None
    found = news_between(since, until)
    return Digest(since=since, until=until, articles=[asdict(item) for item in found]) if found else None


@transaction.atomic
def make() -> Digest | None:
    """Make the digest, with a waiting delivery for every confirmed reader; or None, as `upcoming`.

    Readers who join later, or leave and join again, do not get it: so nobody can get it twice.
    """
    digest = upcoming()
    if digest is not None:
        digest.save(force_insert=True)
        readers = Subscriber.objects.confirmed().order_by("pk").values_list("pk", flat=True)
        Delivery.objects.bulk_create(Delivery(digest=digest, subscriber_id=pk) for pk in readers)
    return digest


def items_for(digest: Digest, subscriber: Subscriber) -> list[Item]:
    """The articles of the digest in the topics that the reader has chosen now."""
    items = [Item(**item) for item in digest.articles]
    if subscriber.every_topic:
        return items
    wanted = set(subscriber.topics.values_list("pk", flat=True))
    return [item for item in items if item.topic in wanted]


def _since() -> datetime | None:
    """The end of the last digest, or when the first of today's readers confirmed if that is later; None without any."""
    first = Subscriber.objects.confirmed().order_by("confirmed_at").values_list("confirmed_at", flat=True).first()
    last = Digest.objects.order_by("-since").values_list("until", flat=True).first()
    return max(first, last) if first and last else first
