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

from triage.engine.parts.alternatives import Alternative
from triage.engine.parts.condition import Comparison, Condition, Meets, When
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Question, Stage, Worse
from triage.engine.parts.rule import Harm, Requirement, Vignette
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import examples
from triage.engine.prover.report import Check, Problem
from triage.engine.prover.solver import Literal, Solver
from triage.engine.prover.symbolic import Outcome
from triage.engine.prover.worse_answers import steps
from triage.engine.sentences import listed

URGENT = Urgency.URGENT.level


def check(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    """A problem for each guard of the live version that is lost or weaker; of another triage, for its floor."""
    found = list(chain(_requirements(live, draft), _red_flags(live, draft), _limits(live, draft)))
    if live.slug != draft.slug:
        return (problem for problem in found if problem.only_release)
    return chain(found, *(part(live, draft) for part in (_hazards, _cases, _questions, _rules, _places)))


def broken(live: Protocol, before: Outcome, outcome: Outcome, solver: Solver) -> Iterator[Problem]:
    """A problem for each live requirement that does not hold in the draft, whatever the draft itself requires.

    For whoever met it as the live version asks, or meets it as the draft does. `before` is the live version for the
    patients of the draft.
    """
    own = {requirement.key: requirement for requirement in outcome.protocol.requirements}
    for requirement in live.requirements:
        now = own.get(requirement.key)
        kept = now is not None and not list(_weaker(live, requirement, outcome.protocol, now))  # then check 1 proves it
        meets = [before.facts.hold(requirement.when), *([] if kept else _as_asked_now(live, requirement, outcome))]
        too_mild = -outcome.at_least(requirement.at_least.level)
        model = solver.find(outcome.circuit.any_of(meets), too_mild)
        if model is not None:
            patient = examples.of(outcome.protocol, outcome.space.read(model))
            only = " Only a release can do that." if requirement.floor else ""
            yield Problem(
                Check.GUARDS,
                f"“{requirement.statement}” held until now, and this patient is told {patient.urgency.word}.{only}",
                blocks=False,
                example=patient,
                only_release=requirement.floor,
            )


def _as_asked_now(live: Protocol, requirement: Requirement, outcome: Outcome) -> list[Literal]:
    """Each way in which a patient of the draft meets a live requirement, as far as the draft asks what it looks at."""
    draft, ways = outcome.protocol, []
    for alternative in live.alternatives(requirement.when):
        conditions = [
            _known(condition, draft) for condition in alternative if condition.question in outcome.facts.asked
        ]
        if len(conditions) == len(alternative) and None not in conditions:
            ways.append(outcome.facts.hold(condition for condition in conditions if condition is not None))
    return ways


def _known(condition: Condition, draft: Protocol) -> Condition | None:
    """The condition with the choices that there still are; None where nothing is left of it."""
    if condition.comparison is not Comparison.ANY_OF:
        return condition if condition.threshold in draft.threshold_by_key else None
    choices = tuple(key for key in condition.choices if key in draft.question_by_key[condition.question].by_key)
    return replace(condition, choices=choices) if choices else None


def _problem(sentence: str, *, only_release: bool = False, requirement: str = "", question: str = "") -> Problem:
    questions = (question,) if question else ()
    return Problem(
        Check.GUARDS, sentence, blocks=False, requirement=requirement, questions=questions, only_release=only_release
    )


def covers(live: Protocol, narrow: When, draft: Protocol, wide: When) -> bool:
    """Whether the draft's conditions hold, as far as can be read off them, wherever those of the live version do."""
    wider = draft.alternatives(wide)
    return all(any(_implied(new, old) for new in wider) for old in live.alternatives(narrow))


def _implied(wide: Alternative, narrow: Alternative) -> bool:
    return all(any(_within(condition, other) for other in narrow) for condition in wide)


def _within(wide: Condition, narrow: Condition) -> bool:
    if wide.comparison is not Comparison.ANY_OF or narrow.comparison is not Comparison.ANY_OF:
        return wide == narrow
    return wide.question == narrow.question and set(narrow.choices) <= set(wide.choices)


def _requirements(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    after = {requirement.key: requirement for requirement in draft.requirements}
    for before in live.requirements:
        now = after.get(before.key)
        for change in ["is deleted"] if now is None else _weaker(live, before, draft, now):
            only = " Only a release can do that." if before.floor else ""
            yield _problem(
                f"Requirement “{before.statement}” {change}.{only}",
                only_release=before.floor,
                requirement=before.key if now else "",
            )


def _weaker(live: Protocol, before: Requirement, draft: Protocol, now: Requirement) -> Iterator[str]:
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


def _red_flags(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    first_page = draft.pages[draft.questions[0].key]
    for question in live.questions:
        now = draft.question_by_key.get(question.key)
        if question.red_flags and (now is None or now.key not in first_page):
            sentence = f"“{question.short}” asks for danger signs, and is not on the first page any more."
            yield _problem(
                f"{sentence} Only a release can do that.", only_release=True, question=now.key if now else ""
            )
        elif question.red_flags and now is not None and not now.red_flags:
            yield _problem(f"“{now.short}” is no longer marked to ask for danger signs.", question=now.key)


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
            yield _problem(sentence + end, only_release=only)


def _hazards(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    for before in live.hazards:
        now = draft.hazard_by_key.get(before.key)
        if now is None:
            yield _problem(f"Hazard “{before.name}” is deleted.")
        elif _gravity(now.harm) < _gravity(before.harm):
            yield _problem(f"Hazard “{before.name}” is {now.harm.value} now, instead of {before.harm.value}.")


def _cases(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    after = {case.key: case for case in draft.vignettes}
    for before in live.vignettes:
        now = after.get(before.key)
        if now is None:
            yield _problem(f"Worked case {before.key} is deleted. “{before.story}”")
            continue
        for name, was, level in (
            ("expects", before.expected, now.expected),
            ("calls safe", before.lowest_safe, now.lowest_safe),
        ):
            if level.level < was.level:
                yield _problem(f"Worked case {before.key} {name} {level.word} now, instead of {was.word}.")
        if _tells_otherwise(live, before, now):
            yield _problem(f"Worked case {before.key} has other answers now. “{before.story}”")


def _tells_otherwise(live: Protocol, before: Vignette, now: Vignette) -> bool:
    """Whether answers have changed, but for those to questions that are new."""
    return {key: answer for key, answer in now.answers if key in live.question_by_key} != dict(before.answers)


def _questions(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    for before in live.questions:
        now = draft.question_by_key.get(before.key)
        if now is not None and now.kind is before.kind:
            yield from _marks(live, before, draft, now)
            lost = list(_steps_lost(before, now))
            if lost:
                yield _problem(f"“{now.short}”: {'; '.join(lost)}.", question=now.key)
            if before.number and now.number and before.number.worse not in (now.number.worse, Worse.NEITHER):
                sentence = f"“{now.short}”: {before.number.worse.value} was worse, and is not any more."
                yield _problem(sentence, question=now.key)


def _marks(live: Protocol, before: Question, draft: Protocol, now: Question) -> Iterator[Problem]:
    for was in before.choices:
        choice = now.by_key.get(was.key)
        if choice is None:
            continue
        says = f"“{now.short}”: “{choice.text}”"
        if was.unsure and not choice.unsure:
            yield _problem(f"{says} is no longer marked as “not sure”.", question=now.key)
        if was.exclusive is not choice.exclusive:
            change = "can’t be ticked with others any more" if choice.exclusive else "can be ticked with others now"
            yield _problem(f"{says} {change}.", question=now.key)
        if was.twin and _twin(live, was) != _twin(draft, choice):
            yield _problem(f"{says} has another twin now, or none.", question=now.key)


def _twin(protocol: Protocol, choice: Choice) -> object:
    return meaning_of(protocol, (Meets(choice.twin),)) if choice.twin else None


def meaning_of(protocol: Protocol, when: When) -> object:
    """Equal for conditions that say the same, whatever their order, and whatever criteria they are written with."""
    return frozenset(
        frozenset((c.question, c.comparison, frozenset(c.choices), c.threshold) for c in alternative)
        for alternative in protocol.alternatives(when)
    )


def _steps_lost(before: Question, now: Question) -> Iterator[str]:
    """Which answers were worse than which, and are not any more."""
    steps_now = {(milder.key, worse.key) for milder, worse in steps(now)}
    for milder, worse in steps(before):
        if milder.key in now.by_key and worse.key in now.by_key and (milder.key, worse.key) not in steps_now:
            yield f"“{worse.text}” was worse than “{milder.text}”, and is not any more"
    for was in before.choices:
        choice = now.by_key.get(was.key)
        if choice is not None and not was.exclusive and was.severity and not choice.severity:
            yield f"one more tick at “{choice.text}” was worse, and is not any more"


def _rules(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    """Rules for what is urgent: another one may still catch the same patients, but tells them something else."""
    after = {rule.key: rule for rule in draft.rules}
    for before in (rule for rule in live.rules if rule.finding.urgency.level >= URGENT):
        now, was = after.get(before.key), before.finding
        says = f"Rule {before.key} ({was.urgency.word}, “{was.because}”)"
        if now is None:
            yield _problem(f"{says} is deleted.")
            continue
        if now.finding.urgency.level < was.urgency.level:
            yield _problem(f"{says} says {now.finding.urgency.word} only.")
        if was.call_alone and not now.finding.call_alone:
            yield _problem(f"{says} does not say any more to call, and not to go by car.")
        if not covers(live, before.when, draft, now.when):
            yield _problem(f"{says} holds for fewer patients, or for others.")


def _places(live: Protocol, draft: Protocol) -> Iterator[Problem]:
    """Other triages whose place it newly takes, and questions of the check that are asked later than before."""
    for slug in sorted(set(draft.replaces) - set(live.replaces)):
        yield _problem(f"It takes the place of {slug}. Only a release can do that.", only_release=True)
    asked, was = _in_both(draft, live), _in_both(live, draft)
    if asked != was:
        moved = [draft.question_by_key[key].short for key in asked if was.index(key) < asked.index(key)]
        yield _problem(f"Asked later than before: {listed(moved, 'and')}.")


def _in_both(protocol: Protocol, other: Protocol) -> list[str]:
    """The questions of the check that both have, in this one's order."""
    kept = {question.key for question in other.questions if _is_asked(question)}
    return [question.key for question in protocol.questions if _is_asked(question) and question.key in kept]


def _is_asked(question: Question) -> bool:
    return question.derive is None and question.stage is Stage.CHECK
