"""Two versions side by side: what a patient of the new one would have answered to the old one.

A question that both ask in the same way gets the same answer. Where its answers differ, the patient gives the same
answer as far as both offer it: somebody who would have ticked what is gone, or ticks what is new, may give any answer
that the other version offers. That is the cautious reading: nobody who may move is overlooked.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from triage.engine.parts.alternatives import Alternative
from triage.engine.parts.condition import Comparison, Condition, Mode, When
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Kind, Question
from triage.engine.prover import variables
from triage.engine.prover.answer_space import AnswerSpace, checked, cuts
from triage.engine.prover.solver import FALSE, Circuit, Literal
from triage.engine.prover.variables import ChoiceVariable, NumberVariable, Variable


def space_before(old: Protocol, after: AnswerSpace) -> AnswerSpace:
    """The patients of the new version's space as they answer the old version.

    That space must know the numbers that either version compares with: see `AnswerSpace.of`.
    """
    circuit, values = after.circuit, cuts(after.protocol, old)
    before: dict[str, Variable] = {}
    for question in checked(old):
        if question.derive is not None:
            continue
        counterpart = after.answers.get(question.key)
        if counterpart is not None and same_answers(question, counterpart.question):
            before[question.key] = counterpart
            continue
        before[question.key] = variables.new(circuit, question, values[question.key])
        if counterpart is not None:
            _link(circuit, before[question.key], counterpart)
    return AnswerSpace(circuit, old, before)


def same_answers(one: Question, other: Question) -> bool:
    """Whether two questions accept the same answers, whatever their texts."""
    return _accepts(one) == _accepts(other)


def _accepts(question: Question) -> tuple[object, ...]:
    number = question.number
    limits = None if number is None else (number.minimum, number.maximum, number.unit, number.decimals)
    choices = frozenset((choice.key, choice.exclusive) for choice in question.choices)
    return question.kind, question.optional, choices, limits, question.derive is None


def _link(circuit: Circuit, one: Variable, other: Variable) -> None:
    if isinstance(one, NumberVariable) and isinstance(other, NumberVariable):
        if one.question.number and other.question.number and one.question.number.unit is other.question.number.unit:
            _link_numbers(circuit, one, other)
            _link_numbers(circuit, other, one)
    elif (
        isinstance(one, ChoiceVariable)
        and isinstance(other, ChoiceVariable)
        and one.question.kind is other.question.kind
    ):
        _link_choices(circuit, one, other)
        _link_choices(circuit, other, one)


def _options(answer: ChoiceVariable) -> dict[tuple[str, bool], Literal]:
    """Each option by its key and whether it excludes all others; skipping is an option as well."""
    single = answer.question.kind is Kind.SINGLE
    found = {(c.key, single or c.exclusive): answer.chosen[c.key] for c in answer.question.choices}
    return found if answer.skipped == FALSE else {**found, ("", True): answer.skipped}


def _link_choices(circuit: Circuit, one: ChoiceVariable, other: ChoiceVariable) -> None:
    """What is chosen in `one` is chosen in `other`, or else something that only `other` offers."""
    mine, theirs = _options(one), _options(other)
    added = {option: literal for option, literal in theirs.items() if option not in mine}
    for (key, alone), literal in mine.items():
        if (key, alone) in theirs:
            instead = [more for (_, more_alone), more in added.items() if alone or more_alone]
            circuit.add(-literal, theirs[key, alone], *instead)


def _link_numbers(circuit: Circuit, one: NumberVariable, other: NumberVariable) -> None:
    """`one` reaches a value when `other` does, as nearly as the limits and decimals of both allow."""
    slack = max(one.grid.step, other.grid.step) if one.grid.step != other.grid.step else Decimal(0)
    skipped = [literal for literal in (one.skipped, other.skipped) if literal != FALSE]
    for point, reached in zip(one.points, one.reached, strict=True):
        circuit.add(reached, -other.at_least(point + slack), *skipped)
    if FALSE not in (one.skipped, other.skipped):
        circuit.add(-one.skipped, other.skipped)


def covers(
    live: Protocol, narrow: When, draft: Protocol, wide: When, mode: Mode = Mode.ALL, by: Mode = Mode.ALL
) -> bool:
    """Whether the draft's conditions hold, as far as can be read off them, wherever those of the live version do.

    `mode` is how the live version joins them, `by` how the draft does. One threshold is as high in both, as its value
    may move within its limits; another one counts by its value and by how far that may move.
    """
    wider = draft.alternatives(wide, by)
    return all(any(_implied(draft, new, live, old) for new in wider) for old in live.alternatives(narrow, mode))


def _implied(draft: Protocol, wide: Alternative, live: Protocol, narrow: Alternative) -> bool:
    return all(any(_within(draft, condition, live, other) for other in narrow) for condition in wide)


UP: Final = (Comparison.AT_LEAST, Comparison.ABOVE)
_STRICT: Final = (Comparison.ABOVE, Comparison.BELOW)


def _within(draft: Protocol, wide: Condition, live: Protocol, narrow: Condition) -> bool:
    if wide.question != narrow.question:
        return False
    if wide.threshold is None or narrow.threshold is None:
        return wide.threshold is narrow.threshold and set(narrow.choices) <= set(wide.choices)
    if (wide.comparison in UP) != (narrow.comparison in UP):
        return False
    is_stricter = wide.comparison in _STRICT and narrow.comparison not in _STRICT
    if wide.threshold == narrow.threshold:
        return not is_stricter
    one, other = draft.threshold_by_key[wide.threshold], live.threshold_by_key[narrow.threshold]
    if wide.comparison in UP:
        return one.maximum <= other.maximum and (
            one.value < other.value or (one.value == other.value and not is_stricter)
        )
    return one.minimum >= other.minimum and (one.value > other.value or (one.value == other.value and not is_stricter))


def meaning_of(protocol: Protocol, when: When, mode: Mode = Mode.ALL) -> object:
    """Equal for conditions that say the same, whatever their order, and whatever criteria they are written with."""
    return frozenset(
        frozenset((c.question, c.comparison, frozenset(c.choices), c.threshold) for c in alternative)
        for alternative in protocol.alternatives(when, mode)
    )
