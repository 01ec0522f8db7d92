"""Sending digests so that a run may be killed anywhere: the next one goes on, and no reader gets a digest twice.

A delivery is claimed (`sending`) before its mail is handed over and marked (`sent`) after. Where a run or the line to
the mail server broke between the two, nobody knows whether the mail went out: it becomes `unsure`, and is not sent
again unless somebody asks for it. Rather once too few than twice.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from articles.newsletter import digests, mails, post, subscribing, turns
from articles.newsletter.models import Delivery, Digest, Subscriber

State = Delivery.State


@dataclass
class Report:
    """What a run did: the digest it made, and how many deliveries came to which state."""

    made: Digest | None = None
    forgotten: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    trouble: str = ""
    """Why the run ended early, without an address; empty when it did not."""


def run(*, retry_unsure: bool = False) -> Report:
    """Make a digest if there is news, and send all that waits, of earlier digests as well.

    Raises turns.BusyError while another run is at it.
    """
    with turns.taken() as turn:
        report = Report(forgotten=subscribing.forget_unconfirmed())
        report.counts[State.UNSURE] += _left_behind()
        if retry_unsure:
            Delivery.objects.filter(state=State.UNSURE).update(state=State.WAITING)
            report.counts[State.UNSURE] = 0
        report.made = digests.make()
        try:
            _send_all(turn, report)
        except post.NoServerError as error:
            report.trouble = str(error)
    return report


def waiting() -> "list[int]":
    """The numbers of the deliveries that wait for a reader who is still there, the oldest digest's first."""
    rows = Delivery.objects.filter(state=State.WAITING, subscriber__confirmed_at__isnull=False)
    return list(rows.order_by("digest__since", "pk").values_list("pk", flat=True))


def _left_behind() -> int:
    """How many deliveries a run was killed over. They are marked as such: while we have the turn, nobody is at it."""
    return Delivery.objects.filter(state=State.SENDING).update(state=State.UNSURE)


def _send_all(turn: turns.Held, report: Report) -> None:
    with post.courier() as courier:
        for pk in waiting():
            turn.extend()
            state = deliver(pk, courier)
            if state is not None:
                report.counts[state] += 1


def deliver(pk: int, courier: post.Courier) -> State | None:
    """Send one delivery; gives what became of it, or None when it is not ours to send.

    That is so when the reader has left, or another run has it. Raises post.NoServerError when no mail can be sent.
    """
    delivery = Delivery.objects.select_related("digest", "subscriber").get(pk=pk)
    subscriber = delivery.subscriber
    if subscriber is None:
        return None
    items = digests.items_for(delivery.digest, subscriber)
    if not items:
        return _moved(pk, State.WAITING, State.NOTHING)
    mail = mails.digest(delivery.digest, items, subscriber)
    courier.ready()
    if not _claimed(pk):
        return None
    try:
        courier.send(mail)
    except post.UnsureError:
        return _moved(pk, State.SENDING, State.UNSURE)
    except post.RefusedError:
        is_last = delivery.tries + 1 >= settings.NEWSLETTER_SENDING_TRIES
        return _moved(pk, State.SENDING, State.REFUSED if is_last else State.WAITING)
    except post.NoServerError:  # no fault of this reader's address
        Delivery.objects.filter(pk=pk, state=State.SENDING).update(state=State.WAITING, tries=F("tries") - 1)
        raise
    Delivery.objects.filter(pk=pk, state=State.SENDING).update(state=State.SENT, sent_at=timezone.now())
    return State.SENT


def _claimed(pk: int) -> bool:
    """Whether the delivery is ours now. One UPDATE asks at the last moment whether the reader is still on the list."""
    free = Delivery.objects.filter(pk=pk, state=State.WAITING, subscriber__in=Subscriber.objects.confirmed())
    return bool(free.update(state=State.SENDING, tries=F("tries") + 1))


def _moved(pk: int, before: State, after: State) -> State | None:
    """The new state; None when it was in another one than before."""
    return after if Delivery.objects.filter(pk=pk, state=before).update(state=after) else None
