"""The shipped triage `leg`, and its worked cases as patients for tests."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from triage.engine.parts.alternatives import Alternative
from triage.engine.parts.condition import Answer, Answers, Condition, Mode, When
from triage.engine.parts.rule import Vignette
from triage.storage import text_file

LEG = text_file.load(text_file.SHIPPED / "leg.toml")
CASES: dict[str, Vignette] = {case.key: case for case in LEG.vignettes}
_THRESHOLDS = {threshold.key: threshold.value for threshold in LEG.thresholds}
MILD_STRAIN = "sprint_yesterday_and_a_strong_heel"
"""A well-known patient, told to look after it at home."""


def answers(case: str = MILD_STRAIN, **changes: Any) -> dict[str, Answer]:
    """A patient's answers as the engine has them; `changes` may be plain: lists of ticks, and whole numbers."""
    return {**dict(CASES[case].answers), **{key: _answer(value) for key, value in changes.items()}}


@cache
def _ways(when: When, mode: Mode) -> tuple[Alternative, ...]:
    return LEG.alternatives(when, mode)


def _holds(condition: Condition, given: Answers) -> bool:
    return condition.holds(given.get(condition.question), _THRESHOLDS)


def meets(when: When, given: Answers, mode: Mode = Mode.ALL) -> bool:
    """Whether these answers meet the conditions of a rule, a requirement or a criterion, read from the conditions."""
    return any(all(_holds(condition, given) for condition in way) for way in _ways(when, mode))


def nearly_meets(when: When, given: Answers) -> bool:
    """Whether just one condition is missing of some way in which these conditions could hold."""
    missing = [sum(not _holds(condition, given) for condition in way) for way in _ways(when, Mode.ALL)]
    return 0 not in missing and 1 in missing


def on_both_sides(value: Decimal) -> Iterator[Decimal]:
    """A number and its neighbors: below, at and above a threshold."""
    yield from (value - 1, value, value + 1)


def _answer(value: Any) -> Answer:
    if isinstance(value, list | set | tuple):
        return frozenset(value)
    return Decimal(value) if isinstance(value, int) else value
