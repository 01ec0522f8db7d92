"""Two number questions from which others are derived: which facts their answers can make true together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from triage.engine.explain.cases import near, number_of
from triage.engine.parts.condition import Answer
from triage.engine.parts.question import Derive, Question
from triage.engine.run.steps import Facts, Step


class Free:
    """Stands for an answer that may be any."""


FREE: Final = Free()

Joint = dict[tuple[Facts, Facts], tuple[Answer, Answer]]
"""Example answers to both by (facts of the first, facts of the second and of what is derived)."""


@dataclass(frozen=True)
class Pair:
    """Two numbers and the steps derived from them. `cuts` are the values that each question is compared with."""

    one: Step
    other: Step
    derived: tuple[Step, ...]
    cuts: Mapping[str, Collection[Decimal]]

    def facts(self, one: Answer, other: Answer) -> tuple[Facts, Facts]:
        """Facts of the first, and facts of the second along with those of the derived numbers."""
        facts = self.other.facts_of(other)
        if isinstance(one, Decimal) and isinstance(other, Decimal):
            for step in self.derived:
                facts |= facts_of_derived(step, one, other)
        return self.one.facts_of(one), facts

    def joint(self, one: Answer | Free = FREE, other: Answer | Free = FREE) -> Joint:
        """Every case of both together, where either may be given."""
        found: Joint = {}
        for first in self._firsts(other) if isinstance(one, Free) else [one]:
            for second in self.values(self.other, first) if isinstance(other, Free) else [other]:
                found.setdefault(self.facts(first, second), (first, second))
        return found

    def values(self, step: Step, mate: Answer) -> list[Answer]:
        """Answers to one of the two questions, at least one of each case, with the other one's answer given."""
        return self._with_skip(step, self._near(step, [mate] if isinstance(mate, Decimal) else []))

    def _firsts(self, other: Answer | Free) -> list[Answer]:
        """Answers to the first, enough that with `values` of the second after each no case of both is missed.

        A case is a set of limits on either number and on their difference. Take the answers with the least first
        number: it can't be lowered because it meets a limit of its own or, through the difference, one of the second;
        and the second, where its answers lie further apart than those of the first, may be held by the first again.
        """
        if not isinstance(other, Free):
            return self.values(self.one, other)
        seconds = self._near(self.other, self._near(self.one, []))
        return self._with_skip(self.one, self._near(self.one, seconds))

    def _near(self, step: Step, mates: Collection[Decimal]) -> list[Decimal]:
        """Answers around all that this number is compared with, the other number being one of these."""
        points = set(self.cuts[step.question.key])
        for derived in self.derived:
            points |= crossings(derived.question, self.cuts[derived.question.key], mates)
        return near(number_of(step.question), points)

    @staticmethod
    def _with_skip(step: Step, values: list[Decimal]) -> list[Answer]:
        return [*values, None] if step.question.optional else [*values]


def facts_of_derived(step: Step, one: Decimal, other: Decimal) -> Facts:
    """What a derived number makes true when it comes from these two."""
    assert step.question.derive is not None  # noqa: S101  for mypy
    return step.facts_of(step.question.derive.of(one, other))


def crossings(derived: Question, cuts: Iterable[Decimal], mates: Collection[Decimal]) -> set[Decimal]:
    """Where a derived number passes one of the cuts as one of its numbers moves, the other being one of these."""
    if derived.derive is Derive.LEAST:
        return set(cuts)
    return {point for mate in mates for cut in cuts for point in (mate - cut, mate + cut)}
