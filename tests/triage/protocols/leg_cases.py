"""The shipped triage `leg`, and its worked cases as patients for tests."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from triage.engine.parts.condition import Answer, Condition, Mode, When
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Vignette
from triage.storage import text_file

LEG = text_file.load(text_file.SHIPPED / "leg.toml")
CASES: dict[str, Vignette] = {case.key: case for case in LEG.vignettes}
MILD_STRAIN = "sprint_yesterday_and_a_strong_heel"
"""A well-known patient, told to look after it at home."""


def answers(case: str = MILD_STRAIN, **changes: Any) -> dict[str, Answer]:
    """A patient's answers as the engine has them; `changes` may be plain: lists of ticks, and whole numbers."""
    return {**dict(CASES[case].answers), **{key: _answer(value) for key, value in changes.items()}}


def holds(protocol: Protocol, condition: Condition, given: dict[str, Answer]) -> bool:
    """Whether these answers meet one condition, read from the condition itself."""
    values = {threshold.key: threshold.value for threshold in protocol.thresholds}
    return condition.holds(given.get(condition.question), values)


def meets(protocol: Protocol, when: When, given: dict[str, Answer], mode: Mode = Mode.ALL) -> bool:
    """Whether these answers meet the conditions of a rule, a requirement or a criterion, read from the conditions."""
    return any(all(holds(protocol, condition, given) for condition in way) for way in protocol.alternatives(when, mode))


def nearly_meets(protocol: Protocol, when: When, given: dict[str, Answer]) -> bool:
    """Whether just one condition is missing of some way in which these conditions could hold."""
    ways = protocol.alternatives(when)
    missing = [sum(not holds(protocol, condition, given) for condition in way) for way in ways]
    return 0 not in missing and 1 in missing


def on_both_sides(value: Decimal) -> Iterator[Decimal]:
    """A number and its neighbors: below, at and above a threshold."""
    yield from (value - 1, value, value + 1)


def _answer(value: Any) -> Answer:
    if isinstance(value, list | set | tuple):
        return frozenset(value)
    return Decimal(value) if isinstance(value, int) else value
