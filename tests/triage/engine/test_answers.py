"""Every question refuses what is not its own."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.engine import samples
from triage.engine.parts.errors import AnswerError, Problem
from triage.engine.parts.threshold import Unit
from triage.engine.run import answers

SINGLE = samples.single("walks", "yes", "no")
MULTI = samples.multi("flags", "cold", "numb", "none")
WHOLE = samples.number("pain")
TENTHS = samples.number("gap", 0, 20, decimals=1, optional=True)
AGE = samples.number("age", 0, 120, unit=Unit.YEARS)
SINCE = samples.number("since", 0, 36_525, unit=Unit.DAYS, unit_choice=True)
WALL = samples.number("wall", 0, 12, decimals=2, unit=Unit.INCHES, unit_choice=True)


@pytest.mark.parametrize(
    ("question", "values", "answer"),
    [
        (SINGLE, ["yes"], "yes"),
        (SINGLE, [" yes "], "yes"),
        (MULTI, ["none"], frozenset({"none"})),
        (MULTI, ["cold", "numb", "cold"], frozenset({"cold", "numb"})),
        (WHOLE, ["0"], Decimal(0)),
        (WHOLE, ["10"], Decimal(10)),
        (WHOLE, ["07"], Decimal(7)),
        (WHOLE, ["7.0"], Decimal(7)),
        (TENTHS, ["2,5"], Decimal("2.5")),
        (TENTHS, [""], None),
        (TENTHS, [], None),
    ],
)
def test_what_a_question_takes(question, values, answer) -> None:
    assert answers.read(question, values) == answer


@pytest.mark.parametrize(
    ("question", "typed", "number"),
    [
        (AGE, "３０", "30"),
        (AGE, "30\u200b", "30"),
        (AGE, "3\u00ad0", "30"),
        (AGE, "\ufeff30\u00a0", "30"),
        (AGE, "30 years", "30"),
        (AGE, "30 years old", "30"),
        (AGE, "30.", "30"),
        (WHOLE, "7/10", "7"),
        (WHOLE, "10/10", "10"),
        (WHOLE, "7 out of 10", "7"),
        (WHOLE, "7 of 10", "7"),
        (SINCE, "10", "10"),
        (SINCE, "10 days", "10"),
        (SINCE, "1 day", "1"),
        (SINCE, "3 weeks", "21"),
        (SINCE, "3weeks", "21"),
        (SINCE, "3\u00a0Weeks", "21"),
        (SINCE, "3 wks.", "21"),
        (SINCE, "about 3 weeks ago", "21"),
        (SINCE, "1 1/2 weeks", "10"),
        (SINCE, "1,5 weeks", "10"),
        (SINCE, "1 month", "30"),
        (SINCE, "2 months", "60"),
        (SINCE, "½ year", "182"),
        (SINCE, "1/2 year", "182"),
        (SINCE, "10 years", "3652"),
        (SINCE, "1 week 3 days", "10"),
        (SINCE, "1 year and 2 months", "426"),
        (SINCE, "2 weeks, 1 day", "15"),
        (SINCE, "1.5", "1"),
        (WALL, "4.25", "4.25"),
        (WALL, "4,25", "4.25"),
        (WALL, ".5", "0.5"),
        (WALL, "4 1/2", "4.5"),
        (WALL, "4-1/2", "4.5"),
        (WALL, "4 and 1/2", "4.5"),
        (WALL, "4½", "4.5"),
        (WALL, "4 ¾", "4.75"),
        (WALL, "4\u2009½ in", "4.5"),
        (WALL, "4 1\u20442", "4.5"),
        (WALL, "４．５", "4.5"),
        (WALL, '4"', "4"),
        (WALL, "4”", "4"),
        (WALL, "4″", "4"),
        (WALL, "4''", "4"),
        (WALL, "4 in.", "4"),
        (WALL, "4 inches", "4"),
        (WALL, "12.7 cm", "5"),
        (WALL, "10 cm", "3.94"),
        (WALL, "10㎝", "3.94"),
        (WALL, "30.48 centimetres", "12"),
        (WALL, "4 1/3", "4.33"),
        (WALL, "4 1/8", "4.13"),
        (WHOLE, "seven", "7"),
        (AGE, "Twelve", "12"),
        (SINCE, "two weeks", "14"),
        (SINCE, "about a week ago", "7"),
        (SINCE, "a year", "365"),
        (SINCE, "half a year", "182"),
        (SINCE, "a half year", "182"),
        (SINCE, "a couple of days", "2"),
        (SINCE, "couple weeks", "14"),
        (SINCE, "two and a half weeks", "17"),
        (SINCE, "a year and a half", "547"),
        (SINCE, "one year and two months", "426"),
        (WALL, "four and a half", "4.5"),
        (WALL, "half an inch", "0.5"),
    ],
)
def test_numbers_are_read_as_people_type_them(question, typed, number) -> None:
    assert answers.read(question, [typed]) == Decimal(number)


@pytest.mark.parametrize("weeks", range(1, 60))
def test_whole_weeks_are_whole_days(weeks) -> None:
    assert answers.read(SINCE, [f"{weeks} weeks"]) == 7 * weeks
    assert answers.read(SINCE, [f"{weeks} 1/2 weeks"]) == 7 * weeks + 3


@pytest.mark.parametrize(
    ("question", "values", "problem"),
    [
        (SINGLE, [], Problem.MISSING),
        (SINGLE, ["  "], Problem.MISSING),
        (SINGLE, ["perhaps"], Problem.UNKNOWN_CHOICE),
        (SINGLE, ["YES"], Problem.UNKNOWN_CHOICE),
        (SINGLE, ["yes", "no"], Problem.TOO_MANY),
        (SINGLE, ["yes", "yes"], Problem.TOO_MANY),
        (MULTI, [], Problem.MISSING),
        (MULTI, ["cold", "hot"], Problem.UNKNOWN_CHOICE),
        (MULTI, ["cold", "none"], Problem.EXCLUSIVE),
        (WHOLE, [], Problem.MISSING),
        (WHOLE, ["a lot"], Problem.NOT_A_NUMBER),
        (WHOLE, ["1e1"], Problem.NOT_A_NUMBER),
        (WHOLE, ["NaN"], Problem.NOT_A_NUMBER),
        (WHOLE, ["٣"], Problem.NOT_A_NUMBER),
        (WHOLE, ["1" * 400], Problem.NOT_A_NUMBER),
        (WHOLE, ["-1"], Problem.OUT_OF_LIMITS),
        (WHOLE, ["11"], Problem.OUT_OF_LIMITS),
        (WHOLE, ["6.5"], Problem.TOO_PRECISE),
        (WHOLE, ["1,000"], Problem.TOO_PRECISE),
        (WHOLE, ["1", "2"], Problem.TOO_MANY),
        (WHOLE, ["1 1/2"], Problem.TOO_PRECISE),
        (WHOLE, ["11/10"], Problem.OUT_OF_LIMITS),
        (WHOLE, ["5/5"], Problem.NOT_A_NUMBER),
        (WHOLE, ["7 cm"], Problem.OTHER_UNIT),
        (WHOLE, ["\u200b"], Problem.MISSING),
        (WHOLE, ["2-3"], Problem.NOT_A_NUMBER),
        (WHOLE, ["4²"], Problem.OTHER_UNIT),
        (AGE, ["18 months"], Problem.OTHER_UNIT),
        (AGE, ["30 1"], Problem.NOT_A_NUMBER),
        (SINCE, ["1,000"], Problem.TOO_PRECISE),
        (SINCE, ["1,000 days"], Problem.TOO_PRECISE),
        (SINCE, ["1,000,000"], Problem.NOT_A_NUMBER),
        (SINCE, ["10 cm"], Problem.OTHER_UNIT),
        (SINCE, ["3 moons"], Problem.OTHER_UNIT),
        (SINCE, ["9/11"], Problem.NOT_A_NUMBER),
        (SINCE, ["6/11/2026"], Problem.NOT_A_NUMBER),
        (SINCE, ["2026-11-06"], Problem.NOT_A_NUMBER),
        (SINCE, ["2-3 weeks"], Problem.NOT_A_NUMBER),
        (SINCE, ["2 days 1 week"], Problem.NOT_A_NUMBER),
        (SINCE, ["2 days 1 day"], Problem.NOT_A_NUMBER),
        (SINCE, ["1 week 3"], Problem.NOT_A_NUMBER),
        (SINCE, ["101 years"], Problem.OUT_OF_LIMITS),
        (SINCE, ["-1 week"], Problem.OUT_OF_LIMITS),
        (SINCE, ["since May"], Problem.NOT_A_NUMBER),
        (SINCE, ["a"], Problem.NOT_A_NUMBER),
        (SINCE, ["a few weeks"], Problem.NOT_A_NUMBER),
        (SINCE, ["two or three weeks"], Problem.NOT_A_NUMBER),
        (SINCE, ["fourteen days"], Problem.NOT_A_NUMBER),
        (SINCE, [""], Problem.MISSING),
        (WALL, ["4 feet"], Problem.OTHER_UNIT),
        (WALL, ["4'"], Problem.OTHER_UNIT),
        (WALL, ["4 days"], Problem.OTHER_UNIT),
        (WALL, ["30.5 cm"], Problem.OUT_OF_LIMITS),
        (WALL, ["4 5/4"], Problem.NOT_A_NUMBER),
        (WALL, ["4 1/0"], Problem.NOT_A_NUMBER),
        (TENTHS, ["2.55"], Problem.TOO_PRECISE),
        (TENTHS, ["1,000"], Problem.TOO_PRECISE),
    ],
)
def test_what_a_question_refuses(question, values, problem) -> None:
    with pytest.raises(AnswerError) as refused:
        answers.read(question, values)
    assert refused.value.problem is problem


@pytest.mark.parametrize("question", [SINGLE, MULTI, WHOLE, TENTHS, SINCE, WALL], ids=lambda q: q.key)
@given(data=st.data())
def test_an_answer_written_reads_back_the_same(question, data) -> None:
    answer = data.draw(samples.answer_to(question))
    assert answers.read(question, answers.write(answer)) == answer


@pytest.mark.parametrize("question", [SINGLE, MULTI, WHOLE, TENTHS, SINCE, WALL], ids=lambda q: q.key)
@given(values=st.lists(st.text(max_size=12) | st.text('012/½.,-\u200b weksanddy"cm', max_size=12), max_size=4))
def test_rubbish_is_read_or_refused_but_never_breaks(question, values) -> None:
    with contextlib.suppress(AnswerError):  # anything else would fail the test
        answer = answers.read(question, values)
        assert answers.read(question, answers.write(answer)) == answer
