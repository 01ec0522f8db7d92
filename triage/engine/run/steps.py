"""A protocol made ready to run: each question with the rules that it settles and those that it can still affect.

Facts are what answers make true, as bits of one whole number, so that checking a rule takes one comparison: every
condition of a protocol has a bit, an answer sets the bits of the conditions that it meets, and a rule holds when all of
its bits are set. What a condition means is written in `Condition.holds` and nowhere else.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from triage.engine.parts.condition import Answer, Condition, Mode
from triage.engine.parts.protocol import Protocol, kept_with_protocol
from triage.engine.parts.question import Question
from triage.engine.parts.rule import Rule
from triage.engine.parts.urgency import Urgency

Facts = int
"""A set of conditions that hold, one bit each."""


class ConditionBits:
    """A bit for every distinct condition."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self._bits = {condition: 1 << place for place, condition in enumerate(dict.fromkeys(conditions))}

    def of_all(self, conditions: Iterable[Condition]) -> Facts:
        """The bits of all these conditions."""
        facts = 0
        for condition in conditions:
            facts |= self._bits[condition]
        return facts

    def facts_function(self, question: Question, thresholds: Mapping[str, Decimal]) -> Callable[[Answer], Facts]:
        """A function from an answer to the facts that it makes true."""
        mine = [(condition, bit) for condition, bit in self._bits.items() if condition.question == question.key]

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


@dataclass(frozen=True)
class Reach:
    """A rule that an open question may still affect: its level, and the facts it needs from earlier questions."""

    level: int
    before: Facts


@dataclass(frozen=True)
class Step:
    """One question, ready to run."""

    question: Question
    ask_facts: Facts
    """The facts that make it asked; none when it has no conditions."""
    ask_all: bool
    """Whether all of them are needed, or any one."""
    facts_of: Callable[[Answer], Facts]
    rules: tuple[tuple[Rule, Facts], ...]
    """The rules whose last question this is, each with the facts that it needs."""
    touched: tuple[Reach, ...]
    """The rules that look at this answer, or at that of a question which it may bring up."""
    self_care: tuple[Reach, ...]
    """Every rule for self-care."""

    def is_asked(self, facts: Facts) -> bool:
        """Whether the answers so far call for this question."""
        if self.ask_all:
            return facts & self.ask_facts == self.ask_facts
        return facts & self.ask_facts != 0

    def can_matter(self, facts: Facts, certain: int) -> bool:
        """Whether an answer could still change the urgency. `certain` is the highest level of the rules that hold.

        Once no self-care rule can hold any more, the urgency is at least `soon`, by a rule or by the default.
        """
        if certain < Urgency.SOON.level and any(facts & rule.before == rule.before for rule in self.self_care):
            certain = -1
        else:
            certain = max(certain, Urgency.SOON.level)
        return any(rule.level > certain and facts & rule.before == rule.before for rule in self.touched)


@kept_with_protocol
def steps(protocol: Protocol) -> tuple[Step, ...]:
    """The questions ready to run. A rule belongs to the last question that it looks at: there it is settled."""
    thresholds = {threshold.key: threshold.value for threshold in protocol.thresholds}
    position = {question.key: place for place, question in enumerate(protocol.questions)}
    bits = ConditionBits(
        chain(
            (condition for rule in protocol.rules for condition in rule.when),
            (condition for question in protocol.questions for condition in question.ask_when),
        )
    )
    settled_at: defaultdict[int, list[tuple[Rule, Facts]]] = defaultdict(list)
    for rule in protocol.rules:
        last = max(position[condition.question] for condition in rule.when)
        settled_at[last].append((rule, bits.of_all(rule.when)))

    def reach(rules: Iterable[Rule], place: int) -> tuple[Reach, ...]:
        return tuple(
            Reach(
                rule.finding.urgency.level,
                bits.of_all(c for c in rule.when if position[c.question] < place),
            )
            for rule in rules
        )

    mild = [rule for rule in protocol.rules if rule.finding.urgency is Urgency.SELF_CARE]
    return tuple(
        Step(
            question=question,
            ask_facts=bits.of_all(question.ask_when),
            ask_all=question.ask_mode is Mode.ALL,
            facts_of=bits.facts_function(question, thresholds),
            rules=tuple(settled_at[place]),
            touched=reach(touched_by(protocol, question), place),
            self_care=reach(mild, place),
        )
        for place, question in enumerate(protocol.questions)
    )


def touched_by(protocol: Protocol, question: Question) -> list[Rule]:
    """The rules that look at this question, or at one that it may bring up."""
    keys = with_brought_up(protocol, {question.key})
    return [rule for rule in protocol.rules if any(condition.question in keys for condition in rule.when)]


def with_brought_up(protocol: Protocol, keys: Iterable[str]) -> set[str]:
    """These questions, and all that their answers may bring up or derive."""
    found = set(keys)
    for later in protocol.questions:  # in order: what a question brings up comes after it
        if not found.isdisjoint([*(condition.question for condition in later.ask_when), *later.derived_from]):
            found.add(later.key)
    return found
