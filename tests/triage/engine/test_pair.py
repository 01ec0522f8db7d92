"""The cases of two numbers from which others are derived, compared with every pair of answers."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from tests.triage.engine import samples
from triage.engine.explain.layout import layout_of
from triage.engine.explain.pair import FREE, Pair
from triage.engine.parts.condition import Answer, Comparison
from triage.engine.parts.question import Derive, Question


def grid(question: Question) -> list[Answer]:
    assert question.number is not None
    steps = int(question.number.maximum * 10**question.number.decimals)
    values: list[Answer] = [Decimal(value).scaleb(-question.number.decimals) for value in range(steps + 1)]
    return values + ([None] if question.optional else [])


def pair(one: Question, other: Question) -> Pair:
    """Both numbers and both that can be derived, each compared with two thresholds in several ways."""
    derived = [
        samples.number(how, derive=how, derived_from=(one.key, other.key)) for how in (Derive.APART, Derive.LEAST)
    ]
    compared = [
        (one, Comparison.ABOVE, "five"),
        (other, Comparison.AT_LEAST, "some"),
        (derived[0], Comparison.AT_LEAST, "five"),
        (derived[0], Comparison.BELOW, "some"),
        (derived[1], Comparison.AT_MOST, "five"),
    ]
    rules = [
        samples.rule(f"r{place}", samples.Urgency.URGENT, samples.compare(question.key, comparison, threshold))
        for place, (question, comparison, threshold) in enumerate(compared)
    ]
    thresholds = (samples.threshold("five", "5"), samples.threshold("some", "6.5"))
    protocol = samples.protocol(questions=(one, other, *derived), rules=tuple(rules), thresholds=thresholds)
    (placed,) = layout_of(protocol).pairs
    return placed.pair


@pytest.mark.parametrize("decimals", list(product([0, 1], [0, 1])))
@pytest.mark.parametrize("optional", [False, True])
def test_no_case_is_missed_and_none_made_up(decimals: tuple[int, int], optional: bool) -> None:
    ones: Any = samples.number("one", 0, 8, decimals[0], optional=optional)
    others: Any = samples.number("other", 0, 9, decimals[1])
    both = pair(ones, others)
    whole = {both.facts(one, other) for one in grid(ones) for other in grid(others)}
    assert both.joint().keys() == whole
    assert all(both.facts(one, other) == facts for facts, (one, other) in both.joint().items())
    for one in grid(ones)[::7]:
        assert both.joint(one, FREE).keys() == {both.facts(one, other) for other in grid(others)}
    for other in grid(others)[::7]:
        assert both.joint(FREE, other).keys() == {both.facts(one, other) for one in grid(ones)}
