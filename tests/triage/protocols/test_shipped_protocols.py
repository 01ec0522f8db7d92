"""The shipped triage `leg`: what must hold for everybody, tried on its worked cases with answers changed at random."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.engine import samples
from tests.triage.protocols.leg_cases import LEG, MILD_STRAIN, answers, meets
from triage.engine import explain
from triage.engine.parts.condition import Answers
from triage.engine.parts.question import Stage
from triage.engine.parts.urgency import Urgency
from triage.engine.prover.worse_answers import is_worse
from triage.engine.run.assess import assess

CHECKS = [question for question in LEG.questions if question.stage is Stage.CHECK and question.derive is None]


WHOLE = answers(MILD_STRAIN) | {
    "danger_unsure": frozenset({"none"}),
    "illness_unsure": frozenset({"none"}),
    "weak_story": "old",
    "spine": frozenset({"none"}),
}
"""An answer to every question of the check, also to those that the patient is not asked."""


@st.composite
def patients(draw: Any) -> Answers:
    """A patient of the worked cases with up to four answers changed at random, who can answer whatever is asked.

    With all answers at random nearly everybody would leave by a red flag, far from the edges that matter.
    """
    found = WHOLE | answers(draw(st.sampled_from([case.key for case in LEG.vignettes])))
    for question in draw(st.lists(st.sampled_from(CHECKS), max_size=4)):
        found[question.key] = draw(samples.answer_to(question))
    return found


@given(data=st.data())
def test_every_requirement_holds_for_any_patient(data) -> None:
    assessment = assess(LEG, data.draw(patients()))
    on_path = assessment.path.answers
    weak = [r.key for r in LEG.requirements if meets(r.when, on_path) and assessment.urgency.level < r.at_least.level]
    assert weak == []


@given(data=st.data())
def test_a_worse_answer_never_lowers_the_urgency(data) -> None:
    before = data.draw(patients())
    assessment = assess(LEG, before)
    question = LEG.question_by_key[data.draw(st.sampled_from(sorted(assessment.path.answers)))]
    after = data.draw(samples.answer_to(question))
    if is_worse(question, before[question.key], after):
        assert assess(LEG, {**before, question.key: after}).urgency.level >= assessment.urgency.level, question.key


@given(data=st.data())
def test_the_deciding_answers_guarantee_the_urgency(data) -> None:
    found, others = data.draw(patients()), data.draw(patients())
    assessment = assess(LEG, found)
    deciding = explain.deciding_answers(LEG, assessment)
    if deciding:
        changed = assess(LEG, {**others, **{one.question: found[one.question] for one in deciding}})
        assert changed.urgency.level >= assessment.urgency.level


@given(data=st.data())
def test_asking_only_what_matters_never_changes_the_urgency(data) -> None:
    found = data.draw(patients())
    assert assess(LEG, samples.walk(LEG, found)).urgency is assess(LEG, found).urgency


@pytest.mark.parametrize("given_answers", [{}, {"age": answers()["age"]}], ids=["none", "age"])
def test_too_few_answers_are_never_self_care(given_answers: Answers) -> None:
    assert assess(LEG, given_answers).urgency is Urgency.SOON


def test_every_danger_sign_alone_is_an_emergency_at_once() -> None:
    """On the first page, and on the page that explains the signs to who is not sure."""
    milder = []
    for question in ("danger", "danger_unsure"):
        for sign in set(LEG.question_by_key[question].by_key) - {"none", "unsure"}:
            told = {"danger": frozenset({"unsure"}), question: frozenset({sign})}
            if assess(LEG, told).urgency is not Urgency.EMERGENCY:
                milder.append(f"{question}: {sign}")
    assert milder == []
