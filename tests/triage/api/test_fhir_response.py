"""The answers as a FHIR R4 QuestionnaireResponse: it fits the Questionnaire, and nothing of it is kept."""

from datetime import datetime
from typing import Any

from django.test import Client

from tests.triage.journey import finished
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
