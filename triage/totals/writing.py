"""Writing the daily totals, once a minute, by a thread of each process, off every request. And forgetting old ones.

A thread of its own, since a wait for the database's lock must never delay the withdrawal of a version (lib/watch).
"""

import atexit
import logging
import threading
from collections import Counter
from datetime import date, timedelta

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F
from django.utils import timezone

from calfsite.lib import held, watch
from triage.models import DailyTotal, ProtocolVersion
from triage.totals import counting
from triage.totals.counting import Total

logger = logging.getLogger(__name__)
KEPT = timedelta(days=2 * 366)

_flushing = held.Lock()


def flush() -> None:
    """Write what has been added up, all or nothing. Raises DatabaseError; the counts are kept for the next time."""
    with _flushing:  # at its end the process waits for what its thread has taken, or that would be lost
        taken = counting.take()
        if not taken:
            return
        try:
            with transaction.atomic():
                _write(taken)
        except BaseException:
            counting.give_back(taken)
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
    return DailyTotal.objects.filter(day__lt=today - KEPT).delete()[0]


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
