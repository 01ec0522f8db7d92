"""Sending digests. A run may be killed at any point: the next one continues, and no reader gets a digest twice.

A delivery is claimed (`sending`) before its mail is handed over, and marked (`sent`) after. If the run or the
connection breaks in between, it is unknown whether the mail was sent: the delivery
becomes `unsure`, and is not sent again unless somebody asks for it. A missing digest is better than one sent twice.
"""

import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from articles.newsletter import digests, mails, subscribing
from articles.newsletter.models import Delivery, Digest, SendingLease, Subscriber

State = Delivery.State
LEASE = timedelta(minutes=5)  # longer than any one mail takes; extended with each


class BusyError(RuntimeError):
    """Another run is sending."""


@dataclass(frozen=True)
class Lease:
    """The right to send, while it is ours. A killed run leaves it behind; it expires by itself."""

    holder: str

    def extend(self) -> None:
        """Keep it for longer. Raises BusyError if this run was suspended for so long that another took the lease."""
        if not SendingLease.objects.filter(pk=1, holder=self.holder).update(until=timezone.now() + LEASE):
            raise BusyError


@contextmanager
def leased() -> Iterator[Lease]:
    """Hold the lease during the block. Raises BusyError while another run holds it.

    A single UPDATE decides: on SQLite and PostgreSQL only one of two writers can win it.
    """
    lease = Lease(secrets.token_hex(16))
    now = timezone.now()
    SendingLease.objects.get_or_create(pk=1)
    free = SendingLease.objects.filter(Q(until=None) | Q(until__lt=now), pk=1)
    if not free.update(holder=lease.holder, until=now + LEASE):
        raise BusyError
    try:
        yield lease
    finally:
        SendingLease.objects.filter(pk=1, holder=lease.holder).update(holder="", until=None)


@dataclass
class Report:
    """What a run did: the digest it made, and how many deliveries reached which state."""

    made: Digest | None = None
    forgotten: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    trouble: str = ""
    """Why the run ended early, without an address; empty if it did not."""


def run(*, retry_unsure: bool = False) -> Report:
    """Make a digest if there is news, and send everything that is waiting, of earlier digests too.

    Raises BusyError while another run is sending.
    """
    with leased() as lease:
        report = Report(forgotten=subscribing.forget_unconfirmed())
        report.counts[State.UNSURE] += _left_behind()
        if retry_unsure:
            Delivery.objects.filter(state=State.UNSURE).update(state=State.WAITING)
            report.counts[State.UNSURE] = 0
        report.made = digests.make()
        try:
            _send_all(lease, report)
        except mails.NoServerError as error:
            report.trouble = str(error)
    return report


def waiting() -> list[int]:
    """The keys of the deliveries to send, those of the oldest digest first."""
    rows = Delivery.objects.filter(state=State.WAITING, subscriber__confirmed_at__isnull=False)
    return list(rows.order_by("digest__since", "pk").values_list("pk", flat=True))


def _left_behind() -> int:
    """Mark and count the deliveries during which a run was killed. We hold the lease, so no run is sending them."""
    return Delivery.objects.filter(state=State.SENDING).update(state=State.UNSURE)


def _send_all(lease: Lease, report: Report) -> None:
    with mails.mail_server() as server:
        for pk in waiting():
            lease.extend()
            state = deliver(pk, server)
            if state is not None:
                report.counts[state] += 1


def deliver(pk: int, server: mails.MailServer) -> State | None:
    """Send one delivery. Returns its new state, or None if the reader has left or another run has it.

    Raises mails.NoServerError when no mail can be sent.
    """
    delivery = Delivery.objects.select_related("digest", "subscriber").get(pk=pk)
    subscriber = delivery.subscriber
    if subscriber is None:
        return None
    items = digests.items_for(delivery.digest, subscriber)
    if not items:
        return _moved(pk, State.WAITING, State.NOTHING)
    mail = mails.digest(delivery.digest, items, subscriber)
    server.connect()
    if not _claimed(pk):
        return None
    try:
        server.send(mail)
    except mails.UnsureError:
        return _moved(pk, State.SENDING, State.UNSURE)
    except mails.RefusedError:
        is_last = delivery.tries + 1 >= settings.NEWSLETTER_SENDING_TRIES
        return _moved(pk, State.SENDING, State.REFUSED if is_last else State.WAITING)
    except mails.NoServerError:  # not the fault of this address, so it does not count as a try
        Delivery.objects.filter(pk=pk, state=State.SENDING).update(state=State.WAITING, tries=F("tries") - 1)
        raise
    Delivery.objects.filter(pk=pk, state=State.SENDING).update(state=State.SENT, sent_at=timezone.now())
    return State.SENT


def _claimed(pk: int) -> bool:
    """Whether the delivery is ours now. The UPDATE also checks that the reader is still on the list."""
    free = Delivery.objects.filter(pk=pk, state=State.WAITING, subscriber__in=Subscriber.objects.confirmed())
    return bool(free.update(state=State.SENDING, tries=F("tries") + 1))


def _moved(pk: int, before: State, after: State) -> State | None:
    """The new state; None if the delivery was no longer in the old one."""
    return after if Delivery.objects.filter(pk=pk, state=before).update(state=after) else None
