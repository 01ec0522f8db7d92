"""Daily totals, added up in memory: journeys begun, where they stand, what they came to. Never an answer or a person.

A journey moves from question to question; each move counts one journey as gone from here and come to there. Those who
came and did not go on stopped there. Going back moves nobody, and a changed answer moves a journey only if it leads to
another question; so every journey stands in one place, although the server knows none of them.

Nothing here asks the database: `totals_writing` writes what has been added up.
"""

import os
import time
from collections import Counter
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from calfsite.lib import held
from triage.engine.parts.protocol import Protocol
from triage.engine.run.assess import urgency_of
from triage.engine.run.replay import Path
from triage.models import DailyTotal

Kind = DailyTotal.Kind
MINUTE = 60


class Total(NamedTuple):
    """What a number is of. Tells a version, a day, and a question or an urgency; nothing of a person."""

    day: date
    slug: str
    number: int
    kind: str
    key: str


_lock = held.Lock()
_counts: Counter[Total] = Counter()


def began(protocol: Protocol, path: Path) -> None:
    """A journey has begun, and stands at its first question."""
    _add(protocol, (Kind.BEGUN, ""), *_came_to(protocol, path))


def went_on(protocol: Protocol, before: Path, after: Path) -> None:
    """An answer was taken: a journey has moved on, or stands where it stood."""
    if before.next_question == after.next_question:
        return
    gone = [(Kind.LEFT, before.next_question)] if before.next_question is not None else []
    _add(protocol, *gone, *_came_to(protocol, after))


def _came_to(protocol: Protocol, path: Path) -> list[tuple[str, str]]:
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


os.register_at_fork(after_in_child=_counts.clear)  # what its parent has counted, the parent writes
held.on_reset(_counts.clear)
