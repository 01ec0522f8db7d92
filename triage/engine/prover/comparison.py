"""Two versions side by side: what a patient of the new one would have answered to the old one, and what has changed.

A question that both ask in the same way gets the same answer. Where its answers differ, the patient gives the same
answer as far as both offer it: somebody who would have ticked what is gone, or ticks what is new, may give any answer
that the other version offers. That is the cautious reading: nobody who may move is overlooked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from triage.engine.parts.condition import Condition
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Kind, Question
from triage.engine.parts.rule import Rule
from triage.engine.prover import variables
from triage.engine.prover.answer_space import AnswerSpace, cuts
from triage.engine.prover.solver import FALSE, Circuit, Literal
from triage.engine.prover.variables import ChoiceVariable, NumberVariable, Variable
from triage.engine.sentences import conditions_list


def space_before(old: Protocol, after: AnswerSpace) -> AnswerSpace:
    """The patients of the new version's space as they answer the old version.

    That space must know the numbers that either version compares with: see `AnswerSpace.of`.
    """
    circuit, values = after.circuit, cuts(after.protocol, old)
    before: dict[str, Variable] = {}
    for question in old.questions:
        if question.derive is not None:
            continue
        counterpart = after.protocol.question_by_key.get(question.key)
        if counterpart is not None and same_answers(question, counterpart):
            before[question.key] = after.answers[question.key]
            continue
        before[question.key] = variables.new(circuit, question, values[question.key])
        if counterpart is not None and counterpart.derive is None:
            _link(circuit, before[question.key], after.answers[question.key])
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


@dataclass(frozen=True)
class Difference:
    """One change, as a sentence, and how to revert it in the new version (which may raise ProtocolError)."""

    sentence: str
    revert: Callable[[Protocol], Protocol]
    question: str = ""
    """The question whose answers it changes, where it does."""
    rule: str = ""
    """The rule that it changes, where it does."""


def differences(old: Protocol, new: Protocol) -> tuple[Difference, ...]:
    """Every change between two versions that can move a patient, each of which can be reverted on its own."""
    return (*_thresholds(old, new), *_rules(old, new), *_default(old, new), *_questions(old, new))


def _thresholds(old: Protocol, new: Protocol) -> Iterator[Difference]:
    def revert(key: str) -> Callable[[Protocol], Protocol]:
        before = old.threshold_by_key[key]
        return lambda p: replace(p, thresholds=tuple(before if t.key == key else t for t in p.thresholds))

    for threshold in new.thresholds:
        before = old.threshold_by_key.get(threshold.key)
        if before is not None and (before.value, before.unit) != (threshold.value, threshold.unit):
            sentence = f"Threshold “{threshold.label}”: {threshold.text} instead of {before.text}."
            yield Difference(sentence, revert(threshold.key))


def _rules(old: Protocol, new: Protocol) -> Iterator[Difference]:
    def without(key: str) -> Callable[[Protocol], Protocol]:
        return lambda p: replace(p, rules=tuple(rule for rule in p.rules if rule.key != key))

    def put(rule: Rule) -> Callable[[Protocol], Protocol]:
        return lambda p: replace(p, rules=(*(other for other in p.rules if other.key != rule.key), rule))

    before, after = ({rule.key: rule for rule in protocol.rules} for protocol in (old, new))
    for key, rule in after.items():
        if key not in before:
            yield Difference(f"Rule {key} is new ({rule.finding.urgency.word}).", without(key), rule=key)
        elif changes := list(_rule_changes(old, before[key], new, rule)):
            yield Difference(f"Rule {key}: {'; '.join(changes)}.", put(before[key]), rule=key)
    for key, rule in before.items():
        if key not in after:
            yield Difference(f"Rule {key} is gone ({rule.finding.urgency.word}).", put(rule), rule=key)


def _rule_changes(old: Protocol, before: Rule, new: Protocol, after: Rule) -> Iterator[str]:
    if before.finding.urgency is not after.finding.urgency:
        yield f"{after.finding.urgency.word} instead of {before.finding.urgency.word}"
    if _same(before.when) != _same(after.when):
        yield f"holds when {conditions_list(new, after.when)}, instead of {conditions_list(old, before.when)}"


def _same(conditions: tuple[Condition, ...]) -> frozenset[tuple[object, ...]]:
    """Conditions in a form in which those that mean the same are equal."""
    return frozenset((c.question, c.comparison, frozenset(c.choices), c.threshold) for c in conditions)


def _default(old: Protocol, new: Protocol) -> Iterator[Difference]:
    before, after = old.default.urgency, new.default.urgency
    if before is not after:
        sentence = f"When no rule holds: {after.word} instead of {before.word}."
        yield Difference(sentence, lambda p: replace(p, default=old.default))


def _questions(old: Protocol, new: Protocol) -> Iterator[Difference]:
    for question in new.questions:
        before = old.question_by_key.get(question.key)
        if before is None:
            yield Difference(f"Question “{question.short}” is new.", _without_question(question.key), question.key)
            continue
        if (_same(before.ask_when), before.ask_mode) != (_same(question.ask_when), question.ask_mode):
            now = conditions_list(new, question.ask_when) or "always"
            asked = replace(question, ask_when=before.ask_when, ask_mode=before.ask_mode)
            yield Difference(f"Question “{question.short}” is now asked when {now}.", _put_question(asked))
        if not same_answers(before, question) or before.derive is not question.derive:
            reverted = replace(before, ask_when=question.ask_when, ask_mode=question.ask_mode)
            sentence = f"Question “{question.short}” takes other answers."
            yield Difference(sentence, _put_question(reverted), question.key)
    for question in old.questions:
        if question.key not in new.question_by_key:
            yield Difference(f"Question “{question.short}” is gone.", _with_question(old, question), question.key)


def _put_question(question: Question) -> Callable[[Protocol], Protocol]:
    return lambda p: replace(p, questions=tuple(question if q.key == question.key else q for q in p.questions))


def _without_question(key: str) -> Callable[[Protocol], Protocol]:
    """Without a question, and without the rules that look at it."""
    return lambda p: replace(
        p,
        questions=tuple(question for question in p.questions if question.key != key),
        rules=tuple(rule for rule in p.rules if all(condition.question != key for condition in rule.when)),
        requirements=(),
        vignettes=(),
    )


def _with_question(old: Protocol, question: Question) -> Callable[[Protocol], Protocol]:
    """With a question at its old place again, and with the rules that looked at it."""
    rules = [rule for rule in old.rules if any(condition.question == question.key for condition in rule.when)]
    keys = {rule.key for rule in rules}
    before = {q.key for q in old.questions[: old.questions.index(question)]}

    def revert(new: Protocol) -> Protocol:
        place = max((at + 1 for at, q in enumerate(new.questions) if q.key in before), default=0)
        questions = (*new.questions[:place], question, *new.questions[place:])
        return replace(new, questions=questions, rules=(*(r for r in new.rules if r.key not in keys), *rules))

    return revert
