"""What a result says beside its urgency, from the rules alone: what decided it, what to watch for, and what to do."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from triage.engine.parts.condition import Answer, Condition
from triage.engine.parts.protocol import Protocol, kept_with_protocol
from triage.engine.parts.rule import Advice, AdviceKind
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import Assessment, Reason
from triage.engine.run.replay import Path
from triage.engine.run.steps import AnyOf, Facts, Way, bits, ways_to_be_asked


class DecidingAnswer(NamedTuple):
    """An answer that decided the urgency; of several ticks only those that did."""

    question: str
    answer: Answer


class WatchFor(NamedTuple):
    """Something that, if it newly came true, would mean at least this urgency."""

    urgency: Urgency
    text: str


def deciding_reason(protocol: Protocol, assessment: Assessment) -> Reason | None:
    """Of the reasons as urgent as the result, the one with the fewest conditions. None where no rule holds."""
    deciding = [reason for reason in assessment.as_urgent if reason.conditions]
    if len(deciding) == 1:  # most often, and there is nothing to compare
        return deciding[0]

    def shortest_and_earliest(reason: Reason) -> tuple[int, list[int], str]:
        return len(reason.conditions), [protocol.place_of[key] for key in reason.questions], reason.rule

    return min(deciding, key=shortest_and_earliest, default=None)


def deciding_answers(protocol: Protocol, assessment: Assessment) -> tuple[DecidingAnswer, ...]:
    """The answers of the deciding reason, in the order of the questions, with those that bring up its questions.

    Alone they guarantee this urgency: keep them, change any others, and it never falls, as the most urgent rule wins.
    """
    reason = deciding_reason(protocol, assessment)
    if reason is None:
        return ()
    path, brought_up = assessment.path, ways_to_be_asked(protocol)
    needed: dict[str, tuple[str, ...]] = {}
    waiting = list(reason.conditions)
    while waiting:
        condition = waiting.pop()
        for key in protocol.question_by_key[condition.question].derived_from or (condition.question,):
            if key not in needed and key in brought_up:
                waiting += _shortest(brought_up[key], path.facts)
            needed[key] = needed.get(key, ()) + condition.choices
    answers = [(key, path.answers[key]) for key in sorted(needed, key=protocol.place_of.__getitem__)]
    return tuple(
        [DecidingAnswer(key, a.intersection(needed[key]) if isinstance(a, frozenset) else a) for key, a in answers]
    )


def _shortest(ways: Iterable[Way], facts: Facts) -> Iterable[Condition]:
    """The fewest conditions, among those that hold, that bring up a question."""
    return next(way.conditions for way in ways if facts & way.facts == way.facts)


def watch_for(protocol: Protocol, urgency: Urgency) -> tuple[WatchFor, ...]:
    """The safety net beside a result of this urgency: all that would mean a graver one, the most urgent first."""
    return _safety_nets(protocol)[urgency]


@kept_with_protocol
def _safety_nets(protocol: Protocol) -> Mapping[Urgency, tuple[WatchFor, ...]]:
    """By the urgency of the result. Requirements with one hazard and one urgency are one line."""
    lines: dict[tuple[Urgency, str], dict[str, None]] = {}
    for requirement in sorted(protocol.requirements, key=lambda requirement: -requirement.at_least.level):
        if requirement.watch_for:
            line = lines.setdefault((requirement.at_least, requirement.hazard or requirement.key), {})
            line[requirement.watch_for] = None
    signs = [WatchFor(urgency, ". ".join(texts)) for (urgency, _), texts in lines.items()]
    return {result: tuple(sign for sign in signs if sign.urgency.level > result.level) for result in Urgency}


def advice_for(protocol: Protocol, assessment: Assessment, path: Path | None = None) -> tuple[Advice, ...]:
    """The advice that fits this patient: first of the findings, the most urgent first, then that for everyone.

    Findings milder than the result say only what to avoid: "rest at home" has no place beside "call now". `path` is one
    that goes on after the assessment's, with more answers that advice may hang on: for the plan, or past an emergency.
    """
    facts, level = (path or assessment.path).facts, assessment.urgency.level
    known = _advice(protocol)
    keys: dict[str, None] = {}
    for reason in assessment.reasons:
        named = reason.finding.advice
        if reason.finding.urgency is not assessment.urgency:
            named = tuple([key for key in named if known[key].advice.kind is AdviceKind.AVOID])
        keys |= dict.fromkeys(named)
    keys |= _for_everyone(protocol)
    pieces = [known[key] for key in keys]
    return tuple([advice for advice, up_to, fits in pieces if level <= up_to and fits.holds(facts)])


class _Piece(NamedTuple):
    """A piece of advice ready to give: up to which level of urgency, and whom it fits."""

    advice: Advice
    up_to: int
    fits: AnyOf


@kept_with_protocol
def _advice(protocol: Protocol) -> Mapping[str, _Piece]:
    return {
        one.key: _Piece(
            one,
            (one.up_to or Urgency.EMERGENCY).level,
            AnyOf(map(bits(protocol).of_all, protocol.alternatives(one.when))),
        )
        for one in protocol.advice
    }


@kept_with_protocol
def _for_everyone(protocol: Protocol) -> dict[str, None]:
    """The keys of the advice that is given with any finding."""
    return {advice.key: None for advice in protocol.advice if advice.everyone}
