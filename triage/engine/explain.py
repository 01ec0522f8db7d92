"""Why this urgency: the answers that decided it, and the single changes that would raise it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from triage.engine.assess import Assessment
from triage.engine.condition import Answer
from triage.engine.protocol import Protocol
from triage.engine.question import Kind, Question
from triage.engine.replay import replay
from triage.engine.urgency import Urgency, most_urgent


def deciding_answers(protocol: Protocol, assessment: Assessment) -> tuple[str, ...]:
    """The questions whose answers guarantee at least this urgency, however all others are answered.

    The smallest such set over the rules that gave the urgency: a rule's own questions, and those that make them asked.
    Empty when the urgency came by default.
    """
    sets = [
        _with_what_asks_them(protocol, reason.questions)
        for reason in assessment.reasons
        if reason.finding.urgency is assessment.urgency
    ]
    smallest = min(sets, key=len, default=frozenset())
    return tuple(question.key for question in protocol.questions if question.key in smallest)


def _with_what_asks_them(protocol: Protocol, keys: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += [condition.question for condition in protocol.question_by_key[key].ask_when]
    return frozenset(found)


@dataclass(frozen=True)
class Change:
    """One answer that, were it different, would raise the urgency."""

    question: str
    answer: Answer
    urgency: Urgency


def would_change(protocol: Protocol, assessment: Assessment) -> tuple[Change, ...]:
    """Every single change of an answer on the path that would by itself raise the urgency, most urgent first."""
    changes = [
        Change(key, answer, urgency)
        for key, given in assessment.path.answers.items()
        for answer in _other_answers(protocol, protocol.question_by_key[key], given)
        if (urgency := _after(protocol, assessment, key, answer)).level > assessment.urgency.level
    ]
    return tuple(sorted(changes, key=lambda change: -change.urgency.level))


def _after(protocol: Protocol, assessment: Assessment, key: str, answer: Answer) -> Urgency:
    path = replay(protocol, {**assessment.path.answers, key: answer})
    if path.held:
        return most_urgent(rule.finding.urgency for rule in path.held)
    return protocol.default.urgency


def _other_answers(protocol: Protocol, question: Question, given: Answer) -> Iterator[Answer]:
    if question.kind is Kind.SINGLE:
        yield from (choice.key for choice in question.choices if choice.key != given)
    elif question.kind is Kind.MULTI and isinstance(given, frozenset):
        ticked = {key for key in given if not question.by_key[key].exclusive}
        yield from (
            frozenset(ticked | {choice.key})
            for choice in question.choices
            if not choice.exclusive and choice.key not in given
        )
    elif question.number is not None:
        yield from _numbers_around_thresholds(protocol, question)


def _numbers_around_thresholds(protocol: Protocol, question: Question) -> Iterator[Decimal]:
    """For each threshold that a rule compares this number with: just below, at, and just above, within limits."""
    number = question.number
    assert number is not None  # noqa: S101
    step = Decimal(1).scaleb(-number.decimals)
    keys = {c.threshold for rule in protocol.rules for c in rule.when if c.question == question.key and c.threshold}
    for key in sorted(keys):
        value = protocol.threshold_by_key[key].value
        for near in (value - step, value, value + step):
            if number.minimum <= near <= number.maximum:
                yield near
