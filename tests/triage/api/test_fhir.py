"""The questions as a FHIR R4 Questionnaire, and any journey's answers as a valid response to it."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.api.conftest import LEG
from tests.triage.api.fhir_validator import faults_of_questionnaire, faults_of_response, is_enabled
from tests.triage.engine import random_protocols, samples
from tests.triage.engine.test_run_properties import PLAN, Plain
from triage.api import fhir
from triage.api.json_answers import ExactEncoder
from triage.engine.parts.condition import Answers, Criterion, Meets, Mode
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.threshold import Unit
from triage.engine.parts.urgency import Urgency
from triage.engine.run.replay import replay

URL = "https://calf.example/triage/leg/questionnaire.json"
cold, numb = samples.any_of("flags", "cold"), samples.any_of("flags", "numb")
strong = samples.compare("pain", samples.Comparison.AT_LEAST, "severe")


def sent(resource: dict[str, Any]) -> dict[str, Any]:
    """As another program gets it."""
    return json.loads(json.dumps(resource, cls=ExactEncoder))


def questionnaire(protocol: Protocol) -> dict[str, Any]:
    return sent(fhir.questionnaire(protocol, URL))


def response(protocol: Protocol, answers: Answers) -> dict[str, Any]:
    path = replay(protocol, answers, past_emergency=True, plan=True)
    return sent(fhir.questionnaire_response(protocol, path, URL, datetime(2026, 11, 28, tzinfo=UTC)))


def items(resource: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """All items by linkId, in whatever groups."""
    found = {}
    waiting = list(resource["item"])
    while waiting:
        item = waiting.pop()
        found[item["linkId"]] = item
        waiting += item.get("item", [])
    return found


def asking(*when: Any, mode: Mode = Mode.ALL, criteria: tuple[Criterion, ...] = ()) -> Protocol:
    """A protocol that asks one question more, when these conditions hold."""
    last = samples.single("last", "yes", "no", ask_when=when, ask_mode=mode)
    return samples.protocol(questions=(*samples.protocol().questions, last), criteria=criteria)


# -------------------------------------------------------------------------------------------------- the questions


def test_the_shipped_triage_is_a_valid_questionnaire_with_all_its_questions() -> None:
    resource = questionnaire(LEG)
    assert list(faults_of_questionnaire(resource)) == []
    by_id = items(resource)
    assert {question.key for question in LEG.questions if question.derive is None} <= by_id.keys()
    assert [key for key, item in by_id.items() if item.get("required")] == [LEG.questions[0].key]
    assert (resource["url"], resource["version"]) == (URL, str(LEG.version))


@given(protocol=random_protocols.protocols())
def test_any_protocol_is_a_valid_questionnaire(protocol: Protocol) -> None:
    assert list(faults_of_questionnaire(questionnaire(protocol))) == []


def test_questions_that_share_a_page_are_a_group() -> None:
    page = questionnaire(PLAN)["item"][-1]
    assert (page["linkId"], page["type"]) == ("left.page", "group")
    assert [inner["linkId"] for inner in page["item"]] == ["left", "right"]


def test_each_choice_has_the_code_system_of_its_question() -> None:
    codings = [option["valueCoding"] for option in items(questionnaire(samples.protocol()))["walks"]["answerOption"]]
    assert codings == [{"system": f"{URL}#walks", "code": key, "display": key} for key in ("yes", "no")]


@pytest.mark.parametrize("unit", Unit)
def test_a_number_has_its_unit_limits_and_decimals(unit: Unit) -> None:
    asked = samples.number("size", 1, 12, decimals=2, unit=unit)
    protocol = samples.protocol(questions=(asked,), rules=())
    item = items(questionnaire(protocol))["size"]
    assert item["type"] == "decimal"
    assert list(faults_of_questionnaire(questionnaire(protocol))) == []
    assert {"url": f"{fhir._EXTENSION}maxDecimalPlaces", "valueInteger": 2} in item["extension"]


def test_alternatives_with_parts_become_groups_any_of_whose_tests_is_enough() -> None:
    lame_and_cold = Criterion("both", "Both", (cold, samples.any_of("walks", "no")))
    protocol = asking(Meets("both"), strong, mode=Mode.ANY, criteria=(lame_and_cold,))
    by_id = items(questionnaire(protocol))
    tests = [by_id[key]["enableWhen"] for key in ("last", "last.when1")]
    assert sorted([test["question"] for test in clause] for clause in tests) == [["flags", "pain"], ["walks", "pain"]]
    assert by_id["last"]["enableBehavior"] == "any"


def test_what_must_hold_alone_is_tested_in_one_place() -> None:
    item = items(questionnaire(asking(strong, samples.any_of("walks", "no"))))["last"]
    assert [test["question"] for test in item["enableWhen"]] == ["pain", "walks"]
    assert item["enableBehavior"] == "all"


@pytest.mark.parametrize("ways", [5, 9])
def test_a_question_asked_in_too_many_ways_can_be_answered_by_some_others_too(ways: int) -> None:
    pairs = [(samples.single(f"a{n}", "yes", "no"), samples.single(f"b{n}", "yes", "no")) for n in range(ways)]
    criteria = tuple(
        Criterion(f"w{n}", "w", (samples.any_of(f"a{n}", "yes"), samples.any_of(f"b{n}", "yes"))) for n in range(ways)
    )
    last = samples.single("last", "yes", "no", ask_when=tuple(Meets(c.key) for c in criteria), ask_mode=Mode.ANY)
    asked = tuple(question for pair in pairs for question in pair)
    rules = (samples.rule("last", Urgency.URGENT, samples.any_of("last", "yes")),)
    protocol = samples.protocol(questions=(*asked, last), criteria=criteria, rules=rules)
    defined = questionnaire(protocol)
    assert list(faults_of_questionnaire(defined)) == []
    assert len([key for key in items(defined) if key.startswith("last.when")]) < fhir.MAX_GROUPS
    told = {question.key: "no" for question in asked} | {"a1": "yes", "b1": "yes", "last": "yes"}
    assert faults_of_response(response(protocol, told), defined) == []


def test_a_whole_number_is_tested_with_a_whole_number() -> None:
    protocol = samples.protocol(thresholds=(samples.threshold("severe", "6.5"),))
    (test,) = items(questionnaire(protocol))["eases"]["enableWhen"]
    assert test == {"question": "pain", "operator": ">=", "answerInteger": 7}


# ---------------------------------------------------------------------------------------------------- the answers


@given(protocol=random_protocols.protocols(), data=st.data())
def test_any_journeys_answers_are_a_valid_response(protocol: Protocol, data) -> None:
    defined = questionnaire(protocol)
    for answers in data.draw(random_protocols.patients(protocol, 5, complete=True)):
        walked = samples.walk(protocol, answers)
        for told in (walked, answers):
            given_answers = response(protocol, told)
            assert faults_of_response(given_answers, defined) == []
        plain = Plain(protocol, replay(protocol, answers, past_emergency=True).answers)
        for key, item in items(defined).items():
            if key in plain.told and "enableWhen" in item:
                assert is_enabled(item, given_answers)


@given(protocol=random_protocols.protocols(), data=st.data())
def test_an_item_is_enabled_exactly_when_its_question_is_called_for(protocol: Protocol, data) -> None:
    def enabled(defined: list[dict[str, Any]], given_answers: dict[str, Any]) -> set[str]:
        on = [item for item in defined if is_enabled(item, given_answers)]
        inner = [enabled(item["item"], given_answers) for item in on if item["type"] == "group"]
        return {item["linkId"] for item in on if item["type"] != "group"}.union(*inner)

    for answers in data.draw(random_protocols.patients(protocol, 5, complete=True)):
        path = replay(protocol, answers, past_emergency=True)
        plain = Plain(protocol, path.answers)
        called_for = {q.key for q in protocol.questions if q.derive is None and plain.is_called_for(q.key)}
        assert enabled(questionnaire(protocol)["item"], response(protocol, answers)) == called_for


@given(data=st.data())
def test_the_answers_of_any_journey_through_the_shipped_triage_are_a_valid_response(data) -> None:
    answers = data.draw(samples.complete_answers_to(LEG))
    assert faults_of_response(response(LEG, samples.walk(LEG, answers)), questionnaire(LEG)) == []
    assert faults_of_response(response(LEG, answers), questionnaire(LEG)) == []


def test_every_worked_cases_answers_are_a_valid_response() -> None:
    defined = questionnaire(LEG)
    for vignette in LEG.vignettes:
        answers = dict(vignette.answers)
        upto = samples.walk(LEG, {q.key: None for q in LEG.questions if q.optional} | answers)
        assert faults_of_response(response(LEG, upto), defined) == [], vignette.key


def test_a_response_is_complete_when_nothing_is_open_and_not_when_an_emergency_cut_it_short() -> None:
    emergency = {"flags": frozenset({"cold"})}
    protocol = samples.protocol()
    assert replay(protocol, emergency).complete
    assert response(protocol, emergency)["status"] == "in-progress"
    told = emergency | {"pain": Decimal(9), "eases": "no", "walks": "no"}
    assert response(protocol, told)["status"] == "completed"
    assert items(response(protocol, told)).keys() == {"flags", "pain", "eases", "walks"}, "told while waiting"
    assert response(protocol, {"flags": frozenset({"none"})})["status"] == "in-progress"


def test_a_plan_that_was_not_begun_leaves_nothing_open() -> None:
    well = {"flags": frozenset({"none"}), "pain": Decimal(2), "walks": "yes"}
    assert response(PLAN, well)["status"] == "completed"
    with_plan = response(PLAN, well | {"wall": "yes", "left": Decimal(3), "right": Decimal(4)})
    assert faults_of_response(with_plan, questionnaire(PLAN)) == []
    assert items(with_plan)["left"]["answer"] == [{"valueInteger": 3}]


def test_the_validator_finds_what_is_wrong() -> None:
    protocol = samples.protocol()
    defined = questionnaire(protocol)
    good = response(protocol, {"flags": frozenset({"none"}), "pain": Decimal(8), "eases": "no"})
    assert faults_of_response(good, defined) == []
    asked = {item["linkId"]: item for item in good["item"]}
    flags, pain, eases = asked["flags"], asked["pain"], asked["eases"]
    wrong = [
        [pain, eases],
        [flags, eases],
        [pain, flags],
        [flags, pain | {"answer": [{"valueDecimal": 8}]}],
        [flags, pain | {"answer": [{"valueInteger": 11}]}],
        [flags, pain | {"answer": []}],
        [flags, pain, eases | {"answer": eases["answer"] * 2}],
        [flags | {"answer": [{"valueCoding": {"code": "none", "display": "none"}}]}],
        [flags, {"linkId": "other", "answer": [{"valueInteger": 1}]}],
    ]
    for given_items in wrong:
        assert faults_of_response(good | {"item": given_items}, defined), given_items
