"""Check 8: no single slip.

Whoever meets a requirement marked `slip_proof`, and answers any one question otherwise than is true, is never told
self-care; nor `soon` where the hazard is catastrophic.

The truth is an answer to every question. What a patient tells is the truth but for one answer. A choice with a `twin`
asks for a truth again: it is ticked if that is true, and what was told before does not say so. So nobody who tells the
truth throughout ticks one; a slip before it is caught there, if a twin covers what the slip has hidden; and a slip at
such a question itself hides nothing that was told before. Proven for all truths, not for likely ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
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
    truth = _again(outcome, outcome)
    slips = [_slip(truth, answer.question) for answer in outcome.space.answers.values()]
    any_harm = [slip.harms(requirements) for slip in slips]
    if not solver.can(outcome.circuit.any_of(any_harm)):
        return
    for slip, some in zip(slips, any_harm, strict=True):
        if solver.can(some):
            for requirement in requirements:
                model = solver.find(slip.harms([requirement]))
                if model is not None:
                    true, answer = truth.space.read(model), slip.answer.read(model)
                    yield _problem(outcome.protocol, requirement, slip.question, true, answer)


def least_urgency(protocol: Protocol, requirement: Requirement) -> Urgency:
    """What somebody who meets the requirement must be told after any one slip."""
    is_catastrophic = protocol.hazard_by_key[requirement.hazard].harm is Harm.CATASTROPHIC
    return Urgency.URGENT if is_catastrophic else Urgency.SOON


@dataclass(frozen=True)
class _Slip:
    """An answer to one question, of all patients at once, that may be untrue."""

    question: Question
    answer: Variable
    is_untrue: Literal
    truth: Outcome
    told: Outcome

    def harms(self, requirements: Iterable[Requirement]) -> Literal:
        """Whether it is untrue, and undoes any of these requirements."""
        all_of, any_of, protocol = self.truth.circuit.all_of, self.truth.circuit.any_of, self.truth.protocol
        met: defaultdict[Urgency, list[Literal]] = defaultdict(list)
        for requirement in requirements:
            # at least as urgent as required: else check 1 says it, and each slip would say it again
            enough = self.truth.at_least(requirement.at_least.level)
            holds = all_of((self.truth.facts.hold(requirement.when), enough))
            met[least_urgency(protocol, requirement)].append(holds)
        undone = (all_of((any_of(holds), -self.told.at_least(least.level))) for least, holds in met.items())
        return all_of((self.is_untrue, any_of(undone)))


def _slip(truth: Outcome, question: Question) -> _Slip:
    true = truth.space.answers[question.key]
    answer = another(true)
    told = _again(truth, truth.instead({question.key: answer}), question.key)
    is_untrue = truth.circuit.all_of((truth.facts.asked[question.key], -true.same(answer)))
    return _Slip(question, answer, is_untrue, truth, told)


def _again(truth: Outcome, told: Outcome, but: str = "") -> Outcome:
    """What patients tell who answer the questions with twins truly, all `but` one: see `again`."""
    for question in _asked_again(truth.protocol):
        true = truth.space.answers[question.key]
        if question.key != but and isinstance(true, ChoiceVariable):
            told = told.instead({question.key: _truly_again(truth, told, question, true)})
    return told


def _asked_again(protocol: Protocol) -> list[Question]:
    return [question for question in checked(protocol) if any(choice.twin for choice in question.choices)]


def _truly_again(truth: Outcome, told: Outcome, question: Question, true: ChoiceVariable) -> ChoiceVariable:
    """The true answer to a question with twins: `_true_answer`, for all patients at once."""
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

    def undone(answers: Answers) -> bool:
        true = again(protocol, answers, answers)
        path = replay(protocol, true, past_emergency=True)
        return (
            question.key in path.answers
            and true[question.key] != answer
            and holds(protocol, requirement.when, path)
            and assess(protocol, true).urgency.level >= requirement.at_least.level
            and assess(protocol, slipped(true)).urgency.level < least
        )

    def slipped(true: Answers) -> Answers:
        return again(protocol, true, {**true, question.key: answer}, question.key)

    found = examples.simplified(protocol, truth, undone)
    true = again(protocol, found, found)
    other = examples.of(protocol, slipped(true))
    return Problem(
        Check.SLIPS,
        f"One slip undoes “{requirement.statement}”: this patient answers {question.short} with "
        f"“{answer_text(question, answer)}” instead of “{answer_text(question, true[question.key])}”, "
        f"and is told {other.urgency.word}.",
        blocks=True,
        rules=tuple(reason.rule for reason in assess(protocol, slipped(true)).reasons),
        questions=(question.key,),
        requirement=requirement.key,
        example=examples.of(protocol, true, past_emergency=True),
        other=other,
    )


def again(protocol: Protocol, truth: Answers, told: Answers, but: str = "") -> Answers:
    """What somebody tells who answers the questions with twins truly, all `but` one."""
    found = dict(told)
    for question in _asked_again(protocol):
        if question.key != but:
            found[question.key] = _true_answer(protocol, question, truth, found)
    return found


def _true_answer(protocol: Protocol, question: Question, truth: Answers, told: Answers) -> Answer:
    """All that is true and was not told before, of what a question with twins asks; or else what stands alone."""
    true, before = (replay(protocol, answers, past_emergency=True) for answers in (truth, told))

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
