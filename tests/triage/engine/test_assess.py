"""The most urgent finding wins, nothing is hidden, and self-care is never given by default."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.engine import samples
from triage.engine.parts.condition import Condition
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.urgency import Urgency, most_urgent
from triage.engine.run.assess import assess

PROTOCOL = samples.protocol()
WELL = {"flags": frozenset({"none"}), "pain": Decimal(2), "walks": "yes"}


def test_urgencies_are_ordered_by_danger_and_not_by_alphabet() -> None:
    by_level = sorted(Urgency, key=lambda urgency: urgency.level)
    assert by_level == [Urgency.SELF_CARE, Urgency.SOON, Urgency.URGENT, Urgency.EMERGENCY]
    assert most_urgent([Urgency.SELF_CARE, Urgency.URGENT, Urgency.SOON]) is Urgency.URGENT
    with pytest.raises(ValueError, match="empty"):
        most_urgent([])


def test_a_milder_finding_never_hides_a_graver_one() -> None:
    assessment = assess(PROTOCOL, WELL | {"pain": Decimal(9), "eases": "no"})
    assert assessment.urgency is Urgency.URGENT
    assert [reason.rule for reason in assessment.reasons] == ["nothing_eases", "walks_well"]


def test_no_rule_means_the_default_and_never_self_care() -> None:
    assessment = assess(PROTOCOL, WELL | {"walks": "no"})
    assert assessment.urgency is Urgency.SOON
    assert [reason.rule for reason in assessment.reasons] == ["default"]


@given(given_answers=samples.answers_to(PROTOCOL))
def test_an_unfinished_journey_is_never_self_care(given_answers) -> None:
    assessment = assess(PROTOCOL, given_answers)
    assert assessment.path.complete or assessment.urgency is not Urgency.SELF_CARE


def holds_slowly(protocol: Protocol, when: tuple[Condition, ...], answers) -> bool:
    """What a rule means, straight from its conditions, without the engine's shortcut."""
    values = {threshold.key: threshold.value for threshold in protocol.thresholds}
    return all(c.question in answers and c.holds(answers[c.question], values) for c in when)


@given(given_answers=samples.answers_to(PROTOCOL))
def test_the_rules_that_hold_are_those_whose_conditions_all_hold(given_answers) -> None:
    assessment = assess(PROTOCOL, given_answers)
    on_path = assessment.path.answers
    slow = {rule.key for rule in PROTOCOL.rules if holds_slowly(PROTOCOL, rule.when, on_path)}
    assert {reason.rule for reason in assessment.reasons} - {"default"} == slow


@given(given_answers=samples.answers_to(PROTOCOL), seed=st.integers())
def test_the_order_of_rules_never_matters(given_answers, seed) -> None:
    shuffled = list(PROTOCOL.rules)
    random.Random(seed).shuffle(shuffled)
    other = assess(samples.protocol(rules=tuple(shuffled)), given_answers)
    first = assess(PROTOCOL, given_answers)
    assert other.urgency is first.urgency
    assert {reason.rule for reason in other.reasons} == {reason.rule for reason in first.reasons}
