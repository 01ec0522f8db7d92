"""The download of a journey's answers as a FHIR R4 QuestionnaireResponse: private, and nothing of it is kept."""

from datetime import datetime

from django.test import Client

from tests.triage.api.conftest import LEG
from tests.triage.api.fhir_validator import faults_of_response
from tests.triage.journey.finished import cookie_of
from triage.engine.parts.condition import Answer
from triage.journey import cookie

ADDRESS = "/triage/leg/abcdefghijkl/answers.json"
SELF_CARE = next(dict(one.answers) for one in LEG.vignettes if one.expected == "self_care")


def carry(client: Client, answers: dict[str, Answer]) -> None:
    """Have the browser carry a journey with these answers."""
    journey = cookie.Journey(LEG, cookie.Store("leg", "abcdefghijkl"), answers)
    client.cookies[cookie.COOKIE] = cookie_of(journey).value


def test_it_is_a_private_download(client, leg) -> None:
    carry(client, SELF_CARE)
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/fhir+json"
    assert response["Content-Disposition"] == 'attachment; filename="leg-answers.json"'
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert client.post(ADDRESS).status_code == 405


def test_it_names_its_time_and_the_questionnaire_that_it_answers(client, leg, settings) -> None:
    settings.SITE_URL = "https://calf.example"
    carry(client, SELF_CARE)
    resource = client.get(ADDRESS).json()
    assert set(resource) == {"resourceType", "questionnaire", "status", "authored", "item"}
    assert (resource["resourceType"], resource["status"]) == ("QuestionnaireResponse", "completed")
    assert resource["questionnaire"] == f"https://calf.example/triage/leg/questionnaire.json|{LEG.version}"
    assert datetime.fromisoformat(resource["authored"]).tzinfo is not None
    assert faults_of_response(resource, client.get("/triage/leg/questionnaire.json").json()) == []


def test_an_early_emergency_is_in_progress_and_valid(client, leg) -> None:
    carry(client, {"danger": frozenset({"foot", "numb"})})
    resource = client.get(ADDRESS).json()
    assert resource["status"] == "in-progress"
    (item,) = resource["item"]
    assert [tick["valueCoding"]["code"] for tick in item["answer"]] == ["foot", "numb"]
    assert faults_of_response(resource, client.get("/triage/leg/questionnaire.json").json()) == []


def test_an_open_journey_leads_on_and_a_bad_or_missing_cookie_is_as_on_every_page(client, leg) -> None:
    assert client.get(ADDRESS).status_code == 404
    carry(client, {"danger": frozenset({"none"})})
    response = client.get(ADDRESS)
    assert (response.status_code, response["Location"]) == (302, "/triage/leg/abcdefghijkl/illness/")
    client.cookies[cookie.COOKIE] = "rubbish"
    response = client.get(ADDRESS)
    assert response["Location"] == "/triage/leg/?notice=fresh"
    assert response.cookies[cookie.COOKIE]["max-age"] == 0
