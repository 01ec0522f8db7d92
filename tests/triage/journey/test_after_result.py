"""After the result: the questions that an emergency cut off, answered while waiting, and the plan for home."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.triage.journey import finished, small_leg
from tests.triage.journey.test_journey import body
from triage.totals import counting
from triage.versions import live

ROOT = "/triage/leg/abcdefghijkl/"


@pytest.fixture(autouse=True)
def leg_is_live(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "of_journey", lambda slug, version: small_leg.PROTOCOL)


def visitor(changes: dict[str, Any], *, without: tuple[str, ...] = ()) -> Client:
    client = Client()
    cookie = finished.cookie_of(small_leg.journey(changes, without=without))
    client.cookies[cookie.key] = cookie.value
    return client


def give(client: Client, page: str, **answers: Any) -> HttpResponse:
    return client.post(f"{ROOT}{page}/", {key.replace("_", "-", 1): value for key, value in answers.items()})


# ------------------------------------------------------------------------------------------------- while you wait


def test_while_waiting_one_question_leads_to_the_next_and_the_last_back_to_the_result() -> None:
    client = visitor(small_leg.CHEST, without=("age", "health"))
    html = body(client.get(f"{ROOT}age/"))
    assert "Call <a" in html
    assert f'href="{ROOT}result/"' in html
    assert "Question " not in html[html.index("<main") : html.index("<form")]
    assert give(client, "age", answer="44")["Location"] == f"{ROOT}health/"
    assert give(client, "health", answer=["none"])["Location"] == f"{ROOT}result/"
    assert 'value="44"' in body(client.get(f"{ROOT}age/"))


def test_an_emergency_leads_to_the_result_first_and_not_to_more_questions() -> None:
    client = visitor({}, without=tuple(small_leg.FINE))
    assert give(client, "danger", answer=["chest"])["Location"] == f"{ROOT}result/"


def test_what_is_answered_while_waiting_leaves_the_urgency_as_it_is() -> None:
    client = visitor(small_leg.CHEST, without=("heel", "pain"))
    give(client, "heel", answer="strong")
    give(client, "pain", answer="0")
    html = body(client.get(f"{ROOT}result/"))
    assert "card--emergency" in html
    assert "Heel lift: <strong>As high as the other</strong>" in html


def test_a_wrong_answer_while_waiting_is_asked_again_with_what_is_wrong() -> None:
    client = visitor(small_leg.CHEST, without=("age",))
    assert give(client, "age", answer="old")["Location"] == f"{ROOT}age/"
    assert "That is not a number." in body(client.get(f"{ROOT}age/"))


def test_the_first_question_of_the_wait_leads_back_to_the_result_and_the_next_one_to_it() -> None:
    client = visitor(small_leg.CHEST, without=("main",))
    assert f'class="page-nav__back" href="{ROOT}result/"' in body(client.get(f"{ROOT}age/"))
    assert f'class="page-nav__back" href="{ROOT}age/"' in body(client.get(f"{ROOT}main/"))


def test_a_question_beyond_the_next_open_one_is_not_opened_yet() -> None:
    client = visitor(small_leg.CHEST, without=("age", "main"))
    assert client.get(f"{ROOT}main/")["Location"] == f"{ROOT}age/"


def test_the_check_page_and_the_totals_know_nothing_of_the_wait() -> None:
    client = visitor(small_leg.CHEST, without=("age", "main"))
    assert "Age" not in body(client.get(f"{ROOT}check/")).partition("<main")[2]
    give(client, "age", answer="44")
    assert not counting.take()


def test_the_download_has_what_was_answered_while_waiting() -> None:
    client = visitor(small_leg.CHEST, without=("main",))
    assert '"age"' in json.dumps(json.loads(client.get(f"{ROOT}answers.json").content))


# ------------------------------------------------------------------------------------------------- a plan for home


def test_the_plan_asks_its_questions_and_then_shows_the_steps() -> None:
    client = visitor({})
    assert client.get(f"{ROOT}plan/")["Location"] == f"{ROOT}wall_safe/"
    assert "for your plan at home" in body(client.get(f"{ROOT}wall_safe/"))
    assert give(client, "wall_safe", answer="yes")["Location"] == f"{ROOT}wall_left/"
    sent = {"answer": "3.5", "unit-answer": "inches", "answer-wall_right": "5", "unit-answer-wall_right": "inches"}
    assert client.post(f"{ROOT}wall_left/", sent)["Location"] == f"{ROOT}plan/"
    html = body(client.get(f"{ROOT}plan/"))
    assert "Stretch your calf for 90 seconds." in html
    assert "3.5 inches (Left knee to wall)" in html


def test_who_can_not_do_the_test_gets_the_plan_without_it() -> None:
    client = visitor({})
    assert give(client, "wall_safe", answer="no")["Location"] == f"{ROOT}plan/"
    assert "Stretch your calf" not in body(client.get(f"{ROOT}plan/"))


@pytest.mark.parametrize("changes", [small_leg.CHEST, small_leg.CLOT, {"main": "calf"}])
def test_where_no_plan_is_offered_its_page_leads_to_the_result(changes: dict[str, Any]) -> None:
    client = visitor(changes)
    assert client.get(f"{ROOT}plan/")["Location"] == f"{ROOT}result/"
    assert client.get(f"{ROOT}wall_safe/").status_code == 302


def test_a_check_that_is_not_done_has_no_plan() -> None:
    client = visitor({}, without=("health",))
    assert client.get(f"{ROOT}plan/")["Location"] == f"{ROOT}result/"
    assert client.get(f"{ROOT}result/")["Location"] == f"{ROOT}health/"


def test_plan_answers_change_nothing_in_the_result() -> None:
    client = visitor({"wall_safe": "yes", "wall_left": 3, "wall_right": 4})
    html = body(client.get(f"{ROOT}result/"))
    assert "card--self_care" in html
    assert "Left knee to wall" not in html
