"""The answers as a FHIR R4 QuestionnaireResponse: it fits the Questionnaire, and nothing of it is kept."""

from datetime import datetime
from typing import Any

from django.test import Client

from tests.triage.journey import finished
from tests.triage.protocols import calf_cases
from triage.api import fhir
from triage.engine.run.replay import replay
from triage.journey import cookie

SWOLLEN = {"calf_look": {"slightly_swollen"}, "girth_gap": "2.5"}
ADDRESS = "/triage/calf/abcdefghijkl/answers.json"
Paths = dict[tuple[str, ...], dict[str, Any]]


def by_path(items: list[dict[str, Any]], above: tuple[str, ...] = ()) -> Paths:
    """Every item by the linkIds from the outermost group down to it."""
    found: Paths = {}
    for item in items:
        place = (*above, item["linkId"])
        found[place] = item
        found |= by_path(item.get("item", []), place)
    return found


def carry(client: Client, changes: dict[str, Any]) -> None:
    """Have the browser carry a finished journey."""
    journey = finished.journey(changes)
    client.cookies[cookie.COOKIE] = finished.cookie_of(journey).value


def test_it_is_a_private_download_that_asks_no_database(client, calf, django_assert_num_queries) -> None:
    carry(client, SWOLLEN)
    client.get(ADDRESS)
    with django_assert_num_queries(0):
        response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/fhir+json"
    assert response["Content-Disposition"] == 'attachment; filename="calf-answers.json"'
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert client.post(ADDRESS).status_code == 405


def test_it_names_its_time_and_the_questionnaire_with_url_and_version(client, calf) -> None:
    carry(client, SWOLLEN)
    resource = client.get(ADDRESS).json()
    assert set(resource) == {"resourceType", "questionnaire", "status", "authored", "item"}
    assert resource["resourceType"] == "QuestionnaireResponse"
    assert resource["questionnaire"] == "http://testserver/triage/calf/questionnaire.json|1"
    assert resource["status"] == "completed"
    assert datetime.fromisoformat(resource["authored"]).tzinfo is not None
    questionnaire = client.get("/triage/calf/questionnaire.json").json()
    assert resource["questionnaire"] == f"{questionnaire['url']}|{questionnaire['version']}"
    items = {path[-1]: item for path, item in by_path(resource["item"]).items()}
    assert items["pain"]["answer"] == [{"valueInteger": 4}]
    assert items["girth_gap"]["answer"] == [{"valueDecimal": 2.5}]


def response_to(changes: dict[str, Any]) -> dict[str, Any]:
    path = replay(finished.CALF, calf_cases.answers(changes))
    return fhir.questionnaire_response(finished.CALF, path, "https://x.test/q", datetime(2026, 11, 21))


def test_every_item_stands_where_the_questionnaire_has_it_with_answers_it_offers() -> None:
    offered = by_path(fhir.questionnaire(finished.CALF, "https://x.test/q")["item"])
    for _name, changes, _urgency in calf_cases.CASES[::4]:
        for place, item in by_path(response_to(changes)["item"]).items():
            assert place in offered
            if "answer" not in item:
                assert offered[place]["type"] == "group"
                continue
            codes = {option["valueCoding"]["code"] for option in offered[place].get("answerOption", [])}
            assert {given["valueCoding"]["code"] for given in item["answer"] if "valueCoding" in given} <= codes
            assert item["text"] == offered[place]["text"]
            assert len(item["answer"]) == 1 or offered[place]["repeats"]


def test_a_choice_is_given_by_its_key_and_in_words() -> None:
    items = {path[-1]: item for path, item in by_path(response_to({})["item"]).items()}
    assert items["heel_raise"]["text"] == "Can you rise onto the toes of the bad leg?"
    assert items["heel_raise"]["answer"] == [
        {"valueCoding": {"code": "weak_or_sore", "display": "Yes, but it is weak or sore"}}
    ]


def test_items_nest_in_groups_as_in_the_questionnaire() -> None:
    assert ("days_since.when1", "days_since") in by_path(response_to({})["item"])


def test_only_answers_on_the_path_are_in_it() -> None:
    def given(changes: dict[str, Any]) -> set[str]:
        return {place[-1] for place in by_path(response_to(changes)["item"])}

    assert "tingling" not in given({}), "answered, but not asked"
    assert "girth_gap" not in given({"calf_look": {"slightly_swollen"}, "girth_gap": None}), "skipped"
    assert given({"red_flags": {"cold_foot", "new_numbness"}}) == {"red_flags"}, "an emergency ends the questions"
    ticks = response_to({"red_flags": {"cold_foot", "new_numbness"}})["item"][0]["answer"]
    assert [tick["valueCoding"]["code"] for tick in ticks] == ["cold_foot", "new_numbness"]


def test_an_open_journey_leads_on_and_a_bad_or_missing_cookie_is_as_on_every_page(client, calf) -> None:
    assert client.get(ADDRESS).status_code == 404
    journey = cookie.Journey(finished.CALF, cookie.Store("calf", "abcdefghijkl"), {"red_flags": frozenset({"none"})})
    client.cookies[cookie.COOKIE] = finished.cookie_of(journey).value
    response = client.get(ADDRESS)
    assert (response.status_code, response["Location"]) == (302, "/triage/calf/abcdefghijkl/illness/")
    client.cookies[cookie.COOKIE] = "rubbish"
    response = client.get(ADDRESS)
    assert response["Location"] == "/triage/calf/?notice=fresh"
    assert response.cookies[cookie.COOKIE]["max-age"] == 0
