"""What has changed between two versions: each change that can move a patient, as a sentence, and how to revert it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from itertools import chain

from triage.engine.parts.condition import Condition, Criterion, Meets, Mode, When
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question
from triage.engine.parts.rule import Advice, Rule
from triage.engine.prover.answer_space import checked
from triage.engine.prover.comparison import same_answers
from triage.engine.sentences import conditions_list, conditions_text


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
    parts = (_thresholds, _criteria, _rules, _default, _questions)
    return tuple(chain.from_iterable(part(old, new) for part in parts))


def _thresholds(old: Protocol, new: Protocol) -> Iterator[Difference]:
    def revert(key: str) -> Callable[[Protocol], Protocol]:
        before = old.threshold_by_key[key]
        return lambda p: replace(p, thresholds=tuple(before if t.key == key else t for t in p.thresholds))

    for threshold in new.thresholds:
        before = old.threshold_by_key.get(threshold.key)
        if before is not None and (before.value, before.unit) != (threshold.value, threshold.unit):
            sentence = f"Threshold “{threshold.label}”: {threshold.text} instead of {before.text}."
            yield Difference(sentence, revert(threshold.key))


def _criteria(old: Protocol, new: Protocol) -> Iterator[Difference]:
    """Changed ones only: one that is new or gone bears on patients through the rules and questions that name it."""
    for criterion in new.criteria:
        before = old.criterion_by_key.get(criterion.key)
        if before is None or (_same(before.when), before.mode) == (_same(criterion.when), criterion.mode):
            continue
        now, was = (conditions_text(p, c.when, c.mode.link) for p, c in ((new, criterion), (old, before)))
        sentence = f"Criterion “{criterion.label}” now holds when {now}, instead of {was}."
        yield Difference(sentence, _put_criterion(before, old))


def _put_criterion(criterion: Criterion, old: Protocol) -> Callable[[Protocol], Protocol]:
    return lambda p: replace(p, criteria=_criteria_for((), p, old, [criterion]))


def _criteria_for(
    when: When, protocol: Protocol, old: Protocol, changed: Iterable[Criterion] = ()
) -> tuple[Criterion, ...]:
    """A protocol's criteria, some as they were, with those that the conditions need though they are gone.

    Raises ProtocolError if they need each other.
    """
    known = {**old.criterion_by_key, **protocol.criterion_by_key, **{criterion.key: criterion for criterion in changed}}
    needs = {key: _named(criterion.when) for key, criterion in known.items()}
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise ProtocolError(f"Criteria that need each other: {error}") from error
    wanted = protocol.criterion_by_key.keys() | {criterion.key for criterion in changed} | _named(when)
    for key in reversed(order):  # first those that need others
        if key in wanted:
            wanted |= needs[key]
    return tuple(known[key] for key in order if key in wanted)


def _named(when: When) -> set[str]:
    return {item.criterion for item in when if isinstance(item, Meets)}


def _rules(old: Protocol, new: Protocol) -> Iterator[Difference]:
    def without(key: str) -> Callable[[Protocol], Protocol]:
        return lambda p: replace(p, rules=tuple(rule for rule in p.rules if rule.key != key))

    def put(rule: Rule) -> Callable[[Protocol], Protocol]:
        def revert(protocol: Protocol) -> Protocol:
            others = (other for other in protocol.rules if other.key != rule.key)
            return replace(protocol, criteria=_criteria_for(rule.when, protocol, old), rules=(*others, rule))

        return revert

    before, after = ({rule.key: rule for rule in protocol.rules} for protocol in (old, new))
    for key, rule in after.items():
        if key not in before:
            yield Difference(f"{_called(rule)} is new ({rule.finding.urgency.word}).", without(key), rule=key)
        elif changes := list(_rule_changes(old, before[key], new, rule)):
            yield Difference(f"{_called(rule)}: {'; '.join(changes)}.", put(before[key]), rule=key)
    for key, rule in before.items():
        if key not in after:
            yield Difference(f"{_called(rule)} is gone ({rule.finding.urgency.word}).", put(rule), rule=key)


def _called(rule: Rule) -> str:
    return f"Rule “{rule.finding.because}”"


def _rule_changes(old: Protocol, before: Rule, new: Protocol, after: Rule) -> Iterator[str]:
    if before.finding.urgency is not after.finding.urgency:
        yield f"{after.finding.urgency.word} instead of {before.finding.urgency.word}"
    if _same(before.when) != _same(after.when):
        yield f"holds when {conditions_list(new, after.when)}, instead of {conditions_list(old, before.when)}"


def _same(when: When) -> frozenset[Condition | Meets]:
    """Conditions in a form in which those that mean the same are equal."""
    return frozenset(
        item if isinstance(item, Meets) else replace(item, choices=tuple(sorted(item.choices))) for item in when
    )


def _default(old: Protocol, new: Protocol) -> Iterator[Difference]:
    before, after = old.default.urgency, new.default.urgency
    if before is not after:
        sentence = f"When no rule holds: {after.word} instead of {before.word}."
        yield Difference(sentence, lambda p: replace(p, default=old.default))


def _questions(old: Protocol, new: Protocol) -> Iterator[Difference]:
    """Of the questions that bear on the urgency. One that is for the plan now is gone, as far as this goes."""
    before_by_key, after_by_key = ({q.key: q for q in checked(protocol)} for protocol in (old, new))
    for question in after_by_key.values():
        before = before_by_key.get(question.key)
        if before is None:
            yield Difference(f"Question “{question.short}” is new.", _without_question(question.key), question.key)
            continue
        if (_same(before.ask_when), before.ask_mode) != (_same(question.ask_when), question.ask_mode):
            now = conditions_text(new, question.ask_when, question.ask_mode.link)
            asked = replace(question, ask_when=before.ask_when, ask_mode=before.ask_mode)
            sentence = f"Question “{question.short}” is now asked {f'when {now}' if now else 'always'}."
            yield Difference(sentence, _put_question(asked, old))
        if not same_answers(before, question) or before.derive is not question.derive:
            reverted = replace(before, ask_when=question.ask_when, ask_mode=question.ask_mode)
            sentence = f"Question “{question.short}” takes other answers."
            yield Difference(sentence, _put_question(reverted, old), question.key)
    for question in before_by_key.values():
        if question.key not in after_by_key:
            now = "for the plan only" if question.key in new.question_by_key else "gone"
            yield Difference(f"Question “{question.short}” is {now}.", _with_question(old, question), question.key)


def _put_question(question: Question, old: Protocol) -> Callable[[Protocol], Protocol]:
    def revert(protocol: Protocol) -> Protocol:
        questions = tuple(question if other.key == question.key else other for other in protocol.questions)
        return replace(protocol, criteria=_criteria_for(question.ask_when, protocol, old), questions=questions)

    return revert


def _without_question(key: str) -> Callable[[Protocol], Protocol]:
    """Without a question: what needs it can't hold any more. Nothing is left of a protocol but what decides."""

    def revert(protocol: Protocol) -> Protocol:
        gone: set[str] = set()
        """The criteria that can't hold any more."""

        def left(when: When, mode: Mode = Mode.ALL) -> When:
            kept = tuple(
                item
                for item in when
                if (item.criterion not in gone if isinstance(item, Meets) else item.question != key)
            )
            return kept if mode is Mode.ANY or len(kept) == len(when) else ()

        criteria = []
        for criterion in protocol.criteria:
            criteria.append(replace(criterion, when=left(criterion.when, criterion.mode)))
            if not criteria[-1].when:
                gone.add(criterion.key)
        questions = (
            replace(q, choices=tuple(replace(c, twin="" if c.twin in gone else c.twin) for c in q.choices))
            for q in protocol.questions
        )
        return replace(
            protocol,
            questions=tuple(question for question in questions if question.key != key),
            criteria=tuple(criterion for criterion in criteria if criterion.when),
            rules=tuple(rule for rule in protocol.rules if left(rule.when)),
            requirements=(),
            advice=_for_all(protocol),
            vignettes=(),
        )

    return revert


def _with_question(old: Protocol, question: Question) -> Callable[[Protocol], Protocol]:
    """With a question at its old place again, and with the criteria and rules that looked at it."""

    def looks(part: Rule | Criterion) -> bool:
        return any(condition.question == question.key for condition in old.conditions_in(part.when))

    rules = [rule for rule in old.rules if looks(rule)]
    keys = {rule.key for rule in rules}
    before = {q.key for q in old.questions[: old.questions.index(question)]}

    def revert(new: Protocol) -> Protocol:
        others = [q for q in new.questions if q.key != question.key]
        place = max((at + 1 for at, q in enumerate(others) if q.key in before), default=0)
        needed = tuple(item for rule in rules for item in rule.when)
        return replace(
            new,
            questions=(*others[:place], question, *others[place:]),
            criteria=_criteria_for((*needed, *question.ask_when), new, old, filter(looks, old.criteria)),
            rules=(*(rule for rule in new.rules if rule.key not in keys), *rules),
            advice=_for_all(new),
        )

    return revert


def _for_all(protocol: Protocol) -> tuple[Advice, ...]:
    """The advice without its conditions, which bear on no urgency."""
    return tuple(replace(advice, when=()) for advice in protocol.advice)
