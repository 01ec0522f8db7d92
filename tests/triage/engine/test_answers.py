"""Every question refuses what is not its own."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.engine import samples
from triage.engine.parts.errors import AnswerError, Problem
from triage.engine.run import answers

SINGLE = samples.single("walks", "yes", "no")
MULTI = samples.multi("flags", "cold", "numb", "none")
WHOLE = samples.number("pain")
TENTHS = samples.number("gap", 0, 20, decimals=1, optional=True)


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
        (TENTHS, ["2.55"], Problem.TOO_PRECISE),
        (TENTHS, ["1,000"], Problem.TOO_PRECISE),
    ],
)
def test_what_a_question_refuses(question, values, problem) -> None:
    with pytest.raises(AnswerError) as refused:
        answers.read(question, values)
    assert refused.value.problem is problem


@pytest.mark.parametrize("question", [SINGLE, MULTI, WHOLE, TENTHS], ids=lambda q: q.key)
@given(data=st.data())
def test_an_answer_written_reads_back_the_same(question, data) -> None:
    answer = data.draw(samples.answer_to(question))
    assert answers.read(question, answers.write(answer)) == answer


@pytest.mark.parametrize("question", [SINGLE, MULTI, WHOLE, TENTHS], ids=lambda q: q.key)
@given(values=st.lists(st.text(max_size=12), max_size=4))
def test_rubbish_is_read_or_refused_but_never_breaks(question, values) -> None:
    with contextlib.suppress(AnswerError):  # anything else would fail the test
        answer = answers.read(question, values)
        assert answers.read(question, answers.write(answer)) == answer
