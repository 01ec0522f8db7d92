"""A patient's journey over HTTP: one question a page, and nothing on the server."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from calfsite.lib import held
from tests.triage.first_edition import calf_cases
from triage.engine.parts.question import Kind, Question
from triage.journey import cookie
from triage.models import Protocol as ProtocolRow
from triage.versions import live, publishing, stopped

START = "/triage/calf/"
CALF = calf_cases.TABLE.protocol
SOME = calf_cases.CASES[::9]


def begin(client: Client) -> str:
    """Press Start; gives the address of the journey."""
    response = client.post(START)
    assert response.status_code == 302
    return response["Location"].removesuffix("red_flags/")


def give(client: Client, journey: str, question: str, value: Any) -> Any:
    """Answer one question; a value of None leaves it empty."""
    values = sorted(value) if isinstance(value, set) else [] if value is None else [value]
    return client.post(f"{journey}{question}/", {"answer": values})


def walk(client: Client, journey: str, patient: dict[str, Any]) -> str:
    """Answer whatever is asked until there is nothing more to ask; gives the page that follows."""
    page = client.get(f"{journey}result/")["Location"]
    for _ in range(25):
        question = page.removeprefix(journey).strip("/")
        if question in {"check", "result"}:
            return page
        response = give(client, journey, question, patient[question])
        assert response.status_code == 302, question
        page = response["Location"]
    raise AssertionError("The journey does not end.")


def hand_over(client: Client, journey: str, patient: dict[str, Any]) -> None:
    """Give the browser a finished journey's cookie, as if it had walked: quicker where the walk is not the point."""
    response = HttpResponse()
    given = calf_cases.answers(patient)
    store = cookie.Store("calf", journey.split("/")[3])
    store.write(response, cookie.Journey(live.current("calf"), store, given))
    client.cookies.update(response.cookies)


def body(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def journey(calf, client) -> str:
    return begin(client)


def test_a_mild_strain_leads_over_the_check_page_to_self_care(client, journey) -> None:
    page = walk(client, journey, calf_cases.MILD_STRAIN)
    assert page == f"{journey}check/"
    check = body(client.get(page))
    assert "Yes, but it is weak or sore" in check
    assert f"{journey}heel_raise/" in check
    result = body(client.get(f"{journey}result/"))
    assert "You can look after this at home" in result
    assert "You can walk and rise onto your toes" in result
    assert "version 1" in result
    assert 'href="/articles/why-cant-i-flex-my-calf/"' in result


def test_an_emergency_shows_its_result_at_once_with_a_number_to_call(client, journey) -> None:
    response = give(client, journey, "red_flags", {"cold_foot"})
    assert response["Location"] == f"{journey}result/"
    result = body(client.get(response["Location"]))
    assert "Get emergency help now" in result
    assert 'href="tel:112"' in result
    assert "may not be getting enough blood" in result


@pytest.mark.parametrize(("name", "changes", "urgency"), SOME, ids=[case[0] for case in SOME])
def test_patients_of_the_table_walk_to_their_result(client, journey, name, changes, urgency) -> None:
    walk(client, journey, {**calf_cases.MILD_STRAIN, **changes})
    assert f"card--{urgency}" in body(client.get(f"{journey}result/"))


# ------------------------------------------------------------------------------------------------------- bad input


def wrong_answers(question: Question) -> dict[str, list[str]]:
    """What a browser, or somebody in its place, might send and must not get through."""
    wrong: dict[str, list[str]] = {"unknown": ["rubbish"]}
    if question.number is not None:
        too_much = str(question.number.maximum + 1)
        wrong = {"two values": ["1", "2"], "text": ["a few"], "too much": [too_much], "below": ["-1"]}
    elif question.kind is Kind.SINGLE:
        wrong["two values"] = [question.choices[0].key, question.choices[1].key]
    else:
        wrong["none and another"] = [question.choices[0].key, "none"]
    return wrong if question.optional else wrong | {"nothing": []}


def answers_in(client: Client, journey: str) -> Any:
    """The answers that the browser carries."""
    request = RequestFactory().get(journey, headers={"cookie": f"{cookie.COOKIE}={client.cookies['journey'].value}"})
    return cookie.Store("calf", journey.split("/")[3]).read(request).answers


ON_THE_WAY = {  # patients on whose path each question lies
    "tingling": calf_cases.MILD_STRAIN | calf_cases.CRAMP,
    "girth_gap": calf_cases.MILD_STRAIN | {"calf_look": {"slightly_swollen"}},
}


@pytest.mark.parametrize("question", CALF.questions, ids=lambda question: question.key)
def test_every_question_refuses_what_is_not_its_own(client, journey, question) -> None:
    hand_over(client, journey, ON_THE_WAY.get(question.key, calf_cases.MILD_STRAIN))
    before = answers_in(client, journey)
    for name, values in wrong_answers(question).items():
        response = client.post(f"{journey}{question.key}/", {"answer": values}, follow=True)
        text = body(response)
        assert response.status_code == 200, name
        assert re.search(r"<title>\s*Error:", text), name
        linked = re.search(r'class="error-summary".*?<a href="#(id_answer\w*)">', text, re.S)
        assert linked, f"{name}: the summary links to the input"
        assert f'id="{linked[1]}"' in text, name
        assert response.redirect_chain == [(f"{journey}{question.key}/", 302)], f"{name}: it can be reloaded"
        assert answers_in(client, journey) == before, f"{name}: what was answered before is untouched"
    assert client.get(f"{journey}check/").status_code == 200


def test_what_was_typed_stays_in_the_field(client, journey) -> None:
    hand_over(client, journey, calf_cases.MILD_STRAIN)
    text = body(client.post(f"{journey}age/", {"answer": '<b>"old"</b>'}, follow=True))
    assert re.search(r'value="<b>"old"</b>"', text)
    assert "Enter one from 0 to 120" in text


def test_ticks_that_contradict_each_other_stay_ticked(client, journey) -> None:
    text = body(client.post(f"{journey}red_flags/", {"answer": ["cold_foot", "none"]}, follow=True))
    assert len(re.findall(r"value=\"(?:cold_foot|none)\"[^>]*checked", text, re.S)) == 2


def test_an_error_stays_until_something_is_answered(client, journey) -> None:
    hand_over(client, journey, calf_cases.MILD_STRAIN)
    give(client, journey, "age", "old")
    for _ in range(2):
        assert "Enter one from 0 to 120" in body(client.get(f"{journey}age/"))
    assert "There is a problem" not in body(client.get(f"{journey}pain/"))
    give(client, journey, "pain", 5)
    assert 'value="35"' in body(client.get(f"{journey}age/"))


@pytest.mark.parametrize("rubbish", ["x" * 5000, "😀\x00é" * 2000, "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))])
def test_rubbish_of_any_size_leaves_a_cookie_that_browsers_keep(client, journey, rubbish) -> None:
    hand_over(client, journey, calf_cases.MILD_STRAIN)
    for sent in (rubbish, [rubbish[start:] for start in range(50)]):
        client.post(f"{journey}age/", {"answer": sent, "unit-answer": rubbish})
        assert len(client.cookies[cookie.COOKIE].value) + len("journey=") <= 4096
        response = client.get(f"{journey}age/")
        assert response.status_code == 200
        assert "There is a problem" in body(response)


# ------------------------------------------------------------------------------------------------------ the cookie


def spoil(client: Client, value: str) -> None:
    client.cookies[cookie.COOKIE].set(cookie.COOKIE, value, value)


def spoilt_values(good: str) -> dict[str, str]:
    return {
        "forged": signing.dumps({"version": 1, "answers": {}}, key="somebody else's key"),
        "rubbish": "rubbish",
        "truncated": good[: len(good) // 2],
        "one character changed": ("a" if good[0] != "a" else "b") + good[1:],
        "oversized": good + "x" * 5000,
        "empty": "",
    }


@pytest.mark.parametrize("how", list(spoilt_values("good")))
def test_a_cookie_that_can_not_be_read_means_a_fresh_start_with_a_kind_word(client, journey, how) -> None:
    bad = spoilt_values(client.cookies[cookie.COOKIE].value)[how]
    for page, method in (("age", "get"), ("age", "post"), ("check", "get"), ("result", "get")):
        spoil(client, bad)
        response = getattr(client, method)(f"{journey}{page}/", {"answer": "35"} if method == "post" else None)
        assert response.status_code == 302, page
        assert response["Location"] == f"{START}?notice=fresh", page
        assert response.cookies[cookie.COOKIE]["max-age"] == 0, page
    assert "We could not read your earlier answers" in body(client.get(f"{START}?notice=fresh"))


def test_a_cookie_past_its_time_means_a_fresh_start(client, journey, monkeypatch) -> None:
    later = timezone.now() + timedelta(seconds=settings.JOURNEY_LIFETIME_SECONDS + 1)
    monkeypatch.setattr(signing.time, "time", later.timestamp)
    assert client.get(f"{journey}age/")["Location"] == f"{START}?notice=fresh"


def test_a_cookie_of_another_journey_is_not_taken(client, journey) -> None:
    other = journey.replace(journey.split("/")[3], "abcdefghijkl")
    assert client.get(f"{other}red_flags/", headers={"cookie": f"journey={client.cookies['journey'].value}"})[
        "Location"
    ].endswith("?notice=fresh")


def test_without_a_cookie_the_journey_is_unknown_and_the_way_back_is_shown(client, journey) -> None:
    stranger = Client()
    for page in ("red_flags", "check", "result", "age"):
        response = stranger.get(f"{journey}{page}/")
        assert response.status_code == 404
        assert f'href="{START}"' in body(response)
        assert "tel:112" in body(response)


def test_the_cookie_is_signed_http_only_same_site_short_lived_and_scoped(client, calf) -> None:
    response = client.post(START)
    sent = response.cookies[cookie.COOKIE]
    assert sent["httponly"] is True
    assert sent["samesite"] == "Lax"
    assert sent["max-age"] == settings.JOURNEY_LIFETIME_SECONDS
    assert sent["path"] == response["Location"].removesuffix("red_flags/")


def test_two_journeys_do_not_mix(client, calf) -> None:
    """The test client does not scope cookies by path, so each journey gets a client of its own, as browsers do."""
    other = Client()
    first, second = begin(client), begin(other)
    assert first != second
    give(client, first, "red_flags", {"none"})
    assert other.get(f"{second}illness/")["Location"] == f"{second}red_flags/"


def test_delete_forgets_the_answers(client, journey) -> None:
    give(client, journey, "red_flags", {"none"})
    asked = body(client.get(f"{journey}delete/"))
    assert "Delete your answers?" in asked
    assert f'href="{journey}illness/"' in asked, "the way back"
    assert client.get(f"{journey}illness/").status_code == 200, "they are still there"
    response = client.post(f"{journey}delete/")
    assert response.cookies[cookie.COOKIE]["max-age"] == 0
    assert response.cookies[cookie.COOKIE]["path"] == journey
    assert "Your answers are deleted" in body(client.get(response["Location"]))


# -------------------------------------------------------------------------------------------------------- the path


@pytest.mark.parametrize("page", ["age", "health", "check", "result"])
def test_a_later_page_opened_directly_leads_to_the_first_unanswered_question(client, journey, page) -> None:
    give(client, journey, "red_flags", {"none"})
    assert client.get(f"{journey}{page}/")["Location"] == f"{journey}illness/"


def test_a_post_to_a_later_question_is_not_taken(client, journey) -> None:
    response = give(client, journey, "age", 35)
    assert response["Location"] == f"{journey}red_flags/"
    assert cookie.COOKIE not in response.cookies


def test_a_question_that_is_not_asked_leads_on(client, journey) -> None:
    hand_over(client, journey, calf_cases.MILD_STRAIN)
    assert client.get(f"{journey}tingling/")["Location"] == f"{journey}check/"


def test_a_changed_answer_keeps_the_later_ones_and_asks_only_what_is_new(client, journey) -> None:
    walk(client, journey, calf_cases.MILD_STRAIN)
    response = give(client, journey, "calf_look", {"slightly_swollen"})
    assert response["Location"] == f"{journey}girth_gap/"
    assert give(client, journey, "girth_gap", None)["Location"] == f"{journey}check/"
    assert "Not answered" in body(client.get(f"{journey}check/"))


def test_the_page_shows_the_answer_given_before(client, journey) -> None:
    hand_over(client, journey, calf_cases.MILD_STRAIN)
    assert re.search(r'value="weak_or_sore"[^>]*checked', body(client.get(f"{journey}heel_raise/")), re.S)
    assert 'value="35"' in body(client.get(f"{journey}age/"))


def test_sending_the_same_answer_twice_changes_nothing(client, journey) -> None:
    first = give(client, journey, "red_flags", {"none"})
    again = give(client, journey, "red_flags", {"none"})
    assert first["Location"] == again["Location"]


@pytest.mark.parametrize(
    "address", ["/triage/hip/", "/triage/hip/abc/red_flags/", "/triage/hip/abc/check/", "/triage/hip/abc/result/"]
)
def test_an_unknown_protocol_is_404_with_the_way_back(client, calf, address) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "/triage/" in body(response)
    assert "tel:112" in body(response)


def test_an_unknown_question_is_404(client, journey) -> None:
    assert client.get(f"{journey}shoe_size/").status_code == 404


def test_a_journey_finishes_on_the_version_it_began_with(client, journey, calf, clinician) -> None:
    publishing.change_threshold(calf, "severe_pain", Decimal(5), reason="Our audit.", by=clinician)
    walk(client, journey, calf_cases.MILD_STRAIN | {"pain": 6})
    text = body(client.get(f"{journey}result/"))
    assert "card--self_care" in text
    assert "version 1" in text
    fresh = Client()
    second = begin(fresh)
    walk(fresh, second, calf_cases.MILD_STRAIN | {"pain": 6})
    assert "card--soon" in body(fresh.get(f"{second}result/"))


def test_a_triage_that_does_not_load_says_so_with_the_cautious_advice(client, calf, breakable) -> None:
    calf.rule_set.filter(key="pop").update(because="{{ threshold:gone }}")
    response = client.get(START)
    assert response.status_code == 503
    assert "let a clinician look at your leg" in body(response)
    assert "tel:112" in body(response)


# ------------------------------------------------------------------------------------------------- privacy and cost


def test_no_page_of_a_journey_asks_the_database(client, journey, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        walk(client, journey, calf_cases.MILD_STRAIN)
        for page in ("age", "check", "result"):
            assert client.get(f"{journey}{page}/").status_code == 200
        give(client, journey, "age", "rubbish")


def test_every_page_is_private(client, journey) -> None:
    pages = ["/triage/", START, f"{journey}red_flags/", f"{journey}check/", f"{journey}result/", "/triage/hip/x/y/"]
    for page in pages:
        response = client.get(page)
        assert response["X-Robots-Tag"] == "noindex", page
        assert "no-store" in response["Cache-Control"], page


def test_the_start_page_costs_one_query_once_the_version_is_held(client, calf, django_assert_num_queries) -> None:
    client.get(START)
    with django_assert_num_queries(1):
        client.get(START)


def test_a_notice_that_is_not_ours_is_not_shown(client, calf) -> None:
    assert 'class="notice"' not in body(client.get(f"{START}?notice=<script>alert(1)</script>"))


def test_the_list_says_that_a_triage_that_does_not_load_is_closed(client, calf, breakable, caplog) -> None:
    calf.rule_set.filter(key="pop").update(because="{{ threshold:gone }}")
    held.reset()
    response = client.get("/triage/")
    assert response.status_code == 200
    assert body(response).count("This check is closed right now") == 1
    assert f'<a href="{START}">{calf.title}</a>' in body(response)
    assert "Listed as closed: calf" in caplog.text


def test_the_list_says_that_a_triage_that_was_stopped_is_closed(client, calf, clinician) -> None:
    stopped.switch_off(calf.protocol, message="Closed today.", by=clinician)
    assert body(client.get("/triage/")).count("This check is closed right now") == 1
    stopped.switch_on(calf.protocol, by=clinician)
    assert "This check is closed right now" not in body(client.get("/triage/"))
    stopped.withdraw(calf, because="A test.", by=clinician)
    assert f'<a href="{START}">{calf.title}</a>' in body(client.get("/triage/"))
    ProtocolRow.objects.exclude(slug="calf").update(switched_off=True, off_message="Closed too.")
    every = body(client.get("/triage/"))
    assert every.count("This check is closed right now") == ProtocolRow.objects.count()
    assert "There is nothing to check here" not in every


def test_the_list_costs_one_query_once_the_versions_are_held(client, calf, django_assert_num_queries) -> None:
    client.get("/triage/")
    with django_assert_num_queries(1):
        client.get("/triage/")
