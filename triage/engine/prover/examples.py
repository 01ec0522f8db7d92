"""Example patients: found by the solver, made as unremarkable as possible, checked by `assess` itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from triage.engine.parts.condition import Answer, Answers
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Kind, Number, Question, Worse
from triage.engine.prover.answer_space import checked
from triage.engine.prover.report import Example
from triage.engine.prover.variables import Grid
from triage.engine.run.assess import assess
from triage.engine.run.replay import replay
from triage.engine.sentences import answer_text


class DriftError(AssertionError):
    """The solver and the evaluator disagree about a patient: one of them is wrong, so nothing is proven."""


def of(protocol: Protocol, answers: Answers, *, past_emergency: bool = False) -> Example:
    """This patient as an example, with only the answers on the path; those after an emergency too, if wanted."""
    assessment = assess(protocol, answers)
    path = replay(protocol, answers, past_emergency=True) if past_emergency else assessment.path
    questions = [protocol.question_by_key[key] for key in path.asked if key in path.answers]
    texts = tuple((question.short, answer_text(question, path.answers[question.key])) for question in questions)
    return Example(dict(path.answers), assessment.urgency, texts)


def asked_for(protocol: Protocol, answers: Answers) -> dict[str, Answer]:
    """Those of these answers that the patient is really asked for, page by page."""
    path = replay(protocol, answers, only_asked=True)
    # an emergency by a derived number ends the path at once, even before questions that have their place before it
    while path.is_emergency and (shorter := replay(protocol, dict(list(path.answers.items())[:-1]))).is_emergency:
        path = shorter
    return path.answers


def simplified(protocol: Protocol, answers: Answers, holds: Callable[[Answers], bool]) -> dict[str, Answer]:
    """A patient for whom `holds` is still true, each answer in turn made as unremarkable as that allows.

    Raises DriftError when it is not even true for the patient that the solver found.
    """
    found = dict(answers)
    if not holds(found):
        raise DriftError(f"The solver and the evaluator disagree about {protocol.slug}: {found}")
    for question in reversed(protocol.questions):
        for milder in _milder(question, found[question.key]) if question.key in found else ():
            if holds({**found, question.key: milder}):
                found[question.key] = milder
                break
    return found


def unremarkable(protocol: Protocol) -> dict[str, Answer]:
    """The most unremarkable answer to every question."""
    found: dict[str, Answer] = {}
    for question in checked(protocol):
        if question.derive is None:
            found[question.key] = next(_milder(question, None), _first(question))
    return found


def _first(question: Question) -> Answer:
    if question.number is not None:
        return Grid(question.number).first
    key = question.choices[0].key
    return frozenset({key}) if question.kind is Kind.MULTI else key


def denial(question: Question) -> str | None:
    """The choice that says "no, nothing of that", if there is one: an exclusive one, or the mildest."""
    sure = [choice for choice in question.choices if not choice.unsure]
    keys = [choice.key for choice in sure if choice.exclusive]
    keys += [choice.key for choice in sure if choice.severity == 0]
    return next(iter(keys), None)


def _milder(question: Question, answer: Answer) -> Iterator[Answer]:
    """Answers to try instead, the most unremarkable first."""
    if question.number is not None:
        yield from _milder_numbers(question.number)
        if question.optional and answer is not None:
            yield None
        return
    no = denial(question)
    if question.kind is Kind.SINGLE:
        keys = [no] if no is not None else []
        keys += [choice.key for choice in question.choices if not choice.unsure and choice.key != no]
        yield from keys[: keys.index(str(answer)) if answer in keys else len(keys)]
        return
    if no is not None:
        yield frozenset({no})
    if isinstance(answer, frozenset):
        sure = [key for key in sorted(answer) if not question.by_key[key].unsure] or sorted(answer)
        yield from (frozenset({key}) for key in sure)
        yield from (answer - {key} for key in sorted(answer) if len(answer) > 1)


def _milder_numbers(number: Number) -> Iterator[Answer]:
    grid = Grid(number)
    middle = ((grid.first + grid.last) / 3).to_integral_value()
    if number.worse is Worse.HIGHER:
        yield grid.first
    elif number.worse is Worse.LOWER:
        yield grid.last
    elif grid.first <= middle <= grid.last:
        yield middle.normalize() + 0
