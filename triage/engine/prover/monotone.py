"""Check 2: a worse answer, an extra tick, or a choice marked `unsure` never lowers the urgency.

"Not sure" is compared with the choice that denies. Where a question has no such choice, "not sure" must not be milder
than every other choice.

Compared are pairs of patients who differ in the answer to one question only. Questions that nobody asks them have
answers as well, so the second patient may give any answer to what the changed one brings up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from triage.engine.parts.condition import Answer, Answers
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question
from triage.engine.prover import examples, worse_answers
from triage.engine.prover.answer_space import checked
from triage.engine.prover.report import Check, Problem
from triage.engine.prover.solver import FALSE, Literal, Solver
from triage.engine.prover.symbolic import Outcome
from triage.engine.prover.variables import Variable, another, fixed
from triage.engine.run.assess import assess
from triage.engine.sentences import answer_text, unmarked_warnings


def unmarked(protocol: Protocol) -> Iterator[Problem]:
    """A warning for each choice that a clinician seems to have forgotten to mark as `unsure`. It never blocks."""
    for question in protocol.questions:
        for warning in unmarked_warnings(question):
            yield Problem(Check.MONOTONE, warning, blocks=False, questions=(question.key,))


def check(outcome: Outcome, solver: Solver) -> Iterator[Problem]:
    """A problem for each way in which a worse answer to some question lowers the urgency of somebody."""
    yield from unmarked(outcome.protocol)
    yield from _unsure(outcome, solver)
    pairs = [_pair(outcome, answer.question) for answer in outcome.space.answers.values()]
    solver.prepare(literal for pair in pairs for literal in (*pair.ways, pair.lower))
    for pair in pairs:
        if not solver.can(outcome.circuit.any_of(pair.ways), pair.lower):
            continue
        for worse in pair.ways:
            model = solver.find(worse, pair.lower)
            if model is not None:
                answers, after = outcome.space.read(model), pair.after.read(model)
                before = answers[pair.question.key]
                if not worse_answers.is_worse(pair.question, before, after):
                    raise examples.DriftError(f"{pair.question.key}: {after} is no worse than {before}")
                yield _problem(outcome.protocol, pair.question, answers, [before], after)


@dataclass(frozen=True)
class _Pair:
    """Two patients who may differ in the answer to one question."""

    question: Question
    after: Variable
    """The second patient's answer."""
    ways: tuple[Literal, ...]
    """Each way in which it may be worse."""
    lower: Literal
    """Whether the second patient's urgency is lower."""


def _pair(outcome: Outcome, question: Question) -> _Pair:
    after = another(outcome.space.answers[question.key])
    ways = tuple(worse_answers.of(outcome.circuit, question, outcome.space.answers[question.key], after))
    lower = lowered(outcome, outcome.instead({question.key: after})) if ways else FALSE
    return _Pair(question, after, ways, lower)


def _unsure(outcome: Outcome, solver: Solver) -> Iterator[Problem]:
    """A problem for each "not sure" that is milder for somebody than every other choice, where no choice denies."""
    for question in checked(outcome.protocol):
        unsure, sure = worse_answers.unsure_answers(question)
        if not unsure or not sure:
            continue
        variable = outcome.space.answers[question.key]
        others = [outcome.instead({question.key: fixed(variable, answer)}) for answer in sure]
        lower = [lowered(other, outcome) for other in others]
        for answer in unsure:
            model = solver.find(*variable.equals(answer), *lower)
            if model is not None:
                yield _problem(outcome.protocol, question, outcome.space.read(model), sure, answer)


def lowered(before: Outcome, after: Outcome) -> Literal:
    """Whether the urgency is lower afterwards."""
    circuit = before.circuit
    return circuit.any_of(circuit.all_of((before.at_least(level), -after.at_least(level))) for level in (1, 2, 3))


def _problem(
    protocol: Protocol, question: Question, answers: Answers, milder: Sequence[Answer], after: Answer
) -> Problem:
    """The problem that `after` comes to less than each of the `milder` answers, with an example."""

    def level(answers: Answers, answer: Answer) -> int:
        return assess(protocol, {**answers, question.key: answer}).urgency.level

    def comes_to_less(answers: Answers) -> bool:
        return all(level(answers, after) < level(answers, answer) for answer in milder)

    found = examples.simplified(protocol, answers, comes_to_less)
    before = min(milder, key=lambda answer: level(found, answer))
    found[question.key] = before
    one, other = examples.of(protocol, found), examples.of(protocol, {**found, question.key: after})
    kept = {rule.key for rule in assess(protocol, other.answers).path.held}
    held = [rule for rule in assess(protocol, one.answers).path.held if rule.finding.urgency is one.urgency]
    return Problem(
        Check.MONOTONE,
        f"{question.short}: “{answer_text(question, before)}” comes to {one.urgency.word}, but the worse answer "
        f"“{answer_text(question, after)}” only to {other.urgency.word}.",
        blocks=True,
        rules=tuple(rule.key for rule in held if rule.key not in kept) or ("default",),
        questions=(question.key,),
        example=one,
        other=other,
    )
