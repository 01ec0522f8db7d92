"""The deciding answers guarantee the urgency, and every change that is named really raises it."""

from hypothesis import given

from tests.engine import samples
from triage.engine.assess import assess
from triage.engine.explain import deciding_answers, would_change
from triage.engine.urgency import Urgency

PROTOCOL = samples.protocol()
COMPLETE = samples.complete_answers_to(PROTOCOL)


@given(given_answers=COMPLETE, others=COMPLETE)
def test_with_the_deciding_answers_kept_the_urgency_never_falls(given_answers, others) -> None:
    assessment = assess(PROTOCOL, given_answers)
    deciding = deciding_answers(PROTOCOL, assessment)
    if not deciding:
        assert assessment.reasons[0].rule == "default"
        return
    changed = others | {key: given_answers[key] for key in deciding}
    assert assess(PROTOCOL, changed).urgency.level >= assessment.urgency.level


def test_a_question_brings_those_that_make_it_asked() -> None:
    assessment = assess(
        PROTOCOL, {"flags": frozenset({"none"}), "pain": samples.Decimal(9), "eases": "no", "walks": "no"}
    )
    assert deciding_answers(PROTOCOL, assessment) == ("pain", "eases")


@given(given_answers=COMPLETE)
def test_every_named_change_raises_the_urgency_to_what_is_said(given_answers) -> None:
    assessment = assess(PROTOCOL, given_answers)
    for change in would_change(PROTOCOL, assessment):
        assert change.urgency.level > assessment.urgency.level
        after = assess(PROTOCOL, {**assessment.path.answers, change.question: change.answer})
        assert after.urgency is change.urgency or not after.path.complete


def test_an_emergency_can_not_be_raised() -> None:
    assessment = assess(PROTOCOL, {"flags": frozenset({"cold"})})
    assert assessment.urgency is Urgency.EMERGENCY
    assert would_change(PROTOCOL, assessment) == ()


def test_changes_name_one_more_tick_and_keep_the_others() -> None:
    assessment = assess(PROTOCOL, {"flags": frozenset({"none"}), "pain": samples.Decimal(1), "walks": "yes"})
    ticks = {change.answer for change in would_change(PROTOCOL, assessment) if change.question == "flags"}
    assert ticks == {frozenset({"cold"}), frozenset({"numb"})}
