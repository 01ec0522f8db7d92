"""The shipped calf protocol: every patient of the table, every rule, every requirement, and what must never happen."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine import samples
from tests.triage import calf_cases
from triage import protocol_file
from triage.engine.assess import assess
from triage.engine.condition import Answers
from triage.engine.deciding import milder_answers
from triage.engine.explain import deciding_answers
from triage.engine.question import Kind
from triage.engine.urgency import Urgency

CALF = protocol_file.load(protocol_file.SHIPPED / "calf.toml")
VALUES = {threshold.key: threshold.value for threshold in CALF.thresholds}
COMPLETE = samples.complete_answers_to(CALF)
CASES = [(assess(CALF, calf_cases.answers(changes)), name, urgency) for name, changes, urgency in calf_cases.CASES]


@pytest.mark.parametrize(("name", "changes", "urgency"), calf_cases.CASES, ids=[case[0] for case in calf_cases.CASES])
def test_each_patient_is_told_what_clinicians_expect(name: str, changes: dict[str, Any], urgency: str) -> None:
    assessment = assess(CALF, calf_cases.answers(changes))
    assert assessment.path.complete
    assert assessment.urgency == urgency, [reason.rule for reason in assessment.reasons]


@pytest.mark.parametrize("rule", CALF.rules, ids=lambda rule: rule.key)
def test_some_patient_of_the_table_fires_each_rule(rule) -> None:
    fired = {reason.rule for assessment, _, _ in CASES for reason in assessment.reasons}
    assert rule.key in fired


@pytest.mark.parametrize("rule", CALF.rules, ids=lambda rule: rule.key)
def test_each_rule_changes_what_some_patient_is_told(rule) -> None:
    """Without the rule some patient of the table is told another urgency, or loses the reason given by it alone."""
    without = replace(CALF, rules=tuple(other for other in CALF.rules if other.key != rule.key))
    cases = [calf_cases.answers(changes) for _, changes, _ in calf_cases.CASES]
    before = [{reason.rule for reason in assess(CALF, answers).reasons} for answers in cases]
    after = [{reason.rule for reason in assess(without, answers).reasons} for answers in cases]
    assert before != after


def meets(requirement: Any, on_path: Answers) -> bool:
    return all(c.question in on_path and c.holds(on_path[c.question], VALUES) for c in requirement.when)


@settings(max_examples=300, deadline=None)
@given(answers=COMPLETE)
def test_every_requirement_holds_for_any_patient(answers: Answers) -> None:
    assessment = assess(CALF, answers)
    for requirement in CALF.requirements:
        if meets(requirement, assessment.path.answers):
            assert assessment.urgency.level >= requirement.at_least.level, requirement.key


@pytest.mark.parametrize("requirement", CALF.requirements, ids=lambda requirement: requirement.key)
def test_each_requirement_speaks_of_some_patient(requirement) -> None:
    assert any(meets(requirement, assessment.path.answers) for assessment, _, _ in CASES)


@settings(max_examples=300, deadline=None)
@given(answers=COMPLETE, data=st.data())
def test_a_worse_answer_never_lowers_the_urgency(answers, data) -> None:
    """One more tick, a choice further down a question's order, or a worse number."""
    assessment = assess(CALF, answers)
    question = CALF.question_by_key[data.draw(st.sampled_from(sorted(assessment.path.answers)))]
    given_answer = answers[question.key]
    if question.kind is Kind.MULTI:
        worse = data.draw(st.sampled_from([choice.key for choice in question.choices if not choice.exclusive]))
        changed = frozenset({key for key in given_answer if not question.by_key[key].exclusive} | {worse})
    elif question.kind is Kind.SINGLE:
        severity = question.by_key[given_answer].severity
        if severity is None:
            return
        in_order = [choice for choice in question.choices if choice.severity is not None]
        changed = data.draw(st.sampled_from([choice.key for choice in in_order if choice.severity >= severity]))
    elif question.number is not None and question.number.worse == "higher" and given_answer is not None:
        changed = data.draw(st.integers(int(given_answer) + 1, int(question.number.maximum) + 1).map(samples.Decimal))
    else:
        return
    after = assess(CALF, {**answers, question.key: changed})
    assert after.urgency.level >= assessment.urgency.level, (question.key, given_answer, changed)


@settings(max_examples=100, deadline=None)
@given(answers=COMPLETE, others=COMPLETE)
def test_the_deciding_answers_guarantee_the_urgency(answers, others) -> None:
    assessment = assess(CALF, answers)
    deciding = deciding_answers(CALF, assessment)
    assert deciding
    if assessment.urgency is not Urgency.SELF_CARE:
        changed = assess(CALF, others | {key: answers[key] for key in deciding})
        assert changed.urgency.level >= assessment.urgency.level


def test_with_any_deciding_answer_dropped_some_patient_comes_to_less() -> None:
    """The engine names such a patient, whom we then assess."""
    for assessment, name, _ in CASES:
        if assessment.urgency is Urgency.SELF_CARE:
            continue
        deciding = deciding_answers(CALF, assessment)
        assert milder_answers(CALF, assessment, deciding) is None, name
        for dropped in deciding:
            kept = {key: assessment.path.answers[key] for key in deciding if key != dropped}
            other = milder_answers(CALF, assessment, kept)
            assert other is not None, (name, dropped)
            assert kept.items() <= other.items()
            after = assess(CALF, other)
            assert after.path.complete
            assert after.urgency.level < assessment.urgency.level, (name, dropped)


@settings(max_examples=300, deadline=None)
@given(answers=samples.answers_to(CALF))
def test_no_path_is_longer_than_twenty_pages(answers: Answers) -> None:
    assert len(assess(CALF, answers).path.asked) <= 20


@settings(max_examples=150, deadline=None)
@given(answers=COMPLETE)
def test_asking_only_what_matters_never_changes_the_urgency(answers: Answers) -> None:
    assert assess(CALF, samples.walk(CALF, answers)).urgency is assess(CALF, answers).urgency


def test_no_journey_is_longer_than_twenty_pages() -> None:
    assert max(len(samples.walk(CALF, calf_cases.answers(changes))) for _, changes, _ in calf_cases.CASES) <= 20


@given(answers=st.fixed_dictionaries({}, optional={"age": samples.answer_to(CALF.question_by_key["age"])}))
def test_too_few_answers_are_never_self_care(answers: Answers) -> None:
    assert assess(CALF, answers).urgency is Urgency.SOON


def test_every_red_flag_is_a_rule_and_a_requirement_of_its_own() -> None:
    flags = {choice.key for choice in CALF.question_by_key["red_flags"].choices} - {"none"}
    ruled = {
        rule.when[0].choices[0]
        for rule in CALF.rules
        if [c.question for c in rule.when] == ["red_flags"] and rule.finding.urgency is Urgency.EMERGENCY
    }
    required = {
        requirement.when[0].choices[0]
        for requirement in CALF.requirements
        if [c.question for c in requirement.when] == ["red_flags"] and requirement.at_least is Urgency.EMERGENCY
    }
    assert flags == ruled == required
