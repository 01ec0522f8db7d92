"""The JSON interface: what other systems send and get."""

import json
from typing import Any

from django.test import Client

from tests.triage.api.conftest import LEG
from triage.api.json_answers import write
from triage.engine.explain import watch_for
from triage.engine.parts.condition import Answers
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import assess
from triage.engine.run.scoring import judge
from triage.versions import live

ASSESS = "/triage/leg/assess.json"
TIGHT = {
    "danger": ["none"],
    "illness": ["none"],
    "age": 40,
    "main": "tight",
    "legs": "both",
    "onset": "slow",
    "since": 100,
    "event": ["none"],
    "cast": "no",
    "heel": "strong",
    "weak_where": ["none"],
    "walking": "usual",
    "pain": 2,
    "bones": ["none"],
    "pressure": ["none"],
    "look": ["none"],
    "course": "same",
    "other_signs": ["none"],
    "clot": ["none"],
    "health": ["none"],
    "last_check": ["none"],
}


def post(client: Client, answers: Any, url: str = ASSESS) -> Any:
    return client.post(url, json.dumps({"answers": answers}, default=float), content_type="application/json")


def as_json(answers: Answers) -> dict[str, Any]:
    """Answers as another system would send them."""
    return {key: write(answer) for key, answer in answers.items()}


def test_a_report_has_all_that_was_promised_and_no_more(client, leg) -> None:
    response = post(client, TIGHT)
    report = response.json()
    assert response.status_code == 200
    assert list(report) == [
        *("protocol", "version", "urgency", "complete", "next_question"),
        *("reasons", "deciding_answers", "watch_for", "advice"),
    ]
    assert (report["protocol"], report["version"]) == ("leg", LEG.version)
    assert (report["urgency"], report["complete"], report["next_question"]) == ("self_care", True, None)
    (reason,) = report["reasons"]
    assert list(reason) == ["rule", "because", "answers", "source", "article"]
    assert reason["rule"] == "tight"
    assert reason["answers"]["pain"] == 2
    assert reason["answers"]["look"] == ["none"]
    assert reason["source"]
    assert {"question": "main", "answer": "tight"} in report["deciding_answers"]
    assert {"question": "pressure", "answer": ["none"]} in report["deciding_answers"]


def test_the_safety_net_is_that_of_the_urgency(client, leg) -> None:
    for answers in (TIGHT, TIGHT | {"walking": "no4"}, {"danger": ["chest"]}):
        report = post(client, answers).json()
        expected = watch_for(LEG, Urgency(report["urgency"]))
        assert report["watch_for"] == [{"urgency": sign.urgency, "text": sign.text} for sign in expected]
    assert report["watch_for"] == [], "nothing is graver than an emergency"


def test_advice_is_only_that_of_the_urgency_decided(client, leg) -> None:
    report = post(client, TIGHT | {"look": ["bigger"]}).json()
    assert report["urgency"] == "urgent"
    findings = {rule.key: rule.finding for rule in LEG.rules}
    of_urgent = {key for one in findings.values() if one.urgency is Urgency.URGENT for key in one.advice}
    everyone = {advice.key for advice in LEG.advice if advice.everyone}
    given = {piece["key"] for piece in report["advice"]}
    assert given <= of_urgent | everyone
    assert given & of_urgent
    assert all(list(piece) == ["key", "kind", "text"] for piece in report["advice"])


def test_patients_get_the_same_answer_as_on_the_pages(client, leg) -> None:
    for vignette, verdict in judge(LEG)[::5]:
        assert post(client, as_json(dict(vignette.answers))).json()["urgency"] == verdict.got, vignette.key


def test_only_the_ticks_that_decided_are_named(client, leg) -> None:
    report = post(client, {"danger": ["chest", "toilet"], "illness": ["fever"]}).json()
    assert report["deciding_answers"] in [[{"question": "danger", "answer": [tick]}] for tick in ("chest", "toilet")]


def test_one_telling_answer_is_enough_for_an_emergency(client, leg) -> None:
    report = post(client, {"danger": ["foot"]}).json()
    assert (report["urgency"], report["complete"], report["next_question"]) == ("emergency", True, None)


def test_an_open_journey_names_the_next_question_and_is_never_self_care(client, leg) -> None:
    report = post(client, {"danger": ["none"], "age": 40}).json()
    assert (report["urgency"], report["complete"], report["next_question"]) == ("soon", False, "illness")
    assert report["deciding_answers"] == []


def test_answers_for_the_plan_are_taken_and_change_nothing_else(client, leg) -> None:
    with_plan = post(client, TIGHT | {"knee_to_wall_safe": "yes", "knee_to_wall_left": 4.25}).json()
    alone = post(client, TIGHT).json()
    assert {**with_plan, "advice": []} == {**alone, "advice": []}


def test_nothing_is_kept_and_no_database_asked(client, leg) -> None:
    response = post(client, TIGHT)
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"


WRONG_ANSWERS = [
    ({"legs": "three"}, "legs", "not one of the answers"),
    ({"legs": ["left", "both"]}, "legs", "more than one answer"),
    ({"legs": 1}, "legs", "not one of the answers"),
    ({"legs": None}, "legs", "Choose one answer"),
    ({"legs": ""}, "legs", "Choose one answer"),
    ({"danger": "none"}, "danger", "not one of the answers"),
    ({"danger": []}, "danger", "Tick all that apply"),
    ({"danger": ["none", "foot"]}, "danger", "together with another answer"),
    ({"danger": [["none"]]}, "danger", "not one of the answers"),
    ({"pain": "7"}, "pain", "not a number"),
    ({"pain": 11}, "pain", "from 0 to 10"),
    ({"pain": 1e300}, "pain", "not a number"),
    ({"pain": 6.5}, "pain", "whole number"),
    ({"pain": True}, "pain", "not a number"),
    ({"pain": {"value": 3}}, "pain", "not a number"),
    ({"since": "3 weeks"}, "since", "Enter one number"),
    ({"shoe_size": 44}, "shoe_size", "no question with this key"),
    ({"knee_to_wall_apart": 1}, "knee_to_wall_apart", "no question with this key"),
]


def test_a_wrong_answer_is_named_with_what_to_do(client, leg) -> None:
    for answers, key, message in WRONG_ANSWERS:
        response = post(client, answers)
        assert response.status_code == 400, answers
        assert message in response.json()["errors"][key], answers


def test_all_wrong_answers_are_named_at_once(client, leg) -> None:
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
    b'{"answers": {"legs": "left", "legs": "both"}}',
    b"[" * 15_000,
    b'{"answers": {"legs": "' + b"x" * 20_000 + b'"}}',
]


def test_a_body_that_is_no_answer_is_refused(client, leg) -> None:
    for body in BAD_BODIES:
        response = client.post(ASSESS, body, content_type="application/json")
        assert response.status_code == 400, body[:40]
        assert response.json()["errors"], body[:40]


def test_an_unknown_triage_is_404(client, leg) -> None:
    assert post(client, {}, "/triage/hip/assess.json").status_code == 404
    assert client.get("/triage/hip/questionnaire.json").status_code == 404


def test_one_that_is_not_published_is_503(client, monkeypatch) -> None:
    def current(slug: str) -> Protocol:
        raise live.UnavailableError

    monkeypatch.setattr(live, "all_current", list)
    monkeypatch.setattr(live, "current", current)
    response = post(client, {})
    assert response.status_code == 503
    assert "get help" in response.json()["errors"]["protocol"]


def test_only_post_assesses(client, leg) -> None:
    assert client.get(ASSESS).status_code == 405


def test_the_questionnaire_is_sent_as_fhir_with_the_sites_own_address(client, leg, settings) -> None:
    response = client.get("/triage/leg/questionnaire.json")
    assert response["Content-Type"] == "application/fhir+json"
    assert response.json()["url"] == "http://testserver/triage/leg/questionnaire.json"
    settings.SITE_URL = "https://calf.example"
    assert (
        client.get("/triage/leg/questionnaire.json").json()["url"]
        == f"https://calf.example{response.request['PATH_INFO']}"
    )


def test_threshold_numbers_stand_in_the_texts(client, leg) -> None:
    text = json.dumps(client.get("/triage/leg/questionnaire.json").json())
    assert "12 weeks" in text
    assert "{{" not in text


def test_the_urgency_is_that_of_the_engine_whatever_is_missing(client, leg) -> None:
    told = dict(LEG.vignettes[0].answers)
    for key in told:
        fewer = {other: answer for other, answer in told.items() if other != key}
        assert post(client, as_json(fewer)).json()["urgency"] == assess(LEG, fewer).urgency


def test_another_method_is_refused_in_json(client, leg) -> None:
    for method, url, allowed in (
        ("get", ASSESS, "POST"),
        ("put", ASSESS, "POST"),
        ("post", "/triage/leg/questionnaire.json", "GET, HEAD"),
    ):
        response = getattr(client, method)(url)
        assert (response.status_code, response["Allow"]) == (405, allowed)
        assert response.json() == {"errors": {"method": f"Use one of these methods: {allowed}."}}


def test_a_triage_that_another_has_replaced_leads_to_it(client, leg, monkeypatch) -> None:
    monkeypatch.setattr(live, "successor", lambda slug: leg if slug == "calf" else None)
    response = client.get("/triage/calf/questionnaire.json")
    assert (response.status_code, response["Location"]) == (302, "/triage/leg/questionnaire.json")
    response = post(client, TIGHT, "/triage/calf/assess.json")
    assert response.status_code == 404
    assert response.json() == {"errors": {"protocol": f"Another triage has taken its place: {ASSESS}"}}
    assert client.get("/triage/shoes/questionnaire.json").status_code == 404
