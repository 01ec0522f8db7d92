"""Joining and leaving: the only way in which the list changes, but for an administrator's deletion."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from articles.models import Topic
from articles.newsletter import addresses, choices, limits, mails, post
from articles.newsletter.models import Subscriber


def ask(email: str, topics: Collection[Topic], *, site: str) -> None:
    """Send the mail that lets the owner of the address join, or, when they have, leave or change topics.

    Whoever asks learns nothing of who is on the list: a mail goes out either way. None goes where enough went today.
    Raises post.NotSentError when the mail server does not take it.
    """
    forget_unconfirmed()
    email = addresses.normalized(email)
    if not limits.address_may_get(email):
        return
    subscriber = _asked(email, topics)
    try:
        post.send(mails.to_one_who_asked(subscriber, site))
    except post.NotSentError:
        limits.give_back(email)
        raise


@transaction.atomic
def _asked(email: str, topics: Collection[Topic]) -> Subscriber:
    """The row of the address. What somebody confirmed is not changed by who merely knows their address."""
    subscriber, is_new = Subscriber.objects.get_or_create(email__iexact=email, defaults={"email": email})
    if subscriber.confirmed_at is None:
        if not is_new:
            subscriber.asked_at = timezone.now()
            subscriber.save(update_fields=["asked_at"])
        choose(subscriber, topics)
    return subscriber


def confirm(subscriber: Subscriber) -> None:
    """The owner of the address says yes. The first time counts."""
    now = timezone.now()
    Subscriber.objects.filter(pk=subscriber.pk, confirmed_at=None).update(confirmed_at=now)


@transaction.atomic
def choose(subscriber: Subscriber, topics: Collection[Topic]) -> None:
    """Send these topics from now on. All that there are means those to come as well."""
    chosen = {topic.pk for topic in topics}
    subscriber.every_topic = chosen >= set(choices.topics().values_list("pk", flat=True))
    subscriber.save(update_fields=["every_topic"])
    subscriber.topics.set([] if subscriber.every_topic else chosen)


def chosen_by(subscriber: Subscriber) -> list[Topic]:
    """The topics that this reader gets, as they stand on the site."""
    return list(choices.topics() if subscriber.every_topic else subscriber.topics.filter(is_about_site=False))


def leave(subscriber: Subscriber) -> None:
    """Take the reader off the list and delete the address. What was sent to them stays as a number only."""
    subscriber.delete()


def forget_unconfirmed() -> int:
    """Delete the addresses that nobody confirmed in time; gives how many."""
    stale = Subscriber.objects.stale()
    count = stale.count()
    stale.delete()
    return count
