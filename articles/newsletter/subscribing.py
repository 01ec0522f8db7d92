"""Joining and leaving. Only this module changes the list, apart from an administrator's deletion."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from articles.models import Topic
from articles.newsletter import limits, mails
from articles.newsletter.models import Subscriber
from articles.newsletter.models import topics as all_topics


def ask_to_join(email: str, topics: Collection[Topic], *, site: str, client: str | None) -> None:
    """Send the mail that lets the owner of the address join or, if they have, leave or change topics.

    `email` is normalized; `client` is the IP address that the request came from. A mail goes out whether or not the
    address is on the list, so that nobody learns who is. Silent when the address got enough mails today.
    Raises limits.TooManyError, and mails.NotSentError when the mail server does not accept the mail.
    """
    limits.count_request(client)
    forget_unconfirmed()  # here as well as in the commands: the promise on the page must hold without cron
    if not limits.count_mail_to(email):
        return
    subscriber = _unconfirmed_or_reader(email, topics)
    try:
        mails.send(mails.reply_to_join(subscriber, site))
    except mails.NotSentError:
        limits.uncount_mail_to(email)
        raise


@transaction.atomic
def _unconfirmed_or_reader(email: str, topics: Collection[Topic]) -> Subscriber:
    """The subscriber with this address. Once confirmed, nothing changes for somebody who merely knows the address."""
    subscriber, is_new = Subscriber.objects.get_or_create(email__iexact=email, defaults={"email": email})
    if subscriber.confirmed_at is None:
        if not is_new:
            subscriber.asked_at = timezone.now()
            subscriber.save(update_fields=["asked_at"])
        choose(subscriber, topics)
    return subscriber


def confirm(subscriber: Subscriber) -> None:
    """Put the owner of the address on the list. Harmless to repeat."""
    now = timezone.now()
    Subscriber.objects.filter(pk=subscriber.pk, confirmed_at=None).update(confirmed_at=now)


@transaction.atomic
def choose(subscriber: Subscriber, topics: Collection[Topic]) -> None:
    """Send these topics from now on. Choosing all of them includes future ones."""
    chosen = {topic.pk for topic in topics}
    subscriber.every_topic = chosen >= set(all_topics().values_list("pk", flat=True))
    subscriber.save(update_fields=["every_topic"])
    subscriber.topics.set([] if subscriber.every_topic else chosen)


def chosen_by(subscriber: Subscriber) -> list[Topic]:
    """The topics that this reader gets, in the site's order."""
    return list(all_topics() if subscriber.every_topic else subscriber.topics.filter(is_about_site=False))


def leave(subscriber: Subscriber) -> None:
    """Delete the reader with the address. Their deliveries stay, anonymous, for the counts."""
    subscriber.delete()


def forget_unconfirmed() -> int:
    """Delete the addresses that nobody confirmed in time, and return their number."""
    _rows, counts = Subscriber.objects.stale().delete()
    return counts.get(Subscriber._meta.label, 0)
