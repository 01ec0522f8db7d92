"""Reading answers: the one place that decides which answers a question accepts."""

from collections.abc import Sequence

from triage.engine.parts.condition import Answer
from triage.engine.parts.errors import AnswerError, Problem
from triage.engine.parts.question import Kind, Question
from triage.engine.run import typed_numbers


def read(question: Question, values: Sequence[str]) -> Answer:
    """The answer that these submitted values mean. Raises AnswerError when the question does not accept them.

    `values` are those of one form field, JSON value or cookie entry. None at all, or only blanks, means that nothing
    was answered, which an optional question takes as "skipped".
    """
    tidy = typed_numbers.tidy if question.number is not None else str.strip
    given = [value for value in map(tidy, values) if value]
    if not given:
        if question.optional:
            return None
        raise AnswerError(Problem.MISSING)
    if question.kind is Kind.MULTI:
        return _ticks(question, given)
    if len(given) > 1:
        raise AnswerError(Problem.TOO_MANY)
    if question.number is not None:
        return typed_numbers.read(question.number, given[0])
    if given[0] not in question.by_key:
        raise AnswerError(Problem.UNKNOWN_CHOICE)
    return given[0]


def write(answer: Answer) -> list[str]:
    """The answer as values that `read` takes back."""
    if answer is None:
        return []
    if isinstance(answer, frozenset):
        return sorted(answer)
    return [str(answer)]


def _ticks(question: Question, given: list[str]) -> frozenset[str]:
    ticks = frozenset(given)
    if not ticks <= question.by_key.keys():
        raise AnswerError(Problem.UNKNOWN_CHOICE)
    if len(ticks) > 1 and any(question.by_key[key].exclusive for key in ticks):
        raise AnswerError(Problem.EXCLUSIVE)
    return ticks
