"""Conditions: what must be true of one answer; and criteria: named conditions that several rules share."""

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

Answer = str | frozenset[str] | Decimal | None
"""A choice key (single), a set of choice keys (multi), a number, or None for an optional question that was skipped."""

Answers = Mapping[str, Answer]
"""Answers by question key. A question without an answer is not in it."""


BLANK = {"blank": True}
"""Metadata of a field whose default is left out of the text of a protocol, as an empty text is."""


class Comparison(StrEnum):
    """How a condition looks at its answer."""

    ANY_OF = "any_of"
    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"
    BELOW = "below"

    @property
    def words(self) -> str:
        """Between a question and its threshold: `at least`."""
        return _OPERATORS[self].words

    @property
    def symbol(self) -> str:
        """The same as a symbol: `>=`."""
        return _OPERATORS[self].symbol


class _Operator(NamedTuple):
    words: str
    symbol: str
    holds: Callable[[Decimal, Decimal], bool]


_OPERATORS = {
    Comparison.AT_LEAST: _Operator("at least", ">=", operator.ge),
    Comparison.ABOVE: _Operator("more than", ">", operator.gt),
    Comparison.AT_MOST: _Operator("at most", "<=", operator.le),
    Comparison.BELOW: _Operator("less than", "<", operator.lt),
}


class Mode(StrEnum):
    """Whether all of some conditions must hold, or any."""

    ALL = "all"
    ANY = "any"

    @property
    def link(self) -> str:
        """The word between two of the conditions."""
        return "and" if self is Mode.ALL else "or"


@dataclass(frozen=True)
class Condition:
    """One question's answer is any of some choices, or compares with a threshold. Never with a bare number."""

    question: str
    comparison: Comparison
    choices: tuple[str, ...] = ()
    threshold: str | None = None

    def holds(self, answer: Answer, thresholds: Mapping[str, Decimal]) -> bool:
        """Whether this answer meets the condition. A question not answered, or skipped, never does."""
        if isinstance(answer, Decimal):
            if self.threshold is None:
                return False
            return _OPERATORS[self.comparison].holds(answer, thresholds[self.threshold])
        if isinstance(answer, frozenset):
            return not answer.isdisjoint(self.choices)
        return answer in self.choices


def all_hold(conditions: Iterable[Condition], answers: Answers, thresholds: Mapping[str, Decimal]) -> bool:
    """Whether these answers meet all the conditions."""
    return all(condition.holds(answers.get(condition.question), thresholds) for condition in conditions)


@dataclass(frozen=True)
class Meets:
    """A criterion of the protocol holds."""

    criterion: str


When = tuple[Condition | Meets, ...]
"""What must hold, all of it unless a `Mode` says any of it."""


@dataclass(frozen=True)
class Criterion:
    """Named conditions, such as "sudden and recent": rules that must agree on them share one definition.

    A criterion may build on those that come before it. It says what is true, never what is not: what was not asked, or
    is not known, makes a criterion false.
    """

    key: str
    label: str
    """What it means, for clinicians."""
    when: When
    mode: Mode = field(default=Mode.ALL, metadata=BLANK)
