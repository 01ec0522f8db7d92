"""Check 9: what a draft changes of all that protects patients beside the rules, compared with the last live version.

A guard is what a change is judged by: requirements, hazards, worked cases, limits of thresholds, what the other checks
know of the answers; and all that no proof looks at. Weaken one, and tomorrow's change passes where today's would not.
So every change that `harmless` does not list needs a second clinician by itself, though nobody's urgency changes yet.

Requirements that are marked as floor can only be weakened by a release: `Problem.only_release`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import Any, Final

from triage.engine.parts.condition import Comparison, Condition, Criterion, Meets
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Number, Question
from triage.engine.parts.rule import Advice, ArticleLink, Finding, Hazard, Requirement, Rule, Vignette
from triage.engine.parts.threshold import Threshold, number_text
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import examples
from triage.engine.prover.comparison import covers
from triage.engine.prover.harmless import harm_of, is_harmless
from triage.engine.prover.pairs import Pair, Place, mode_of, pairs
from triage.engine.prover.report import Check, Problem, weaker
from triage.engine.prover.solver import Literal, Solver
from triage.engine.prover.symbolic import Outcome
from triage.engine.sentences import answer_text, conditions_text


def check(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    """A problem for each change that is not known to be harmless; of another triage, for what weakens its floor."""
    floor = _floor(live)
    changed = (
        _changed(pair, only_release=_weakens_floor(pair, floor)) for pair in pairs(live, draft) if _is_judged(pair)
    )
    found = chain(_red_flags(live, draft), changed)
    return (one for one in found if live.slug == draft.slug or one.only_release)


def _is_judged(pair: Pair) -> bool:
    """Whether it is to be judged. Texts are not, which `words` shows; but a line that leaves the safety net is."""
    if pair.field and pair.is_text:
        return pair.field == "watch_for" and not pair.is_
    return not is_harmless(pair)


def _changed(pair: Pair, *, only_release: bool) -> Problem:
    kind, name = _NAMES[type(pair.part)]
    called = f"{kind} “{name(pair)}”" if kind else "This triage"
    if pair.before is None or pair.now is None:
        what = "is new" if pair.before is None else "is deleted"
    else:
        was, now = (_value(*side) for side in ((pair.live, pair.before, pair.was), (pair.draft, pair.now, pair.is_)))
        instead = "" if was in called else f" instead of {was}"
        values = f": {now}{instead}" if now != was else ""
        what = f"has another {_FIELDS.get(pair.field, pair.field.replace('_', ' '))} now{values}"
    links = {key: pair.place[1] for key in ("requirement", "question") if pair.now and f"{key}s" in pair.place[:1]}
    end = " Only a release can do that." if only_release else ""
    return weaker(f"{called} {what.rstrip('.')}.{end}", only_release=only_release, **links)


_NAMES: Final[dict[type, tuple[str, Any]]] = {
    Protocol: ("", lambda _: ""),
    Threshold: ("Threshold", lambda pair: pair.part.label),
    Question: ("Question", lambda pair: pair.part.short),
    Choice: ("Answer", lambda pair: pair.part.text),
    Number: ("Question", lambda pair: pair.live.question_by_key[pair.place[1]].short),
    Rule: ("Rule", lambda pair: pair.part.finding.because),
    Finding: ("Rule", lambda pair: pair.part.because),
    Requirement: ("Requirement", lambda pair: pair.part.statement),
    Hazard: ("Hazard", lambda pair: pair.part.name),
    Criterion: ("Criterion", lambda pair: pair.part.label),
    Advice: ("Advice", lambda pair: pair.part.text),
    ArticleLink: ("Link", lambda pair: pair.part.text),
    Vignette: ("Worked case", lambda pair: pair.part.story),
}
_FIELDS: Final = {
    "when": "condition",
    "ask_when": "condition to be asked",
    "at_least": "urgency that it asks for",
    "expected": "expected urgency",
    "lowest_safe": "lowest safe urgency",
    "watch_for": "line in the safety net",
    "unsure": "mark “not sure”",
    "exclusive": "mark “excludes all others”",
    "red_flags": "mark “asks for danger signs”",
    "floor": "mark “floor of safety”",
    "slip_proof": "mark “safe from a single slip”",
    "shares_page": "mark “on the page before”",
    "call_alone": "mark “call, don’t go by car”",
    "everyone": "mark “for everyone”",
    "up_to": "most urgent result beside which it is given",
    "choices": "order of answers",
    "questions": "order of questions",
}
"""Names of fields in a sentence, where the field's own is not one."""


def _value(protocol: Protocol, part: Any, value: Any) -> str:
    """The value of a field in words."""
    if isinstance(value, tuple) and value and isinstance(value[0], Condition | Meets):
        return conditions_text(protocol, value, mode_of(part).link)
    if isinstance(part, Vignette) and isinstance(value, tuple):
        asked = protocol.question_by_key
        return " · ".join(f"{asked[key].short}: {answer_text(asked[key], answer)}" for key, answer in value)
    if isinstance(value, tuple | list):
        return ", ".join(value) or "none"
    if isinstance(value, Urgency | Decimal):
        return value.word if isinstance(value, Urgency) else number_text(value)
    return {True: "yes", False: "no", None: "none", "": "none"}.get(value) or (
        f"“{value}”" if type(value) is str else str(value)
    )


def _floor(live: Protocol) -> frozenset[Place]:
    """The places of the requirements that are marked as floor, and of the thresholds that they compare with."""
    floor = [requirement for requirement in live.requirements if requirement.floor]
    thresholds = {c.threshold for requirement in floor for c in live.conditions_in(requirement.when) if c.threshold}
    return frozenset(
        [*(("requirements", requirement.key) for requirement in floor), *(("thresholds", key) for key in thresholds)]
    )


def _weakens_floor(pair: Pair, floor: frozenset[Place]) -> bool:
    """Whether a change that is not harmless weakens the floor, and does not only word it otherwise."""
    if pair.field == "replaces":
        return not set(pair.is_) <= set(pair.was)
    if pair.field == "hazard":
        return pair.place in floor and harm_of(pair.draft, pair.now) < harm_of(pair.live, pair.before)
    return pair.place in floor and pair.field not in ("statement", "source", "label", "value")


def _red_flags(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    """Danger signs that are not asked first any more."""
    first_page = draft.pages[draft.questions[0].key]
    for question in live.questions:
        if question.red_flags and question.key not in first_page:
            sentence = f"“{question.short}” asks for danger signs, and is not on the first page any more."
            key = question.key if question.key in draft.question_by_key else ""
            yield weaker(f"{sentence} Only a release can do that.", only_release=True, question=key)
    if live.questions[0].red_flags and not draft.questions[0].red_flags:
        sentence = f"“{draft.questions[0].short}” is asked before the danger signs. Only a release can do that."
        yield weaker(sentence, only_release=True, question=draft.questions[0].key)


def broken(live: Protocol, before: Outcome, outcome: Outcome, solver: Solver) -> Iterator[Problem]:
    """A problem for each live requirement that does not hold in the draft, whatever the draft itself requires.

    For whoever met it as the live version asks, or meets it as the draft does. `before` is the live version for the
    patients of the draft.
    """
    own = {requirement.key: requirement for requirement in outcome.protocol.requirements}
    for requirement in live.requirements:
        now = own.get(requirement.key)
        kept = now is not None and _holds_as_before(live, requirement, outcome.protocol, now)  # then check 1 proves it
        meets = [before.facts.hold(requirement.when), *([] if kept else _as_asked_now(live, requirement, outcome))]
        too_mild = -outcome.at_least(requirement.at_least.level)
        model = solver.find(outcome.circuit.any_of(meets), too_mild)
        if model is not None:
            patient = examples.of(outcome.protocol, outcome.space.read(model))
            only = requirement.floor and not _moved(live, requirement, outcome.protocol)
            end = " Only a release can do that." if only else ""
            yield Problem(
                Check.GUARDS,
                f"“{requirement.statement}” held until now, and this patient is told {patient.urgency.word}.{end}",
                blocks=False,
                example=patient,
                only_release=only,
            )


def _moved(live: Protocol, requirement: Requirement, draft: Protocol) -> bool:
    """Whether a threshold that it compares with has another value: that is for clinicians, within its limits."""
    keys = {condition.threshold for condition in live.conditions_in(requirement.when)} - {None}
    return any(draft.threshold_values.get(str(key)) != live.threshold_values[str(key)] for key in keys)


def _as_asked_now(live: Protocol, requirement: Requirement, outcome: Outcome) -> list[Literal]:
    """Each way in which a patient of the draft meets a live requirement, as far as the draft asks what it looks at."""
    draft, ways = outcome.protocol, []
    for alternative in live.alternatives(requirement.when):
        asked = [_known(condition, draft) for condition in alternative if condition.question in outcome.facts.asked]
        known = [condition for condition in asked if condition is not None]
        if len(known) == len(alternative):
            ways.append(outcome.facts.hold(known))
    return ways


def _known(condition: Condition, draft: Protocol) -> Condition | None:
    """The condition with the choices that there still are; None where nothing is left of it."""
    if condition.comparison is not Comparison.ANY_OF:
        return condition if condition.threshold in draft.threshold_by_key else None
    choices = tuple(key for key in condition.choices if key in draft.question_by_key[condition.question].by_key)
    return replace(condition, choices=choices) if choices else None


def _holds_as_before(live: Protocol, before: Requirement, draft: Protocol, now: Requirement) -> bool:
    return now.at_least.level >= before.at_least.level and covers(live, before.when, draft, now.when)
