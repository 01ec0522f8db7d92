"""The shipped protocols: every patient of their tables, every rule, every requirement, and what must never happen."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.triage.engine import samples
from tests.triage.protocols import calf_cases, sciatica_cases
from tests.triage.protocols.case_table import CaseTable, meets
from triage.engine.explain import deciding_answers
from triage.engine.parts.condition import Answer, Answers
from triage.engine.parts.question import Question
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import assess

TABLES = (calf_cases.TABLE, sciatica_cases.TABLE)

both = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.slug)


def test_each_patient_is_told_what_clinicians_expect() -> None:
    wrong = [
        f"{table.slug}: {story}: {assessment.urgency}, not {urgency}, by {[why.rule for why in assessment.reasons]}"
        for table in TABLES
        for (story, _, urgency), assessment in zip(table.cases, table.assessments, strict=True)
        if not (assessment.path.complete and assessment.urgency == urgency)
    ]
    assert wrong == []


def test_each_rule_gives_some_patient_of_the_table_a_reason() -> None:
    for table in TABLES:
        spoke = {reason.rule for assessment in table.assessments for reason in assessment.reasons}
        assert {rule.key for rule in table.protocol.rules} - spoke == set()


def test_each_requirement_speaks_of_some_patient() -> None:
    silent = [
        f"{table.slug}: {requirement.key}"
        for table in TABLES
        for requirement in table.protocol.requirements
        if not any(meets(table.protocol, requirement, assessment.path.answers) for assessment in table.assessments)
    ]
    assert silent == []


@st.composite
def patients(draw: Any, table: CaseTable) -> Answers:
    """A patient of the table with up to four answers changed at random.

    With all answers at random nearly everybody would leave by a red flag, far from the edges that matter.
    """
    answers = table.answers(draw(st.sampled_from(table.cases))[1])
    asked = [question for question in table.protocol.questions if question.derive is None]
    for question in draw(st.lists(st.sampled_from(asked), max_size=4)):
        answers[question.key] = draw(samples.answer_to(question))
    return answers


@both
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_every_requirement_holds_for_any_patient(table: CaseTable, data) -> None:
    assessment = assess(table.protocol, data.draw(patients(table)))
    for requirement in table.protocol.requirements:
        if meets(table.protocol, requirement, assessment.path.answers):
            assert assessment.urgency.level >= requirement.at_least.level, requirement.key


def worse_answers(question: Question, given_answer: Answer) -> list[Answer]:
    """One more tick of a bad sign, a choice that is no milder in the question's order, or a worse number.

    A tick without a severity is no bad sign: a knock explains a swelling, which without a cause would be graver.
    """
    if isinstance(given_answer, frozenset):
        ticked = {key for key in given_answer if not question.by_key[key].exclusive}
        return [frozenset(ticked | {choice.key}) for choice in question.choices if choice.severity]
    if isinstance(given_answer, str):
        severity = question.by_key[given_answer].severity
        return [c.key for c in question.choices if None not in (severity, c.severity) and c.severity >= severity]
    if given_answer is None or question.number is None or question.number.worse != "higher":
        return []
    return [Decimal(worse) for worse in range(int(given_answer) + 1, min(int(question.number.maximum), 20) + 1)]


@both
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_worse_answer_never_lowers_the_urgency(table: CaseTable, data) -> None:
    answers = data.draw(patients(table))
    assessment = assess(table.protocol, answers)
    keys = sorted(assessment.path.answers)
    question = table.protocol.question_by_key[data.draw(st.sampled_from(keys))]
    for worse in worse_answers(question, answers[question.key]):
        after = assess(table.protocol, {**answers, question.key: worse})
        assert after.urgency.level >= assessment.urgency.level, (question.key, answers[question.key], worse)


@both
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_the_deciding_answers_guarantee_the_urgency(table: CaseTable, data) -> None:
    answers, others = data.draw(patients(table)), data.draw(patients(table))
    assessment = assess(table.protocol, answers)
    deciding = deciding_answers(table.protocol, assessment)
    if deciding:
        changed = assess(table.protocol, {**others, **dict(deciding)})
        assert changed.urgency.level >= assessment.urgency.level


@both
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_asking_only_what_matters_never_changes_the_urgency(table: CaseTable, data) -> None:
    answers = data.draw(patients(table))
    walked = samples.walk(table.protocol, dict(answers))
    assert assess(table.protocol, walked).urgency is assess(table.protocol, answers).urgency


@both
def test_no_journey_is_longer_than_twenty_pages(table: CaseTable) -> None:
    assert max(len(samples.walk(table.protocol, table.answers(changes))) for _, changes, _ in table.cases) <= 20


def test_sciatica_knows_every_emergency_after_the_first_six_questions() -> None:
    first = {question.key for question in sciatica_cases.TABLE.protocol.questions[:6]}
    emergencies = [rule for rule in sciatica_cases.TABLE.protocol.rules if rule.finding.urgency is Urgency.EMERGENCY]
    assert {condition.question for rule in emergencies for condition in rule.when} <= first


def test_only_who_may_look_after_themselves_is_asked_what_shapes_the_plan() -> None:
    table = sciatica_cases.TABLE
    for _, changes, urgency in table.cases:
        asked = samples.walk(table.protocol, table.answers(changes)).keys()
        assert urgency != "self_care" or {"knee_to_wall_safe", "worked_through", "tried"} <= asked
        assert urgency not in {"emergency", "urgent"} or "knee_to_wall_safe" not in asked


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        (sciatica_cases.FINE_ANKLES, []),
        ({}, ["plan_stretch", "plan_roll"]),
        (sciatica_cases.CANNOT, ["ask_ankle"]),
        (sciatica_cases.LONG, ["ask_ankle"]),
    ],
    ids=["fine ankles", "tight ankles", "no test", "six weeks"],
)
def test_the_plan_goes_down_from_the_spine_and_works_the_calf_only_where_it_falls_short(changes, advice) -> None:
    """Source: S1 to S5, S12 to S15."""
    given_advice = [key for reason in sciatica_cases.TABLE.assess(**changes).reasons for key in reason.finding.advice]
    steps = [key for key in dict.fromkeys(given_advice) if key.startswith("plan_") or key == "ask_ankle"]
    assert steps == ["plan_spine", "plan_hip", "plan_knee", *advice]


def test_how_one_stands_matters_only_where_the_ankles_are_not_known_to_be_fine() -> None:
    table = sciatica_cases.TABLE
    for changes, asked in ((sciatica_cases.FINE_ANKLES, False), ({}, True), (sciatica_cases.CANNOT, True)):
        assert ("standing" in samples.walk(table.protocol, table.answers(changes))) is asked


def test_what_shapes_the_plan_never_earns_self_care_by_itself() -> None:
    for assessment in sciatica_cases.TABLE.assessments:
        if assessment.urgency is Urgency.SELF_CARE:
            assert any(reason.rule.startswith("sciatica_ankle_") for reason in assessment.reasons)


@both
@pytest.mark.parametrize("answers", [{}, {"age": Decimal(35)}], ids=["none", "age"])
def test_too_few_answers_are_never_self_care(table: CaseTable, answers: Answers) -> None:
    assert assess(table.protocol, answers).urgency is Urgency.SOON


@both
def test_every_red_flag_is_a_rule_and_a_requirement_of_its_own(table: CaseTable) -> None:
    flags = {choice.key for choice in table.protocol.question_by_key["red_flags"].choices} - {"none"}
    ruled = {
        rule.when[0].choices[0]
        for rule in table.protocol.rules
        if [c.question for c in rule.when] == ["red_flags"] and rule.finding.urgency is Urgency.EMERGENCY
    }
    required = {
        requirement.when[0].choices[0]
        for requirement in table.protocol.requirements
        if [c.question for c in requirement.when] == ["red_flags"] and requirement.at_least is Urgency.EMERGENCY
    }
    assert flags == ruled == required
