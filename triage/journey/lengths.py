"""Lengths in inches or centimeters, as the patient prefers. Protocols and answers hold inches."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from calfsite.lib.units import to_centimeters, to_inches
from triage.engine.parts.condition import Answer
from triage.engine.parts.errors import AnswerError, Problem
from triage.engine.parts.question import Number, Question
from triage.engine.parts.threshold import Unit, number_text
from triage.engine.run import answers


def unit_named(name: str) -> Unit:
    """The unit that a form sent. Raises AnswerError for any that was not offered."""
    for unit in (Unit.INCHES, Unit.CENTIMETERS):
        if name == unit.value:
            return unit
    raise AnswerError(Problem.UNKNOWN_CHOICE)


def in_unit(question: Question, unit: Unit) -> Question:
    """The question as it is asked in this unit: the same limits, converted."""
    if question.number is None or unit is Unit.INCHES:
        return question
    limits = (question.number.minimum, question.number.maximum)
    minimum, maximum = (to_centimeters(limit) for limit in limits)
    number = Number(minimum, maximum, unit, decimals=question.number.decimals, worse=question.number.worse)
    return replace(question, number=number)


def read(question: Question, values: Sequence[str], unit: Unit) -> Answer:
    """The answer in inches, to a tenth, from what was typed in this unit. Raises AnswerError as `answers.read` does."""
    answer = answers.read(in_unit(question, unit), values)
    if unit is Unit.INCHES or not isinstance(answer, Decimal):
        return answer
    return to_inches(answer)


def shown(value: str, unit: Unit) -> str:
    """An answer given before, in inches, as the patient typed it: in their unit, to a tenth."""
    return value if unit is Unit.INCHES else str(to_centimeters(Decimal(value)))


def texts(question: Question, answer: Answer, unit: Unit) -> tuple[str, ...]:
    """An answer in the question's own words; a length typed in centimeters in both units: advice speaks of inches."""
    said = question.answer_texts(answer)
    is_length = question.number is not None and question.number.unit is Unit.INCHES
    if unit is Unit.INCHES or not is_length or not isinstance(answer, Decimal):
        return said
    typed = Decimal(shown(str(answer), unit))
    return (f"{number_text(typed)} {unit.after(typed)} ({said[0]})",)
