"""Check 9: which guards of patients a draft takes away or weakens, compared with the last version that was live.

A guard is what a change is judged by: requirements, hazards, worked cases, limits of thresholds, and what the other
checks know of the answers. Weaken one, and tomorrow's change passes where today's would not; so a weaker guard needs a
second clinician by itself, though nobody's urgency changes yet. What is wider, graver or new is no problem.

Requirements that are marked as floor can only be weakened by a release: `Problem.only_release`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from triage.engine.parts.condition import Comparison, Condition
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Harm, Requirement, Vignette
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import examples, marks
from triage.engine.prover.comparison import covers
from triage.engine.prover.report import Check, Problem, weaker
from triage.engine.prover.solver import Literal, Solver
from triage.engine.prover.symbolic import Outcome

URGENT = Urgency.URGENT.level


def check(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    """A problem for each guard of the live version that is lost or weaker; of another triage, for its floor."""
    found = list(chain(_requirements(live, draft), marks.red_flags(live, draft), _limits(live, draft)))
    if live.slug != draft.slug:
        return (one for one in found if one.only_release)
    return chain(
        found, *(part(live, draft) for part in (_hazards, _cases, marks.questions, _rules, _advice, marks.places))
    )


def broken(live: Protocol, before: Outcome, outcome: Outcome, solver: Solver) -> Iterator[Problem]:
    """A problem for each live requirement that does not hold in the draft, whatever the draft itself requires.

    For whoever met it as the live version asks, or meets it as the draft does. `before` is the live version for the
    patients of the draft.
    """
    own = {requirement.key: requirement for requirement in outcome.protocol.requirements}
    for requirement in live.requirements:
        now = own.get(requirement.key)
        kept = now is not None and not list(_lost(live, requirement, outcome.protocol, now))  # then check 1 proves it
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


def _requirements(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    after = {requirement.key: requirement for requirement in draft.requirements}
    for before in live.requirements:
        now = after.get(before.key)
        for change in ["is deleted"] if now is None else _lost(live, before, draft, now):
            only = " Only a release can do that." if before.floor else ""
            yield weaker(
                f"Requirement “{before.statement}” {change}.{only}",
                only_release=before.floor,
                requirement=before.key if now else "",
            )


def _lost(live: Protocol, before: Requirement, draft: Protocol, now: Requirement) -> Iterator[str]:
    """What makes a requirement weaker, as the rest of a sentence."""
    if now.at_least.level < before.at_least.level:
        yield f"asks for {now.at_least.word} only, instead of {before.at_least.word}"
    if not covers(live, before.when, draft, now.when):
        yield "holds for fewer patients, or for others"
    if _harm(draft, now) < _harm(live, before):
        yield "guards against a milder hazard, or none"
    for mark, name in (("floor", "floor of safety"), ("slip_proof", "safe from a single slip")):
        if getattr(before, mark) and not getattr(now, mark):
            yield f"is no longer marked as {name}"
    if before.watch_for and not now.watch_for:
        yield "has left the patient’s safety net"


def _harm(protocol: Protocol, requirement: Requirement) -> int:
    """How bad its hazard is: 0 without one."""
    return _gravity(protocol.hazard_by_key[requirement.hazard].harm) if requirement.hazard else 0


def _gravity(harm: Harm) -> int:
    return len(Harm) - list(Harm).index(harm)


def _limits(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    """Thresholds whose limits are wider: those of a floor are part of it."""
    floor = {
        condition.threshold
        for requirement in live.requirements
        if requirement.floor
        for condition in live.conditions_in(requirement.when)
    }
    for now in draft.thresholds:
        before = live.threshold_by_key.get(now.key)
        if before is None or (before.unit, before.minimum, before.maximum) == (now.unit, now.minimum, now.maximum):
            continue
        if now.unit is not before.unit or now.minimum < before.minimum or now.maximum > before.maximum:
            only = now.key in floor
            end = " A requirement of the floor compares with it: only a release can do that." if only else ""
            sentence = f"Threshold “{now.label}” may be {now.limits_text} now, instead of {before.limits_text}."
            yield weaker(sentence + end, only_release=only)


def _hazards(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    for before in live.hazards:
        now = draft.hazard_by_key.get(before.key)
        if now is None:
            yield weaker(f"Hazard “{before.name}” is deleted.")
        elif _gravity(now.harm) < _gravity(before.harm):
            yield weaker(f"Hazard “{before.name}” is {now.harm.value} now, instead of {before.harm.value}.")


def _cases(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    after = {case.key: case for case in draft.vignettes}
    for before in live.vignettes:
        now = after.get(before.key)
        if now is None:
            yield weaker(f"Worked case “{before.story}” is deleted.")
            continue
        for name, was, level in (
            ("expects", before.expected, now.expected),
            ("calls safe", before.lowest_safe, now.lowest_safe),
        ):
            if level.level < was.level:
                yield weaker(f"Worked case “{now.story}” {name} {level.word} now, instead of {was.word}.")
        if _tells_otherwise(live, before, now):
            yield weaker(f"Worked case “{now.story}” has other answers now.")


def _tells_otherwise(live: Protocol, before: Vignette, now: Vignette) -> bool:
    """Whether answers have changed, but for those to questions that are new."""
    return {key: answer for key, answer in now.answers if key in live.question_by_key} != dict(before.answers)


def _rules(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    """Rules for what is urgent: another one may still catch the same patients, but tells them something else."""
    after = {rule.key: rule for rule in draft.rules}
    for before in (rule for rule in live.rules if rule.finding.urgency.level >= URGENT):
        now, was = after.get(before.key), before.finding
        says = f"Rule “{was.because}” ({was.urgency.word})"
        if now is None:
            yield weaker(f"{says} is deleted.")
            continue
        if now.finding.urgency.level < was.urgency.level:
            yield weaker(f"{says} says {now.finding.urgency.word} only.")
        if was.call_alone and not now.finding.call_alone:
            yield weaker(f"{says} does not say any more to call, and not to go by car.")
        if not covers(live, before.when, draft, now.when):
            yield weaker(f"{says} holds for fewer patients, or for others.")


def _advice(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    """Advice on what to avoid that fewer are given, and on what to do that more are: whatever the urgency."""
    for before in live.advice:
        now, avoid = draft.advice_by_key.get(before.key), before.kind.holds_back
        if now is None:
            if avoid:
                yield weaker(f"Advice “{before.text}” is deleted.")
        elif avoid and not covers(live, before.when, draft, now.when):
            yield weaker(f"Advice “{now.text}” is given to fewer patients, or to others.")
        elif not avoid and not covers(draft, now.when, live, before.when):
            yield weaker(f"Advice “{now.text}” is given to more patients, or to others.")
    after = dict(draft.findings())
    for key, finding in live.findings():
        lost = set(finding.advice) - set(after[key].advice) if key in after else ()
        for name in sorted(lost):
            if live.advice_by_key[name].kind.holds_back:
                yield weaker(f"Rule “{finding.because}” does not say any more: “{live.advice_by_key[name].text}”")
