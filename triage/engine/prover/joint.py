"""One patient before two versions: the answers that somebody would give to the old one and to the new one.

A question that both ask in the same way gets the same answer. Where its answers differ, the patient gives the same
answer as far as both offer it: one who would have ticked what is no longer there, or ticks what was not there before,
may give any answer that the other version offers. That is the cautious reading: nobody who may move is overlooked.
"""

from __future__ import annotations

from decimal import Decimal

from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Kind, Question
from triage.engine.prover import variables
from triage.engine.prover.circuit import FALSE, Circuit, Literal
from triage.engine.prover.space import Space, cuts
from triage.engine.prover.variables import Choices, Measure, Variable


def space_of(old: Protocol, after: Space) -> Space:
    """The patients of the new version's space as they answer the old version.

    The space must tell apart all numbers that either version compares with: see `Space.of`.
    """
    circuit, values = after.circuit, cuts(after.protocol, old)
    before: dict[str, Variable] = {}
    for question in old.questions:
        if question.derive is not None:
            continue
        twin = after.protocol.question_by_key.get(question.key)
        if twin is not None and same_answers(question, twin):
            before[question.key] = after.answers[question.key]
            continue
        before[question.key] = variables.new(circuit, question, values[question.key])
        if twin is not None and twin.derive is None:
            _link(circuit, before[question.key], after.answers[question.key])
    return Space(circuit, old, before)


def same_answers(one: Question, other: Question) -> bool:
    """Whether two questions accept the same answers. The words do not count."""
    return _accepts(one) == _accepts(other)


def _accepts(question: Question) -> tuple[object, ...]:
    number = question.number
    limits = None if number is None else (number.minimum, number.maximum, number.unit, number.decimals)
    choices = frozenset((choice.key, choice.exclusive) for choice in question.choices)
    return question.kind, question.optional, choices, limits, question.derive is None


def _link(circuit: Circuit, one: Variable, other: Variable) -> None:
    if isinstance(one, Measure) and isinstance(other, Measure):
        if one.question.number and other.question.number and one.question.number.unit is other.question.number.unit:
            _link_measures(circuit, one, other)
            _link_measures(circuit, other, one)
    elif isinstance(one, Choices) and isinstance(other, Choices) and one.question.kind is other.question.kind:
        _link_choices(circuit, one, other)
        _link_choices(circuit, other, one)


def _options(answer: Choices) -> dict[tuple[str, bool], Literal]:
    """Each option by its key and whether it stands alone; skipping is one as well."""
    single = answer.question.kind is Kind.SINGLE
    found = {(c.key, single or c.exclusive): answer.chosen[c.key] for c in answer.question.choices}
    return found if answer.skipped == FALSE else {**found, ("", True): answer.skipped}


def _link_choices(circuit: Circuit, one: Choices, other: Choices) -> None:
    """What is chosen in the one is chosen in the other, or else something that only the other offers."""
    mine, theirs = _options(one), _options(other)
    added = {option: literal for option, literal in theirs.items() if option not in mine}
    for (key, alone), literal in mine.items():
        if (key, alone) in theirs:
            instead = [more for (_, more_alone), more in added.items() if alone or more_alone]
            circuit.add(-literal, theirs[key, alone], *instead)


def _link_measures(circuit: Circuit, one: Measure, other: Measure) -> None:
    """The one reaches a value when the other does, as nearly as the limits and decimals of both let it."""
    slack = max(one.grid.step, other.grid.step) if one.grid.step != other.grid.step else Decimal(0)
    skipped = [literal for literal in (one.skipped, other.skipped) if literal != FALSE]
    for point, reached in zip(one.points, one.reached, strict=True):
        circuit.add(reached, -other.at_least(point + slack), *skipped)
    if FALSE not in (one.skipped, other.skipped):
        circuit.add(-one.skipped, other.skipped)
