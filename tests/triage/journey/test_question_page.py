"""The kept page of an unanswered question: the very page that would be rendered, and nothing of anybody in it."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override

from calfsite.lib import held
from calfsite.practice import current
from calfsite.practice.details import PracticeDetails
from tests.triage.conftest import publish_as_it_is
from tests.triage.first_edition import calf_cases
from triage.journey import cookie, pages, question_page, ways
from triage.versions import live

TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")\w+')


def shown(html: str) -> str:
    """A page without its tokens, which differ each time."""
    return re.sub(r"\s+", " ", TOKEN.sub(r"\1token", html))


def begun(calf: Any, upto: str = "") -> cookie.Journey:
    """A mild strain's journey, answered up to this question."""
    keys = list(calf_cases.MILD_STRAIN)
    given = {key: calf_cases.answers({})[key] for key in keys[: keys.index(upto)]} if upto else {}
    return cookie.Journey(live.current("calf"), cookie.Store("calf", "abcdefghijkl"), given)


def kept(journey: cookie.Journey, question: str) -> Any:
    request = RequestFactory().get(journey.store.url(question))
    way = ways.way_to(journey, question)
    page = pages.on_page(journey.protocol, question, way.path)
    return question_page.unanswered(request, journey, way, page, question)


@pytest.mark.parametrize("question", ["red_flags", "heel_raise", "pain", "health"])
def test_it_is_the_page_that_would_be_rendered(calf, question) -> None:
    journey = begun(calf, question)
    way = ways.way_to(journey, question)
    form = question_page.form(journey, pages.on_page(journey.protocol, question, way.path), question)
    context = question_page.context(journey, way, form, question)
    rendered = render_to_string(question_page.TEMPLATE, context, RequestFactory().get(journey.store.url(question)))
    for _ in range(2):  # made, then kept
        assert shown(kept(journey, question).content.decode()) == shown(rendered)


def test_each_journey_gets_its_own_links_and_each_visitor_their_own_token(calf) -> None:
    pages = []
    for _ in range(2):
        visitor = Client()
        address = visitor.post("/triage/calf/")["Location"]
        html = visitor.get(address).content.decode()
        secret = visitor.cookies[settings.CSRF_COOKIE_NAME].value
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
        assert len(token) == 1
        enforcing = Client(enforce_csrf_checks=True)
        enforcing.cookies = visitor.cookies
        sent = enforcing.post(address, {"answer": "none", "csrfmiddlewaretoken": token[0]})
        assert sent.status_code == 302, f"the token fits {secret}"
        assert address.removesuffix("red_flags/") + "delete/" in html
        assert f'action="{address}"' in html
        pages.append(html)
    first, second = (re.findall(r"/triage/calf/(\w{12})/", html) for html in pages)
    assert first
    assert set(first).isdisjoint(second)


def test_nothing_kept_names_a_journey_a_token_or_an_answer(client, calf) -> None:
    address = client.post("/triage/calf/")["Location"]
    client.get(address)
    client.post(address, {"answer": "none"})
    client.get(address)  # answered: rendered for this patient, and not kept
    texts = [text for _, text in question_page._kept.values()]
    assert texts
    for text in texts:
        assert "checked" not in text
        assert address.split("/")[3] not in text
        assert client.cookies[settings.CSRF_COOKIE_NAME].value not in text


def test_a_changed_practice_or_language_is_seen_at_once(calf, settings) -> None:
    journey = begun(calf)
    assert "tel:112" in kept(journey, "red_flags").content.decode()
    settings.EMERGENCY_NUMBER = "999"
    assert "tel:999" in kept(journey, "red_flags").content.decode()
    with override("de"):
        assert '<html lang="de">' in kept(journey, "red_flags").content.decode()


def test_new_practice_details_are_on_every_kept_page_at_once_and_cost_no_query(
    calf, client, django_assert_num_queries
) -> None:
    address = client.post("/triage/calf/")["Location"]
    assert "tel:112" in client.get(address).content.decode()
    details = PracticeDetails(name="Leg clinic", emergency_number="911", phone="555 010 7788")
    details.save()
    current.refresh()  # as each process does once a second
    with django_assert_num_queries(0):
        html = client.get(address).content.decode()
    assert "tel:911" in html
    assert "tel:112" not in html
    assert "Leg clinic" in html
    assert "tel:5550107788" in html


def test_an_equal_version_read_anew_is_not_mistaken_for_the_old(calf, breakable) -> None:
    before = kept(begun(calf), "red_flags").content.decode()
    calf.question_set.filter(key="red_flags").update(text="Is anything wrong?")
    publish_as_it_is(calf)
    held.reset()
    after = kept(begun(calf), "red_flags").content.decode()
    assert "Is anything wrong?" in after
    assert "Is anything wrong?" not in before


def test_it_never_keeps_more_than_its_bound(calf, monkeypatch) -> None:
    monkeypatch.setattr(question_page, "MAX_KEPT", 2)
    question_page._kept.clear()
    for question in ("red_flags", "illness", "movement", "onset"):
        kept(begun(calf, question), question)
        assert len(question_page._kept) <= 2
