"""Daily totals: journeys begun, where they are, what their results were. Never an answer or a person.

A journey moves from question to question; each move counts one journey as having left one and reached the next. Those
who reached a question and did not go on stopped there. Going back moves nobody, and a changed answer moves a journey
only if it leads to another question; so every journey is in one place, although the server knows none of them.

They are added up in memory, so that no request waits for the database, and written once a minute by a thread of each
process. A thread of its own, since a wait for the database's lock must never delay the withdrawal of a version
(calfsite/lib/watch.py).
"""

import atexit
import logging
import os
import threading
import time
from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F
from django.utils import timezone

from calfsite.lib import held, watch
from triage.engine.parts.protocol import Protocol
from triage.engine.run.assess import urgency_of
from triage.engine.run.replay import Path
from triage.models import DailyTotal, ProtocolVersion

Kind = DailyTotal.Kind
MINUTE = 60
KEEP_FOR = timedelta(days=2 * 366)

logger = logging.getLogger(__name__)


class Total(NamedTuple):
    """What a number counts: a version, a day, and a question or an urgency; nothing about a person."""

    day: date
    slug: str
    number: int
    kind: str
    key: str


_lock, _flushing = held.Lock(), held.Lock()
_counts: Counter[Total] = Counter()
os.register_at_fork(after_in_child=_counts.clear)  # what its parent has counted, the parent writes
held.on_reset(_counts.clear)


def began(protocol: Protocol, path: Path) -> None:
    """A journey has begun, and is at its first question."""
    _add(protocol, (Kind.BEGUN, ""), *_reached(protocol, path))


def went_on(protocol: Protocol, before: Path, after: Path) -> None:
    """An answer was taken: a journey has moved on, or is where it was."""
    if before.next_question == after.next_question:
        return
    gone = [(Kind.LEFT, before.next_question)] if before.next_question is not None else []
    _add(protocol, *gone, *_reached(protocol, after))


def _reached(protocol: Protocol, path: Path) -> list[tuple[str, str]]:
    if path.next_question is not None:
        return [(Kind.REACHED, path.next_question)]
    return [(Kind.OUTCOME, urgency_of(protocol, path).value)]


def _add(protocol: Protocol, *things: tuple[str, str]) -> None:
    day = _day(int(time.time() // MINUTE))
    with _lock:
        for kind, key in things:
            _counts[Total(day, protocol.slug, protocol.version, kind, key)] += 1


@held.cached(1)  # to work out the day takes longer than to count; it changes only where a minute begins
def _day(minute: int) -> date:
    return timezone.localdate()


def take() -> Counter[Total]:
    """All that has been added up. Counting starts again from nothing."""
    with _lock:
        taken = _counts.copy()
        _counts.clear()
    return taken


def give_back(counts: Counter[Total]) -> None:
    """Count again what could not be written."""
    with _lock:
        _counts.update(counts)


def flush() -> None:
    """Write what has been added up, all or nothing. Raises DatabaseError; the counts are kept for the next time."""
    with _flushing:  # at its end the process waits for what its thread has taken, or that would be lost
        taken = take()
        if not taken:
            return
        try:
            with transaction.atomic():
                _write(taken)
        except BaseException:
            give_back(taken)
            raise


def _write(counts: Counter[Total]) -> None:
    versions = {
        (slug, number): pk
        for pk, slug, number in ProtocolVersion.objects.filter(
            protocol__slug__in={total.slug for total in counts}
        ).values_list("pk", "protocol__slug", "number")
    }
    rows = [
        DailyTotal(day=total.day, version_id=versions[place], kind=total.kind, key=total.key)
        for total in sorted(counts)  # in one order, so that two processes never wait for each other
        if (place := (total.slug, total.number)) in versions
    ]
    DailyTotal.objects.bulk_create(rows, ignore_conflicts=True)
    slugs = {pk: place for place, pk in versions.items()}
    for row in rows:
        count = counts[Total(row.day, *slugs[row.version_id], row.kind, row.key)]
        found = DailyTotal.objects.filter(day=row.day, version=row.version_id, kind=row.kind, key=row.key)
        found.update(count=F("count") + count)


def forget_old(today: date) -> int:
    """Delete the totals of more than two years ago. Gives how many."""
    return DailyTotal.objects.filter(day__lt=today - KEEP_FOR).delete()[0]


def begin() -> None:
    """Begin to write, once in each process."""
    if _writer.start():
        atexit.register(_write_last)


def _keep_writing() -> None:
    pause = threading.Event()
    forgotten = None
    while True:
        pause.wait(settings.TOTALS_SECONDS)
        try:
            close_old_connections()
            flush()
            if forgotten != (today := timezone.localdate()):
                forget_old(today)
                forgotten = today
        except DatabaseError:
            logger.exception("Could not write the daily totals; they are kept for the next time.")
        finally:
            connection.close()


def _write_last() -> None:
    """As the process ends: what has been added up since the last time."""
    try:
        flush()
    except DatabaseError:
        logger.exception("Could not write the last daily totals.")
    finally:
        connection.close()


_writer = watch.OneThread("triage-totals", _keep_writing)
