"""What the explanation promises, on the sample protocol with any answers."""

from hypothesis import given, settings

from tests.triage.engine import samples
from triage.engine.explain.explain import deciding_answers, would_change
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import assess

PROTOCOL = samples.protocol()
COMPLETE = samples.complete_answers_to(PROTOCOL)


@settings(max_examples=60)
@given(given_answers=COMPLETE, others=COMPLETE)
def test_with_the_deciding_answers_kept_the_urgency_never_falls(given_answers, others) -> None:
    assessment = assess(PROTOCOL, given_answers)
    deciding = deciding_answers(PROTOCOL, assessment)
    assert deciding
    assert set(deciding) <= assessment.path.answers.keys()
    changed = others | {key: given_answers[key] for key in deciding}
    assert assess(PROTOCOL, changed).urgency.level >= assessment.urgency.level


@settings(max_examples=60)
@given(given_answers=samples.answers_to(PROTOCOL))
def test_every_named_change_raises_the_urgency_to_what_is_said(given_answers) -> None:
    assessment = assess(PROTOCOL, given_answers)
    for change in would_change(PROTOCOL, assessment):
        assert change.urgency.level > assessment.urgency.level
        after = assess(PROTOCOL, {**assessment.path.answers, change.question: change.answer})
        assert after.urgency is change.urgency or not after.path.complete


def test_an_emergency_is_decided_and_can_not_be_raised() -> None:
    assessment = assess(PROTOCOL, {"flags": frozenset({"cold"})})
    assert assessment.urgency is Urgency.EMERGENCY
    assert deciding_answers(PROTOCOL, assessment) == ("flags",)
    assert would_change(PROTOCOL, assessment) == ()
