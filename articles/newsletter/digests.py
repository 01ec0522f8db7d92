"""Making a digest: what is new since the last one, and who is to get it. Both are fixed from then on."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from articles.newsletter import news
from articles.newsletter.models import Delivery, Digest, Subscriber

SETTLED = timedelta(minutes=2)  # what is published at this very moment waits for the next digest, and none is missed


def upcoming() -> Digest | None:
    """The digest that would be made now, unsaved; None when nothing is new, or nobody is there to read it.

    The first one begins when the first reader confirmed: who joins has seen what was there.
    """
    since = _since()
    until = timezone.now() - SETTLED
    if since is None or since >= until:
        return None
    found = news.between(since, until)
    return Digest(since=since, until=until, articles=[asdict(item) for item in found]) if found else None


@transaction.atomic
def make() -> Digest | None:
    """Make the digest, with a waiting delivery for everyone who has confirmed by now; or None, as `upcoming`.

    Readers who come later, or leave and come again, have no part in it: nobody can get it twice.
    """
    digest = upcoming()
    if digest is not None:
        digest.save(force_insert=True)
        readers = Subscriber.objects.confirmed().order_by("pk").values_list("pk", flat=True)
        Delivery.objects.bulk_create(Delivery(digest=digest, subscriber_id=pk) for pk in readers)
    return digest


def items_for(digest: Digest, subscriber: Subscriber) -> list[news.Item]:
    """What of the digest this reader wants, by their topics as they are now."""
    items = [news.Item(**item) for item in digest.articles]
    if subscriber.every_topic:
        return items
    wanted = set(subscriber.topics.values_list("pk", flat=True))
    return [item for item in items if item.topic in wanted]


def _since() -> datetime | None:
    """Where the last digest ended, or later, when all who read that one have left; None when nobody reads any."""
    first = Subscriber.objects.confirmed().order_by("confirmed_at").values_list("confirmed_at", flat=True).first()
    last = Digest.objects.order_by("-since").values_list("until", flat=True).first()
    return max(first, last) if first and last else first
