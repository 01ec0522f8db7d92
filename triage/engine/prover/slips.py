"""Check 8: no single slip.

Whoever meets a requirement marked `slip_proof`, and answers any one question otherwise than is true, is never told
self-care; nor `soon` where the hazard is catastrophic.

The truth is an answer to every question. What a patient tells is the truth but for one answer. A choice with a `twin`
asks for a truth again: it is ticked if that is true, and what was told before does not say so. So a slip before it is
caught there, if a twin covers what the slip has hidden; and a slip at such a question itself hides nothing that was
told before. Everything else about the patient may be anything: the proof covers all truths, not likely ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from triage.engine.parts.condition import Answer, Answers, Meets
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Question
from triage.engine.parts.rule import Harm, Requirement
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import examples
from triage.engine.prover.answer_space import checked
from triage.engine.prover.report import Check, Problem
from triage.engine.prover.requirements import holds
from triage.engine.prover.solver import Literal, Solver
from triage.engine.prover.symbolic import Outcome
from triage.engine.prover.variables import ChoiceVariable, Variable, another
from triage.engine.run.assess import assess
from triage.engine.run.replay import replay
from triage.engine.sentences import answer_text


def check(outcome: Outcome, solver: Solver) -> Iterator[Problem]:
    """A problem for each question and requirement of which a slip at the question undoes the requirement."""
    requirements = [requirement for requirement in outcome.protocol.requirements if requirement.slip_proof]
    slips = [_slip(outcome, q, requirements) for q in checked(outcome.protocol) if q.derive is None]
    any_harm = [outcome.circuit.any_of(slip.harms.values()) for slip in slips]
    if not solver.can(outcome.circuit.any_of(any_harm)):
        return
    for slip, some in zip(slips, any_harm, strict=True):
        if solver.can(some):
            for requirement in requirements:
                model = solver.find(slip.harms[requirement.key])
                if model is not None:
                    truth, answer = outcome.space.read(model), slip.answer.read(model)
                    yield _problem(outcome.protocol, requirement, slip.question, truth, answer)


def least_urgency(protocol: Protocol, requirement: Requirement) -> Urgency:
    """What somebody who meets the requirement must be told after any one slip."""
    harms = {hazard.key: hazard.harm for hazard in protocol.hazards}
    return Urgency.URGENT if harms.get(requirement.hazard) is Harm.CATASTROPHIC else Urgency.SOON


@dataclass(frozen=True)
class _Slip:
    """An answer to one question, of all patients at once, that may be untrue."""

    question: Question
    answer: Variable
    harms: dict[str, Literal]
    """Whether it is untrue, and undoes the requirement, by its key."""


def _slip(truth: Outcome, question: Question, requirements: list[Requirement]) -> _Slip:
    answer = another(truth.space.answers[question.key])
    told = _told(truth, question, answer)
    slips = truth.circuit.all_of((truth.facts.asked[question.key], -truth.space.answers[question.key].same(answer)))
    harms = {
        requirement.key: truth.circuit.all_of(
            (
                slips,
                truth.facts.hold(requirement.when),
                truth.at_least(requirement.at_least.level),  # else check 1 says it, and each slip would say it again
                -told.at_least(least_urgency(truth.protocol, requirement).level),
            )
        )
        for requirement in requirements
    }
    return _Slip(question, answer, harms)


def _told(truth: Outcome, question: Question, answer: Variable) -> Outcome:
    """What patients tell who answer this question so and all others truly."""
    told = truth.instead({question.key: answer})
    for again in _asked_again(truth.protocol):
        true = truth.space.answers[again.key]
        if again is not question and isinstance(true, ChoiceVariable):
            told = told.instead({again.key: _truly_again(truth, told, again, true)})
    return told


def _asked_again(protocol: Protocol) -> list[Question]:
    return [question for question in checked(protocol) if any(choice.twin for choice in question.choices)]


def _truly_again(truth: Outcome, told: Outcome, question: Question, true: ChoiceVariable) -> ChoiceVariable:
    """The true answer to a question with twins: `_truly`, for all patients at once."""
    circuit = truth.circuit

    def ticked(choice: Choice) -> Literal:
        if not choice.twin:
            return true.chosen[choice.key]
        twin = Meets(choice.twin)
        return circuit.all_of((truth.facts.fact(twin), -told.facts.fact(twin)))

    ticks = {choice.key: ticked(choice) for choice in question.choices if not choice.exclusive}
    nothing = -circuit.any_of(ticks.values())
    alone = {choice.key: true.chosen[choice.key] for choice in question.choices if choice.exclusive}
    denial = _denial(question)
    alone[denial] = circuit.any_of((alone[denial], -circuit.any_of((true.skipped, *alone.values()))))
    chosen = ticks | {key: circuit.all_of((nothing, literal)) for key, literal in alone.items()}
    return true.instead(chosen, circuit.all_of((nothing, true.skipped)))


def _denial(question: Question) -> str:
    return next(choice.key for choice in question.choices if choice.exclusive and not choice.unsure)


def _problem(
    protocol: Protocol, requirement: Requirement, question: Question, truth: Answers, answer: Answer
) -> Problem:
    least = least_urgency(protocol, requirement).level

    def undone(truth: Answers) -> bool:
        path = replay(protocol, truth, past_emergency=True)
        return (
            question.key in path.answers
            and truth[question.key] != answer
            and holds(protocol, requirement.when, path)
            and assess(protocol, truth).urgency.level >= requirement.at_least.level
            and assess(protocol, told(protocol, truth, question.key, answer)).urgency.level < least
        )

    truth = examples.simplified(protocol, truth, undone)
    slipped = told(protocol, truth, question.key, answer)
    other = examples.of(protocol, slipped)
    return Problem(
        Check.SLIPS,
        f"One slip undoes “{requirement.statement}”: this patient answers {question.short} with "
        f"“{answer_text(question, answer)}” instead of “{answer_text(question, truth[question.key])}”, "
        f"and is told {other.urgency.word}.",
        blocks=True,
        rules=tuple(reason.rule for reason in assess(protocol, slipped).reasons),
        questions=(question.key,),
        requirement=requirement.key,
        example=examples.of(protocol, truth, past_emergency=True),
        other=other,
    )


def told(protocol: Protocol, truth: Answers, question: str, answer: Answer) -> Answers:
    """What a patient tells who answers one question so, and all others truly."""
    found = {**truth, question: answer}
    for again in _asked_again(protocol):
        if again.key != question:
            found[again.key] = _truly(protocol, again, truth, found)
    return found


def _truly(protocol: Protocol, question: Question, truth: Answers, so_far: Answers) -> Answer:
    """The true answer to a question with twins: each that is true and was not told before, and else what stands alone."""
    true, before = (replay(protocol, answers, past_emergency=True) for answers in (truth, so_far))

    def ticked(choice: Choice) -> bool:
        if not choice.twin:
            return choice.key in own
        twin = (Meets(choice.twin),)
        return holds(protocol, twin, true) and not holds(protocol, twin, before)

    answer = truth[question.key]
    own = answer if isinstance(answer, frozenset) else frozenset()
    ticks = frozenset(choice.key for choice in question.choices if not choice.exclusive and ticked(choice))
    alone = frozenset(choice.key for choice in question.choices if choice.exclusive and choice.key in own)
    return ticks or (None if answer is None else alone or frozenset({_denial(question)}))
