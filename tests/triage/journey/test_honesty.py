"""Not knowing never makes it milder: an unsure or skipped answer, a missing rule, a triage that is not there."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from calfsite.lib import held
from tests.triage.first_edition import calf_cases
from tests.triage.journey.test_journey import answers_in, begin, body, give, walk
from tests.triage.protocols.leg_cases import LEG
from tests.triage.protocols.test_shipped_protocols import patients
from triage.engine.parts.condition import Answer
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Kind, Question
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import assess
from triage.models import Condition, ProtocolVersion

START, SAMPLE = "/triage/calf/", "/triage/sample/"


def mildest(question: Question) -> Answer:
    """The answer that says "no, nothing of that", where there is one; None where the answers have no such order."""
    if question.kind is Kind.MULTI:
        return next((frozenset({choice.key}) for choice in question.choices if choice.exclusive), None)
    return next((choice.key for choice in question.choices if choice.severity == 0), None)


def unsure(question: Question) -> Answer:
    """The answer "I'm not sure", where it is offered."""
    key = next((choice.key for choice in question.choices if choice.unsure), None)
    return frozenset({key}) if key and question.kind is Kind.MULTI else key


def swaps(protocol: Protocol) -> list[tuple[str, Answer, Answer]]:
    """Every question that can be answered both with a no and with "not sure", and these two answers."""
    pairs = [(question.key, mildest(question), unsure(question)) for question in protocol.questions]
    return [(key, no, not_sure) for key, no, not_sure in pairs if no is not None and not_sure is not None]


def telling_measures(protocol: Protocol, question: Question) -> set[Decimal]:
    """Its limits, and a value just below, at and just above each threshold: all that rules can tell apart."""
    number = question.number
    assert number is not None
    step = Decimal(1).scaleb(-number.decimals)
    near = {t.value + away for t in protocol.thresholds if t.unit is number.unit for away in (-step, 0, step)}
    return {value for value in near | {number.minimum, number.maximum} if number.minimum <= value <= number.maximum}


def test_most_questions_offer_not_sure_beside_a_mildest_answer() -> None:
    assert len(swaps(LEG)) >= 8
    assert "danger" in {key for key, _, _ in swaps(LEG)}


@given(data=st.data())
def test_not_sure_is_never_milder_than_no(data) -> None:
    patient = data.draw(patients())
    for key, no, not_sure in swaps(LEG):
        sure = assess(LEG, {**patient, key: no})
        doubtful = assess(LEG, {**patient, key: not_sure})
        if sure.path.complete and doubtful.path.complete:
            assert doubtful.urgency.level >= sure.urgency.level, key


@given(data=st.data())
def test_skipping_is_never_milder_than_the_mildest_measure(data) -> None:
    """More can't be said of somebody who has not measured: a measure may show what nobody could know without it."""
    patient = data.draw(patients())
    for question in LEG.questions:
        if question.optional and question.derive is None:
            values = telling_measures(LEG, question)
            measured = [assess(LEG, {**patient, question.key: value}).urgency.level for value in values]
            assert assess(LEG, {**patient, question.key: None}).urgency.level >= min(measured), question.key


@settings(max_examples=8)  # each works a protocol out anew
@given(data=st.data())
def test_what_no_rule_decides_is_soon(data) -> None:
    """Take away every rule that spoke: self-care is then told only where a rule of self-care holds."""
    patient = data.draw(patients())
    spoke = {reason.rule for reason in assess(LEG, patient).reasons}
    left = assess(replace(LEG, rules=tuple(r for r in LEG.rules if r.key not in spoke)), patient)
    if all(rule.finding.urgency is not Urgency.SELF_CARE for rule in left.path.held):
        assert left.urgency.level >= Urgency.SOON.level
    assert assess(replace(LEG, rules=()), patient).urgency is Urgency.SOON


def test_a_mild_strain_without_the_rules_of_self_care_is_soon() -> None:
    calf = calf_cases.TABLE.protocol
    graver = tuple(rule for rule in calf.rules if rule.finding.urgency is not Urgency.SELF_CARE)
    assert assess(calf, calf_cases.answers({})).urgency is Urgency.SELF_CARE
    assert assess(replace(calf, rules=graver), calf_cases.answers({})).urgency is Urgency.SOON


# --------------------------------------------------------------------------------------- a triage that is not there

BREAKS: dict[str, Callable[[ProtocolVersion], object]] = {  # all that the database's own checks let through
    "a text names a threshold that is gone": lambda v: v.rule_set.update(because="{{ threshold:x }}"),
    "a unit that is none": lambda v: v.question_set.filter(kind="number").update(unit="moons"),
    "a kind of advice that is none": lambda v: v.advice_set.update(kind="perhaps"),
    "a rule without conditions": lambda v: Condition.objects.filter(version=v, rule__key="flag").delete(),
}


@pytest.fixture(params=list(BREAKS))
def broken(request: pytest.FixtureRequest, sample: ProtocolVersion, breakable: None) -> str:
    """The live version, damaged in one way or another, as this process first meets it."""
    BREAKS[request.param](sample)
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
    says_so_with_the_cautious_advice(client.get(SAMPLE))
    says_so_with_the_cautious_advice(client.post(SAMPLE))
    listed = client.get("/triage/")
    card = re.search(rf'<div class="callout">(?:(?!</div>).)*{SAMPLE}.*?</div>', body(listed), re.DOTALL)
    assert card is not None, "somebody who does not find it would take the wrong check"
    assert "This check is closed right now" in card[0]
    assert 'href="tel:112"' in card[0]
    for response in (
        client.get(f"{SAMPLE}questionnaire.json"),
        client.post(f"{SAMPLE}assess.json", {"answers": {}}, content_type="application/json"),
    ):
        assert response.status_code == 503
        assert "get help" in response.json()["errors"]["protocol"]


def test_a_journey_whose_version_no_longer_loads_says_so_and_keeps_its_answers(calf, breakable, client) -> None:
    journey = begin(client)
    walk(client, journey, calf_cases.MILD_STRAIN)
    before = answers_in(client, journey)
    units = dict(calf.question_set.filter(kind="number").values_list("key", "unit"))
    BREAKS["a unit that is none"](calf)
    held.reset()
    for page in ("age", "check", "result"):
        response = client.get(f"{journey}{page}/")
        says_so_with_the_cautious_advice(response)
        assert not response.cookies, "the answers stay where they are"
    says_so_with_the_cautious_advice(give(client, journey, "age", 36))
    for key, unit in units.items():
        calf.question_set.filter(key=key).update(unit=unit)
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


def test_why_it_does_not_load_is_logged(sample, breakable, client, caplog) -> None:
    BREAKS["a unit that is none"](sample)
    client.get(SAMPLE)
    assert "does not load" in caplog.text
    assert "moons" in caplog.text
