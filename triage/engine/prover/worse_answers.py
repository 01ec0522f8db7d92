"""Which answers to one question are worse than which, as the protocol orders them.

- single: a choice with a higher severity; an `unsure` choice instead of the one that denies.
- multi: one more tick with a severity; such a tick instead of a milder exclusive choice; an exclusive choice instead
  of a milder one; an `unsure` choice instead of the one that denies.
- number: more, or less, as its `worse` says.

A choice without a severity is neither worse nor milder than another: an injury explains a swelling, which without a
cause would be more urgent.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from triage.engine.parts.condition import Answer
from triage.engine.parts.question import Choice, Kind, Question, Worse
from triage.engine.prover.examples import denial
from triage.engine.prover.solver import FALSE, Circuit, Literal
from triage.engine.prover.variables import ChoiceVariable, NumberVariable, Variable


def is_worse(question: Question, before: Answer, after: Answer) -> bool:
    """Whether `after` is one step worse than `before` (see the list above)."""
    if isinstance(before, str) and isinstance(after, str):
        return (question.by_key[before], question.by_key[after]) in set(steps(question))
    if isinstance(before, frozenset) and isinstance(after, frozenset):
        more = after - before
        if before < after and len(more) == 1 and not any(question.by_key[key].exclusive for key in after):
            return bool(question.by_key[next(iter(more))].severity)
        if len(before) == len(after) == 1:
            return (question.by_key[next(iter(before))], question.by_key[next(iter(after))]) in set(steps(question))
        return False
    if isinstance(before, Decimal) and isinstance(after, Decimal) and question.number is not None:
        return {Worse.HIGHER: before < after, Worse.LOWER: before > after}.get(question.number.worse, False)
    return False


def unsure_answers(question: Question) -> tuple[list[Answer], list[Answer]]:
    """Where no choice denies: the answers that mean "not sure", and the others, any of which may be true. Else none."""
    if denial(question) is not None:
        return [], []
    unsure, sure = ([c for c in question.choices if c.unsure is mark] for mark in (True, False))
    return [_alone(question, choice) for choice in unsure], [_alone(question, choice) for choice in sure]


def _alone(question: Question, choice: Choice) -> Answer:
    return frozenset({choice.key}) if question.kind is Kind.MULTI else choice.key


def of(circuit: Circuit, question: Question, before: Variable, after: Variable) -> Iterator[Literal]:
    """Each way in which the answer `after` may be worse than `before`."""
    if isinstance(before, NumberVariable) and isinstance(after, NumberVariable):
        yield from _numbers(circuit, before, after)
    if not isinstance(before, ChoiceVariable) or not isinstance(after, ChoiceVariable):
        return
    for milder, worse in steps(question):
        yield circuit.all_of((_only(before, milder), _only(after, worse)))
    if question.kind is Kind.MULTI:
        for choice in question.choices:
            if choice.severity and not choice.exclusive:
                yield _one_more(circuit, before, after, choice.key)


def steps(question: Question) -> Iterator[tuple[Choice, Choice]]:
    """Pairs of choices of which, each on its own, the second is worse than the first."""
    for milder in question.choices:
        for worse in question.choices:
            if _is_step(question, milder, worse):
                yield milder, worse


def _is_step(question: Question, milder: Choice, worse: Choice) -> bool:
    if worse.unsure and milder.key == denial(question):
        return True
    if question.kind is Kind.SINGLE:
        return None not in (milder.severity, worse.severity) and (milder.severity or 0) < (worse.severity or 0)
    alone = milder.exclusive or (worse.exclusive and milder.severity is not None)
    return alone and (milder.severity or 0) < (worse.severity or 0)


def _only(answer: ChoiceVariable, choice: Choice) -> Literal:
    """Whether this choice is the whole answer."""
    others = [-literal for key, literal in answer.chosen.items() if key != choice.key]
    return answer.circuit.all_of([answer.chosen[choice.key], *others])


def _one_more(circuit: Circuit, before: ChoiceVariable, after: ChoiceVariable, key: str) -> Literal:
    """Whether one answer is the other with one more tick."""
    same = [circuit.same(before.chosen[k], after.chosen[k]) for k in before.chosen if k != key]
    some = circuit.any_of(before.chosen.values())
    return circuit.all_of([some, -before.chosen[key], after.chosen[key], *same])


def _numbers(circuit: Circuit, before: NumberVariable, after: NumberVariable) -> Iterator[Literal]:
    worse = before.grid.worse
    if worse is Worse.NEITHER:
        return
    less, more = (before, after) if worse is Worse.HIGHER else (after, before)
    answered = [-literal for literal in (before.skipped, after.skipped) if literal != FALSE]
    ordered = [circuit.any_of((-a, b)) for a, b in zip(less.reached, more.reached, strict=True)]
    apart = circuit.any_of(circuit.all_of((-a, b)) for a, b in zip(less.reached, more.reached, strict=True))
    yield circuit.all_of([*answered, *ordered, apart])
