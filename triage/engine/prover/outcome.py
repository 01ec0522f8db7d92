"""What patients are told when everything is asked that `ask when` calls for: skipping never changes the urgency.

See docs/decisions/0007: so most of what is proven need not know which pages are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from triage.engine.parts.condition import Condition
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import AskMode, Question
from triage.engine.parts.rule import Rule
from triage.engine.prover.circuit import TRUE, Literal
from triage.engine.prover.space import Space
from triage.engine.prover.variables import Variable


class Facts:
    """Which conditions hold on answers that are on the path, where a question's being asked is given to it."""

    # `like` are the facts of other patients, who differ only in the answers to the questions in `changed`.
    def __init__(self, space: Space, like: Facts | None = None, changed: Collection[str] = ()) -> None:
        self.space, self.circuit = space, space.circuit
        self._like, self.changed = like, frozenset(_hanging_on(space.protocol, changed))
        self.asked: dict[str, Literal] = {}
        """Whether each question is asked, in the protocol's order; a derived one: whether it can be worked out."""
        self._known: dict[Condition, Literal] = {}

    def called_for(self, question: Question) -> Literal:
        """Whether the facts so far call for this question by its `ask when`, or give both numbers it derives from."""
        if question.derive is not None:
            sources = question.derived_from
            return self.circuit.all_of([self.asked[s] for s in sources] + [self.space.answered(s) for s in sources])
        if not question.ask_when:
            return TRUE
        facts = [self.fact(condition) for condition in question.ask_when]
        return self.circuit.all_of(facts) if question.ask_mode is AskMode.ALL else self.circuit.any_of(facts)

    def fact(self, condition: Condition) -> Literal:
        """Whether this condition holds: its question is on the path, not skipped, and the answer meets it."""
        if self._like is not None and condition.question not in self.changed:
            return self._like.fact(condition)
        known = self._known.get(condition)
        if known is None:
            key = condition.question
            parts = [self.asked[key], self.space.met(condition)]
            if key in self.space.answers:
                parts.append(self.space.answered(key))
            known = self._known[condition] = self.circuit.all_of(parts)
        return known

    def all_hold(self, conditions: Iterable[Condition]) -> Literal:
        """Whether all these conditions hold."""
        return self.circuit.all_of(self.fact(condition) for condition in conditions)


class Outcome:
    """The urgency of every patient of a space, and the rules that give it.

    An emergency ends the path before later questions are asked. That takes nothing from the urgency, so it is left out
    here; `walk` knows of it.
    """

    def __init__(self, space: Space, like: Outcome | None = None, changed: Collection[str] = ()) -> None:
        self.space, self.circuit, self.protocol = space, space.circuit, space.protocol
        self._like = like
        self.facts: Facts = Facts(space, None if like is None else like.facts, changed)
        for question in self.protocol.questions:
            self.facts.asked[question.key] = self.facts.called_for(question)
        self._rules: dict[str, Literal] = {}
        self._levels: dict[int, Literal] = {}

    def instead(self, answers: Mapping[str, Variable]) -> Outcome:
        """The outcome of the same patients with other answers to some questions."""
        other = Space(self.circuit, self.protocol, {**self.space.answers, **answers})
        return Outcome(other, self, answers.keys())

    @cached_property
    def default(self) -> Literal:
        """Whether no rule holds."""
        return -self.circuit.any_of(map(self.holds, self.protocol.rules))

    def holds(self, rule: Rule) -> Literal:
        """Whether this rule holds."""
        known = self._rules.get(rule.key)
        if known is None:
            if self._like is not None and all(c.question not in self.facts.changed for c in rule.when):
                known = self._like.holds(rule)
            else:
                known = self.facts.all_hold(rule.when)
            self._rules[rule.key] = known
        return known

    def at_least(self, level: int) -> Literal:
        """Whether the urgency is of this level or a higher one."""
        known = self._levels.get(level)
        if known is None:
            parts = [self.holds(rule) for rule in self.protocol.rules if rule.finding.urgency.level >= level]
            if self.protocol.default.urgency.level >= level:
                parts.append(self.default)
            known = self._levels[level] = self.circuit.any_of(parts) if level > 0 else TRUE
        return known

    def exactly(self, level: int) -> Literal:
        """Whether the urgency is of this level."""
        return self.circuit.all_of((self.at_least(level), -self.at_least(level + 1)))


def _hanging_on(protocol: Protocol, changed: Collection[str]) -> set[str]:
    """These questions and all whose being asked, or whose derived number, may hang on their answers."""
    found = set(changed)
    for question in protocol.questions if changed else ():
        if not found.isdisjoint([*(condition.question for condition in question.ask_when), *question.derived_from]):
            found.add(question.key)
    return found
