"""Scoring worked cases: what counts as exact, safe, too mild and too urgent."""

import pytest

from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.urgency import Urgency
from triage.engine.run.scoring import Score, Verdict, score

EMERGENCY, URGENT, SOON, SELF_CARE = Urgency


@pytest.mark.parametrize(
    ("expected", "lowest_safe", "got", "marks"),
    [
        (URGENT, URGENT, URGENT, {"exact", "safe"}),
        (URGENT, SOON, SOON, {"safe", "under"}),
        (URGENT, URGENT, SOON, {"under"}),
        (URGENT, SOON, SELF_CARE, {"under"}),
        (URGENT, URGENT, EMERGENCY, {"safe", "over"}),
        (SELF_CARE, SELF_CARE, SOON, {"safe", "over"}),
        (EMERGENCY, EMERGENCY, EMERGENCY, {"exact", "safe"}),
        (EMERGENCY, URGENT, URGENT, {"safe", "under", "emergency_missed"}),
        (EMERGENCY, EMERGENCY, SELF_CARE, {"under", "emergency_missed"}),
    ],
)
def test_one_case_is_marked(expected, lowest_safe, got, marks) -> None:
    verdict = Verdict(expected, lowest_safe, got)
    names = ("exact", "safe", "under", "over", "emergency_missed")
    assert {name for name in names if getattr(verdict, name)} == marks


def test_a_lowest_safe_urgency_above_the_expected_one_is_refused() -> None:
    with pytest.raises(ProtocolError, match="can’t be above"):
        Verdict(SOON, URGENT, SOON)


def test_cases_are_counted_in_all_and_for_each_expected_urgency() -> None:
    scores = score(
        [
            Verdict(EMERGENCY, EMERGENCY, EMERGENCY),
            Verdict(EMERGENCY, URGENT, URGENT, by_others=True),
            Verdict(URGENT, URGENT, SELF_CARE),
            Verdict(SELF_CARE, SELF_CARE, EMERGENCY),
        ]
    )
    assert scores.overall == Score(cases=4, exact=1, safe=3, under=2, over=1, emergencies_missed=1)
    assert scores.by_expected == (
        (EMERGENCY, Score(cases=2, exact=1, safe=2, under=1, over=0, emergencies_missed=1)),
        (URGENT, Score(cases=1, exact=0, safe=0, under=1, over=0, emergencies_missed=0)),
        (SOON, Score(cases=0, exact=0, safe=0, under=0, over=0, emergencies_missed=0)),
        (SELF_CARE, Score(cases=1, exact=0, safe=1, under=0, over=1, emergencies_missed=0)),
    )
    assert scores.by_others == Score(cases=1, exact=0, safe=1, under=1, over=0, emergencies_missed=1)


def test_shares_are_exact_and_no_cases_have_none() -> None:
    many = Score(cases=1000, exact=899, safe=969, under=31, over=70, emergencies_missed=0)
    assert many.percent(many.safe) == pytest.approx(96.9)
    assert many.percent(many.cases) == 100
    assert score([]).overall.percent(0) is None
