"""Daily totals, added up in memory: journeys begun, where they stand, what they came to. Never an answer or a person.

A journey moves from question to question; each move counts one journey as gone from here and come to there. Those who
came and did not go on stopped there. Going back moves nobody, and a changed answer moves a journey only if it leads to
another question; so every journey stands in one place, although the server knows none of them.

Nothing here asks the database: `totals_writing` writes what has been added up.
"""

import os
import threading
import time
from collections import Counter
from datetime import date
from typing import NamedTuple

from django.utils import timezone

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


_lock = threading.Lock()
_counts: Counter[Total] = Counter()
_today = (date.min, 0.0)
"""The day, and until when that is sure: to work it out anew takes longer than to count."""


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
    day = _day()
    with _lock:
        for kind, key in things:
            _counts[Total(day, protocol.slug, protocol.version, kind, key)] += 1


def _day() -> date:
    global _today  # noqa: PLW0603  one day for the whole process
    day, until = _today
    now = time.time()
    if not until - MINUTE <= now < until:  # a clock that was set back counts as well
        day = timezone.localdate()
        _today = (day, (now // MINUTE + 1) * MINUTE)  # midnight, wherever it is, is the beginning of a minute
    return day


def take() -> Counter[Total]:
    """All that has been added up, which begins anew."""
    global _counts
    with _lock:
        taken, _counts = _counts, Counter()
    return taken


def give_back(counts: Counter[Total]) -> None:
    """Count again what could not be written."""
    with _lock:
        _counts.update(counts)


def _begin_anew() -> None:
    """A forked process counts by itself: what its parent has counted, the parent writes."""
    global _lock, _counts
    _lock, _counts = threading.Lock(), Counter()


os.register_at_fork(after_in_child=_begin_anew)
