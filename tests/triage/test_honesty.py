"""Not knowing never makes it milder: an unsure or skipped answer, a missing rule, a triage that is not there."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings

from tests.engine import samples
from tests.triage import calf_cases
from tests.triage.test_journey import answers_in, begin, body, give, walk
from triage import live, protocol_file
from triage.engine.assess import assess
from triage.engine.cases import near
from triage.engine.condition import Answer
from triage.engine.question import Kind, Question
from triage.engine.urgency import Urgency
from triage.models import Condition, ProtocolVersion

CALF = protocol_file.load(protocol_file.SHIPPED / "calf.toml")
COMPLETE = samples.complete_answers_to(CALF)
UNSURE = {"not_sure", "not_tried"}  # "I have not tried, or I'm not sure"
START = "/triage/calf/"


def mildest(question: Question) -> Answer:
    """The answer that says "no, nothing of that", where there is one; None where the answers have no such order."""
    if question.kind is Kind.MULTI:
        return next((frozenset({choice.key}) for choice in question.choices if choice.exclusive), None)
    if question.key == "movement":
        return "none"  # its answers have no order, but this one says that nothing is lost
    return next((choice.key for choice in question.choices if choice.severity == 0), None)


def unsure(question: Question) -> Answer:
    """The answer "I'm not sure", where it is offered."""
    key = next((choice.key for choice in question.choices if choice.key in UNSURE), None)
    return frozenset({key}) if key and question.kind is Kind.MULTI else key


SWAPS = [
    (question.key, mildest(question), unsure(question))
    for question in CALF.questions
    if mildest(question) is not None and unsure(question) is not None
]


def test_most_questions_offer_not_sure_beside_a_mildest_answer() -> None:
    assert {"red_flags", "illness", "movement", "heel_raise", "walking", "calf_pressure", "calf_look"} <= {
        key for key, _, _ in SWAPS
    }


@settings(max_examples=60, deadline=None)
@given(patient=COMPLETE)
def test_not_sure_is_never_milder_than_no(patient: dict[str, Answer]) -> None:
    for key, no, not_sure in SWAPS:
        sure = assess(CALF, {**patient, key: no})
        doubtful = assess(CALF, {**patient, key: not_sure})
        assert doubtful.urgency.level >= sure.urgency.level, key


@settings(max_examples=60, deadline=None)
@given(patient=COMPLETE)
def test_skipping_is_the_same_as_the_mildest_measure_and_never_milder(patient: dict[str, Answer]) -> None:
    """A question that may be skipped can only add urgency: who skips it is told what the mildest measure is told."""
    for question in CALF.questions:
        if not question.optional:
            continue
        assert question.number is not None
        values = near(question.number, CALF.layout.cuts[question.key])
        measured = [assess(CALF, {**patient, question.key: value}).urgency.level for value in values]
        assert assess(CALF, {**patient, question.key: None}).urgency.level == min(measured), question.key


@settings(max_examples=60, deadline=None)
@given(patient=COMPLETE)
def test_what_no_rule_decides_is_soon(patient: dict[str, Answer]) -> None:
    """Take away every rule that spoke: self-care is then told only where a rule of self-care holds."""
    spoke = {reason.rule for reason in assess(CALF, patient).reasons}
    silent = replace(CALF, rules=tuple(rule for rule in CALF.rules if rule.key not in spoke))
    left = assess(silent, patient)
    if all(rule.finding.urgency is not Urgency.SELF_CARE for rule in left.path.held):
        assert left.urgency.level >= Urgency.SOON.level
    nothing = assess(replace(CALF, rules=()), patient)
    assert (nothing.urgency, [reason.rule for reason in nothing.reasons]) == (Urgency.SOON, ["default"])


def test_a_mild_strain_without_the_rules_of_self_care_is_soon() -> None:
    graver = tuple(rule for rule in CALF.rules if rule.finding.urgency is not Urgency.SELF_CARE)
    assert assess(CALF, calf_cases.answers({})).urgency is Urgency.SELF_CARE
    assert assess(replace(CALF, rules=graver), calf_cases.answers({})).urgency is Urgency.SOON


# --------------------------------------------------------------------------------------- a triage that is not there

BREAKS: dict[str, Callable[[ProtocolVersion], object]] = {  # all that the database's own checks let through
    "a text names a threshold that is gone": lambda v: v.rule_set.filter(key="pop").update(because="{{ threshold:x }}"),
    "a unit that is none": lambda v: v.question_set.filter(key="age").update(unit="moons"),
    "a kind of advice that is none": lambda v: v.advice_set.filter(key="book").update(kind="perhaps"),
    "a rule without conditions": lambda v: Condition.objects.filter(version=v, rule__key="pop").delete(),
}


@pytest.fixture(params=list(BREAKS))
def broken(request: pytest.FixtureRequest, calf: ProtocolVersion) -> str:
    """The live version, damaged in one way or another, as this process first meets it."""
    BREAKS[request.param](calf)
    return str(request.param)


def says_so_with_the_cautious_advice(response: Any) -> None:
    text = body(response)
    assert response.status_code == 503
    assert "This check is closed right now" in text
    assert "get help now" in text
    assert "let a clinician look at your leg" in text
    assert 'href="tel:112"' in text
    assert response["Cache-Control"] == "no-store"


def test_a_version_that_does_not_load_is_said_to_be_closed(broken, client) -> None:
    says_so_with_the_cautious_advice(client.get(START))
    says_so_with_the_cautious_advice(client.post(START))
    listed = client.get("/triage/")
    assert START not in body(listed)
    assert 'href="tel:112"' in body(listed)
    for response in (
        client.get(f"{START}questionnaire.json"),
        client.post(f"{START}assess.json", {"answers": {}}, content_type="application/json"),
    ):
        assert response.status_code == 503
        assert "get help" in response.json()["errors"]["protocol"]


def test_a_journey_whose_version_no_longer_loads_says_so_and_keeps_its_answers(calf, client) -> None:
    journey = begin(client)
    walk(client, journey, calf_cases.MILD_STRAIN)
    before = answers_in(client, journey)
    BREAKS["a unit that is none"](calf)
    live.version.cache_clear()
    for page in ("age", "check", "result"):
        response = client.get(f"{journey}{page}/")
        says_so_with_the_cautious_advice(response)
        assert not response.cookies, "the answers stay where they are"
    says_so_with_the_cautious_advice(give(client, journey, "age", 36))
    calf.question_set.filter(key="age").update(unit="years")
    assert answers_in(client, journey) == before
    assert client.get(f"{journey}result/").status_code == 200


def test_without_a_published_version_nobody_begins_but_journeys_under_way_go_on(calf, client) -> None:
    journey = begin(client)
    calf.status = "retired"
    calf.save()
    says_so_with_the_cautious_advice(Client().get(START))
    says_so_with_the_cautious_advice(Client().post(START))
    assert START not in body(client.get("/triage/"))
    assert give(client, journey, "red_flags", {"none"})["Location"] == f"{journey}illness/"


def test_why_it_does_not_load_is_logged(calf, client, caplog) -> None:
    BREAKS["a unit that is none"](calf)
    client.get(START)
    assert "does not load" in caplog.text
    assert "moons" in caplog.text
