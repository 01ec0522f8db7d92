"""Lengths are typed in inches or centimeters, and kept in inches."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from tests.triage.engine import samples
from triage.engine.parts.question import Kind, Number, Question
from triage.engine.parts.threshold import Unit
from triage.journey.forms import QuestionForm

WALL = Question(
    "wall", Kind.NUMBER, "How far?", "wall", number=Number(Decimal(0), Decimal(12), Unit.INCHES, decimals=1)
)


def form(answer: str, unit: str | None) -> QuestionForm:
    data = QueryDict(mutable=True)
    data["answer"] = answer
    if unit is not None:
        data["unit"] = unit
    return QuestionForm(WALL, data=data)


@pytest.mark.parametrize(
    ("answer", "unit", "inches"),
    [("5", "inches", "5"), ("12.7", "cm", "5.0"), ("12,7", "cm", "5.0"), ("5", None, "5"), ("30.5", "cm", "12.0")],
)
def test_a_length_is_kept_in_inches(answer, unit, inches) -> None:
    asked = form(answer, unit)
    assert asked.is_valid(), asked.errors
    assert asked.cleaned_data["answer"] == Decimal(inches)


@pytest.mark.parametrize(
    ("answer", "unit", "message"),
    [
        ("13", "inches", "from 0 to 12 inches"),
        ("31", "cm", "from 0 to 30.5"),
        ("far", "cm", "Enter one from 0 to 30.5 cm, in digits"),
        ("5.55", "inches", "at most 1 digit"),
        ("5", "feet", "not one of the answers"),
        ("", "cm", "Enter a number from 0 to 30.5"),
    ],
)
def test_what_is_wrong_is_told_in_the_chosen_unit_and_kept(answer, unit, message) -> None:
    asked = form(answer, unit)
    assert message in asked.errors["answer"][0]
    assert asked["answer"].value() == answer
    assert asked.chosen_unit == unit


def test_an_answer_given_before_is_shown_in_the_patients_unit() -> None:
    assert QuestionForm(WALL, given=["5"], unit=Unit.CENTIMETERS)["answer"].value() == "12.7"
    assert QuestionForm(WALL, given=["5"])["answer"].value() == "5"


def test_a_unit_sent_with_another_question_is_not_heard() -> None:
    data = QueryDict("answer=yes&unit=parsecs")
    asked = QuestionForm(samples.single("walks", "yes", "no"), data=data)
    assert asked.is_valid()
    assert asked.chosen_unit == Unit.INCHES
