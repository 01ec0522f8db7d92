"""The nearest changes of a single answer that would raise the urgency."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from triage.engine.explain.cases import Run, any_met, near, number_of, runs
from triage.engine.explain.layout import layout_of
from triage.engine.explain.pair import crossings, facts_of_derived
from triage.engine.parts.condition import Answer
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Kind, Question
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import Assessment
from triage.engine.run.steps import Facts

_URGENCIES = {urgency.level: urgency for urgency in Urgency}


class Change(NamedTuple):
    """One answer that, were it different, would raise the urgency."""

    question: str
    answer: Answer
    urgency: Urgency


def would_change(protocol: Protocol, assessment: Assessment) -> tuple[Change, ...]:
    """Every change of one answer on the path that would by itself raise the urgency, most urgent first.

    All other answers stay; a question that is newly asked counts as not answered. Of a tick list one more tick; of a
    number the nearest value, for each higher urgency and each direction.
    """
    if assessment.urgency is Urgency.EMERGENCY:
        return ()
    patient = _Patient(protocol, assessment)
    found: dict[Urgency, list[Change]] = {urgency: [] for urgency in Urgency}  # most urgent first
    for place, given in patient.given.items():
        if patient.can_rise(place):
            question = protocol.questions[place]
            for answer, level in _raising(patient, place, question, given):
                urgency = _URGENCIES[level]
                found[urgency].append(Change(question.key, answer, urgency))
    return tuple(chain.from_iterable(found.values()))


def _raising(patient: _Patient, place: int, question: Question, given: Answer) -> Iterator[tuple[Answer, int]]:
    """Answers to this question that would raise the urgency, each with the level it would be raised to."""
    if question.number is not None:
        yield from _raising_numbers(patient, place, given)
        return
    many = question.kind is Kind.MULTI
    ticks = given if isinstance(given, frozenset) else frozenset[str]()
    ticked = frozenset(key for key in ticks if not question.by_key[key].exclusive)
    facts_of = patient.layout.steps[place].facts_of
    beside = facts_of(ticked)
    for choice in question.choices:
        if not (many and (choice.exclusive or choice.key in ticked)):
            level = patient.level_with(place, beside | facts_of(choice.key))
            if level > patient.level:
                yield ticked | {choice.key} if many else choice.key, level


def _raising_numbers(patient: _Patient, place: int, given: Answer) -> Iterator[tuple[Decimal, int]]:
    """The nearest number below, and the nearest above, for each higher urgency; for a skipped one the least."""
    runs = patient.runs(place)
    below = [(run.last, run.facts) for run in reversed(runs) if isinstance(given, Decimal) and run.last < given]
    above = [(run.first, run.facts) for run in runs if not isinstance(given, Decimal) or run.first > given]
    for side in (below, above):
        seen = {patient.level}
        for value, facts in side:
            level = patient.level_with(place, facts)
            if level > patient.level and level not in seen:
                seen.add(level)
                yield value, level


class _Patient:
    """One patient's facts, and the rules that one answer alone keeps from holding."""

    def __init__(self, protocol: Protocol, assessment: Assessment) -> None:
        self.layout = layout = layout_of(protocol)
        self.level = assessment.urgency.level
        self.given = {layout.place[key]: answer for key, answer in assessment.path.answers.items()}
        self.facts: Facts = 0
        for place, answer in self.given.items():
            self.facts |= layout.steps[place].facts_of(answer)
        for key, value in assessment.path.derived.items():
            self.facts |= layout.steps[layout.place[key]].facts_of(value)
        self.default = layout.default.level
        self.held: list[Facts] = []
        """What the rules that hold need."""
        self.near: dict[int, list[tuple[int, Facts]]] = {}
        """By question, the rules that hold but for facts that hang on its answer, the most urgent first."""
        self._sort_rules()

    def _sort_rules(self) -> None:
        absent = ~self.facts
        least = self.level if self.level >= self.default else -1
        hang_on, touched, near = self.layout.hang_on, self.layout.touched, self.near
        for level, needed in self.layout.rules:
            missing = needed & absent
            if not missing:
                self.held.append(needed)
            elif level > least:
                for place in hang_on[missing & -missing]:
                    if not missing & ~touched[place]:
                        near.setdefault(place, []).append((level, needed))

    def can_rise(self, place: int) -> bool:
        """Whether another answer to this question may raise the urgency at all."""
        return self.default > self.level or place in self.near

    def level_with(self, place: int, changed: Facts) -> int:
        """The urgency's level, or one no higher, when all that hangs on this answer is changed to these facts."""
        layout = self.layout
        facts = self.facts & ~layout.touched[place] | changed
        if self.facts & ~facts & layout.ask_facts:
            facts = self._without_unasked(facts)
        for level, needed in self.near.get(place, ()):
            if facts & needed == needed:
                return level
        return self.level if any_met(facts, self.held) else self.default

    def _without_unasked(self, facts: Facts) -> Facts:
        """These facts without those of questions that they no longer ask."""
        for place in self.layout.conditional:
            if place in self.given and not self.layout.steps[place].is_asked(facts):
                facts &= ~self.layout.touched[place]
        return facts

    def runs(self, place: int) -> tuple[Run, ...]:
        """The runs of numbers that make the same facts true, those of derived numbers included."""
        mates = [
            (derived, value)
            for derived, mate in self.layout.derived_with[place]
            if isinstance(value := self.given.get(mate), Decimal)
        ]
        if not mates:
            return self.layout.runs[place]
        step, cuts = self.layout.steps[place], self.layout.cuts

        def facts_of(value: Decimal) -> Facts:
            facts = step.facts_of(value)
            for derived, mate in mates:
                facts |= facts_of_derived(derived, value, mate)
            return facts

        points = set(cuts[step.question.key])
        for derived, mate in mates:
            points |= crossings(derived.question, cuts[derived.question.key], [mate])
        return runs(near(number_of(step.question), points), facts_of)
