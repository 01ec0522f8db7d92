"""Daily totals as clinicians may see them: whole weeks that are over, small numbers hidden, the others rounded.

Rounding is what keeps a hidden number hidden. Numbers of journeys add up (whoever reached a question stopped there,
went on, or got a result), so a hidden number could be worked out from exact ones by subtracting. And as a week
is shown only when it is over, nobody can watch a number grow while they know who sits in the waiting room.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from django.db.models import Sum
from django.db.models.functions import TruncWeek
from django.utils.translation import gettext as _

from triage.engine.parts.urgency import Urgency
from triage.models import DailyTotal, Question

Kind = DailyTotal.Kind
WEEK = timedelta(days=7)
WEEKS = 12
SMALLEST_SHOWN, STEP = 5, 5

Count = int | None
"""A number as it may be seen: rounded; None for one that is hidden."""
Raw = Counter[tuple[str, str]]
"""True numbers by kind and key. They never leave this module."""


@dataclass(frozen=True)
class WeekRow:
    """One version's week: journeys begun, and their results."""

    week: date
    version: int
    begun: Count
    outcomes: dict[Urgency, Count]


@dataclass(frozen=True)
class StopRow:
    """One question of a version: how many reached it, and how many went no further."""

    version: int
    key: str
    question: str
    asked: Count
    stopped: Count


@dataclass(frozen=True)
class ProtocolTotals:
    """All that is shown of one protocol."""

    slug: str
    title: str
    weeks: tuple[date, ...]
    """The Mondays of all weeks shown, with journeys or without."""
    begins: dict[int, date]
    """The first week of each version that has any."""
    week_rows: tuple[WeekRow, ...]
    stop_rows: tuple[StopRow, ...]
    outcomes: dict[Urgency, tuple[Count, ...]]
    """For each urgency a number a week, of all versions together; 0 only where nobody began or finished."""
    stops: tuple[tuple[str, int], ...]
    """Where most people stop: questions in few words, and how many, of all versions together; hidden ones left out."""
    by_week: tuple[tuple[date, StopRow], ...]
    """The questions again, week by week, for those who work on with the numbers."""


def shown(count: int) -> Count:
    """A number as it may be seen: hidden under 5, else rounded to the nearest 5."""
    return None if count < SMALLEST_SHOWN else (count + STEP // 2) // STEP * STEP


def text(count: Count) -> str:
    """A number in a table."""
    return _("under %(least)s") % {"least": SMALLEST_SHOWN} if count is None else str(count)


def weeks_before(today: date) -> tuple[date, ...]:
    """The Mondays of the last twelve weeks that are over."""
    monday = today - timedelta(days=today.weekday())
    return tuple(monday - WEEK * back for back in range(WEEKS, 0, -1))


_OF_VERSION = ("version__protocol__slug", "version__title", "version_id", "version__number")


def all_totals(today: date) -> list[ProtocolTotals]:
    """Every protocol that has totals in the last twelve whole weeks, in the order of the list: two queries."""
    weeks = weeks_before(today)
    found = (
        DailyTotal.objects.filter(day__gte=weeks[0], day__lt=weeks[-1] + WEEK)
        .annotate(week=TruncWeek("day"))
        .values_list(*_OF_VERSION, "week", "kind", "key")
        .annotate(sum=Sum("count"))
        .order_by("version__protocol", "version__number")
    )
    raw: dict[str, dict[tuple[int, date], Raw]] = {}
    titles, numbers = {}, {}
    for slug, title, pk, number, week, kind, key, count in found:
        titles[slug], numbers[pk] = title, (slug, number)
        raw.setdefault(slug, defaultdict(Counter))[number, week][kind, key] += count
    questions = _questions(numbers)
    return [_protocol(slug, titles[slug], weeks, raw[slug], questions[slug]) for slug in raw]


Questions = dict[int, dict[str, str]]
"""Each version's questions: their keys and a few words, in order."""


def _questions(numbers: dict[int, tuple[str, int]]) -> dict[str, Questions]:
    found: dict[str, Questions] = defaultdict(lambda: defaultdict(dict))
    asked = Question.objects.filter(version__in=numbers, derive="").order_by("version", "order")
    for pk, key, short in asked.values_list("version_id", "key", "short"):
        slug, number = numbers[pk]
        found[slug][number][key] = short
    return found


def _protocol(
    slug: str, title: str, weeks: tuple[date, ...], raw: dict[tuple[int, date], Raw], questions: Questions
) -> ProtocolTotals:
    versions = sorted({number for number, _week in raw})
    whole = {number: _sum(raw[place] for place in raw if place[0] == number) for number in versions}
    begins = {number: min(week for version, week in raw if version == number) for number in versions}
    return ProtocolTotals(
        slug=slug,
        title=title,
        weeks=weeks,
        begins=begins,
        week_rows=tuple(_week_row(week, number, raw[number, week]) for number, week in sorted(raw, key=_by_week)),
        stop_rows=tuple(chain.from_iterable(_stop_rows(n, whole[n], questions[n]) for n in versions)),
        outcomes=_outcomes(weeks, raw),
        stops=_stops(_sum(whole.values()), questions),
        by_week=tuple(
            (week, row)
            for number, week in sorted(raw, key=_by_week)
            for row in _stop_rows(number, raw[number, week], questions[number])
        ),
    )


def _by_week(place: tuple[int, date]) -> tuple[date, int]:
    return place[1], place[0]


def _sum(parts: Iterable[Raw]) -> Raw:
    whole: Raw = Counter()
    for part in parts:
        whole.update(part)
    return whole


def _week_row(week: date, number: int, raw: Raw) -> WeekRow:
    outcomes = {urgency: shown(raw[Kind.OUTCOME, urgency]) for urgency in _most_urgent_first()}
    return WeekRow(week, number, shown(raw[Kind.BEGUN, ""]), outcomes)


def _stop_rows(number: int, raw: Raw, questions: dict[str, str]) -> Iterator[StopRow]:
    for key, short in questions.items():
        yield StopRow(number, key, short, shown(raw[Kind.REACHED, key]), shown(_stopped(raw, key)))


def _stopped(raw: Raw, key: str) -> int:
    """How many reached it and did not go on. Negative when some reached it the week before."""
    return raw[Kind.REACHED, key] - raw[Kind.LEFT, key]


def _outcomes(weeks: tuple[date, ...], raw: dict[tuple[int, date], Raw]) -> dict[Urgency, tuple[Count, ...]]:
    sums = [_sum(part for (_number, in_week), part in raw.items() if in_week == week) for week in weeks]
    return {
        urgency: tuple(shown(whole[Kind.OUTCOME, urgency]) if whole else 0 for whole in sums)
        for urgency in _most_urgent_first()
    }


def _most_urgent_first() -> list[Urgency]:
    return sorted(Urgency, key=lambda urgency: -urgency.level)


MAX_BARS = 10


def _stops(raw: Raw, questions: Questions) -> tuple[tuple[str, int], ...]:
    """The questions where most people stop, in the order of the newest version that asks them."""
    words: dict[str, str] = {}
    for number in sorted(questions, reverse=True):
        for key, short in questions[number].items():
            words.setdefault(key, short)
    counts = {key: count for key in words if (count := shown(_stopped(raw, key))) is not None}
    most = sorted(counts, key=lambda key: -counts[key])[:MAX_BARS]
    return tuple((words[key], counts[key]) for key in words if key in most)
