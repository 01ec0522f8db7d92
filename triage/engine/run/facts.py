"""Facts: what answers make true, as bits of one whole number, so that checking a rule takes one comparison.

Every condition of a protocol gets a bit of its own. An answer sets the bits of the conditions that it meets; a rule
holds when all of its bits are set. What a condition means is written in `Condition.holds` and nowhere else.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from triage.engine.parts.condition import Answer, Condition
from triage.engine.parts.question import Question

Facts = int
"""A set of conditions that hold, one bit each."""


class Numbering:
    """Gives every distinct condition its bit."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self.bits = {condition: 1 << place for place, condition in enumerate(dict.fromkeys(conditions))}

    def together(self, conditions: Iterable[Condition]) -> Facts:
        """The bits of all these conditions."""
        facts = 0
        for condition in conditions:
            facts |= self.bits[condition]
        return facts

    def reader(self, question: Question, thresholds: Mapping[str, Decimal]) -> Callable[[Answer], Facts]:
        """A function from an answer to the facts that it makes true."""
        mine = [(condition, bit) for condition, bit in self.bits.items() if condition.question == question.key]

        def met_by(answer: Answer) -> Facts:
            return sum(bit for condition, bit in mine if condition.holds(answer, thresholds))

        by_choice = {choice.key: met_by(choice.key) for choice in question.choices}

        def facts_of(answer: Answer) -> Facts:
            if isinstance(answer, str):
                return by_choice[answer]
            if isinstance(answer, frozenset):
                facts = 0
                for tick in answer:
                    facts |= by_choice[tick]
                return facts
            return met_by(answer) if answer is not None else 0

        return facts_of
