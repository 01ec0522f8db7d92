"""The JSON interface: what other systems send and get."""

import json
from typing import Any

from django.test import Client

from tests.triage.first_edition import calf_cases

ASSESS = "/triage/calf/assess.json"


def post(client: Client, answers: Any, url: str = ASSESS) -> Any:
    return client.post(url, json.dumps({"answers": answers}), content_type="application/json")


def as_json(changes: dict[str, Any]) -> dict[str, Any]:
    """A patient of the table as another system would send it."""
    patient = {**calf_cases.MILD_STRAIN, **changes}
    return {key: sorted(value) if isinstance(value, set) else value for key, value in patient.items()}


def test_a_mild_strain_gets_self_care_with_everything_that_was_promised(client, calf) -> None:
    response = post(client, as_json({}))
    report = response.json()
    assert response.status_code == 200
    assert (report["protocol"], report["version"]) == ("calf", 1)
    assert (report["urgency"], report["complete"], report["next_question"]) == ("self_care", True, None)
    reason = report["reasons"][0]
    assert reason["rule"] == "mild_strain_new"
    assert reason["answers"]["pain"] == 4
    assert reason["answers"]["calf_look"] == ["none"]
    assert reason["source"]
    assert reason["article"] == "why-cant-i-flex-my-calf"
    assert {"question": "heel_raise", "answer": "weak_or_sore"} in report["deciding_answers"]
    assert "would_change" not in report
    assert any(piece["key"] == "ice" and piece["kind"] == "do" for piece in report["advice"])


def test_patients_get_the_same_answer_as_on_the_pages(client, calf) -> None:
    for name, changes, urgency in calf_cases.CASES[::3]:
        numbers = {k: float(v) if isinstance(v, str) and v[0].isdigit() else v for k, v in changes.items()}
        assert post(client, as_json(numbers)).json()["urgency"] == urgency, name


def test_one_telling_answer_is_enough_for_an_emergency(client, calf) -> None:
    report = post(client, {"red_flags": ["cold_foot"]}).json()
    assert (report["urgency"], report["complete"], report["next_question"]) == ("emergency", True, None)


def test_an_open_journey_names_the_next_question_and_is_never_self_care(client, calf) -> None:
    report = post(client, {"red_flags": ["none"], "age": 40}).json()
    assert (report["urgency"], report["complete"], report["next_question"]) == ("soon", False, "illness")


def test_nothing_is_kept(client, calf, django_assert_num_queries) -> None:
    post(client, {})
    with django_assert_num_queries(1) as queries:
        response = post(client, as_json({}))
    assert queries[0]["sql"].startswith("SELECT")
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"


WRONG_ANSWERS = [
    ({"legs": "three"}, "legs", "not one of the answers"),
    ({"legs": ["one", "both"]}, "legs", "more than one answer"),
    ({"legs": 1}, "legs", "not one of the answers"),
    ({"legs": None}, "legs", "Choose one answer"),
    ({"legs": ""}, "legs", "Choose one answer"),
    ({"red_flags": "none"}, "red_flags", "not one of the answers"),
    ({"red_flags": []}, "red_flags", "Tick all that apply"),
    ({"red_flags": ["none", "cold_foot"]}, "red_flags", "together with another answer"),
    ({"red_flags": [["none"]]}, "red_flags", "not one of the answers"),
    ({"pain": "7"}, "pain", "not a number"),
    ({"pain": 11}, "pain", "from 0 to 10"),
    ({"pain": 1e300}, "pain", "not a number"),
    ({"pain": 6.5}, "pain", "whole number"),
    ({"pain": True}, "pain", "not a number"),
    ({"pain": {"value": 3}}, "pain", "not a number"),
    ({"shoe_size": 44}, "shoe_size", "no question with this key"),
]


def test_a_wrong_answer_is_named_with_what_to_do(client, calf) -> None:
    for answers, key, message in WRONG_ANSWERS:
        response = post(client, answers)
        assert response.status_code == 400, answers
        assert message in response.json()["errors"][key], answers


def test_all_wrong_answers_are_named_at_once(client, calf) -> None:
    assert set(post(client, {"legs": "x", "pain": 99, "age": 40}).json()["errors"]) == {"legs", "pain"}


BAD_BODIES = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[]",
    b"7",
    b'{"answers": []}',
    b"{}",
    b'{"answers": {"pain": NaN}}',
    b'{"answers": {"legs": "one", "legs": "both"}}',
    b"[" * 15_000,
    b'{"answers": {"legs": "' + b"x" * 20_000 + b'"}}',
]


def test_a_body_that_is_no_answer_is_refused(client, calf) -> None:
    for body in BAD_BODIES:
        response = client.post(ASSESS, body, content_type="application/json")
        assert response.status_code == 400, body[:40]
        assert response.json()["errors"], body[:40]


def test_an_unknown_triage_is_404_and_one_that_is_not_published_503(client, calf) -> None:
    assert post(client, {}, "/triage/hip/assess.json").status_code == 404
    assert client.get("/triage/hip/questionnaire.json").status_code == 404
    calf.status = "retired"
    calf.save()
    response = post(client, {})
    assert response.status_code == 503
    assert "get help" in response.json()["errors"]["protocol"]


def test_only_post_assesses(client, calf) -> None:
    assert client.get(ASSESS).status_code == 405


def items(resource: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = {}
    waiting = list(resource["item"])
    while waiting:
        item = waiting.pop()
        found[item["linkId"]] = item
        waiting += item.get("item", [])
    return found


def test_the_questionnaire_is_fhir_with_our_keys(client, calf) -> None:
    response = client.get("/triage/calf/questionnaire.json")
    assert response["Content-Type"] == "application/fhir+json"
    resource = response.json()
    assert (resource["resourceType"], resource["status"], resource["version"]) == ("Questionnaire", "active", "1")
    by_id = items(resource)
    assert set(calf_cases.MILD_STRAIN) <= by_id.keys()
    flags = by_id["red_flags"]
    assert (flags["type"], flags["repeats"], flags["required"]) == ("choice", True, True)
    codes = [option["valueCoding"]["code"] for option in flags["answerOption"]]
    assert codes[0] == "chest_breath"
    assert codes[-1] == "none"
    assert by_id["pain"]["type"] == "integer"
    assert by_id["girth_gap"]["type"] == "decimal"
    assert by_id["girth_gap"]["required"] is False


def test_the_questionnaire_says_what_asks_each_question(client, calf) -> None:
    by_id = items(client.get("/triage/calf/questionnaire.json").json())
    pressure = by_id["calf_pressure"]
    assert pressure["enableBehavior"] == "any"
    assert {"question": "pain", "operator": ">=", "answerInteger": 7} in pressure["enableWhen"]
    outer = by_id["days_since.when1"]
    assert outer["type"] == "group"
    assert {test["question"] for test in outer["enableWhen"]} == {"onset"}
    assert [item["linkId"] for item in outer["item"]] == ["days_since"]
    assert {test["question"] for test in by_id["days_since"]["enableWhen"]} == {"movement"}


def test_threshold_numbers_stand_in_the_texts(client, calf) -> None:
    risks = items(client.get("/triage/calf/questionnaire.json").json())["clot_risks"]
    assert "in the last 12 weeks" in risks["answerOption"][0]["valueCoding"]["display"]
