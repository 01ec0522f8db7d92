"""A patient's journey and the trial of a draft are the same pages over two stores: each test walks both."""

from dataclasses import dataclass

import pytest
from django.test import Client

from tests.triage.admin.editing.pages import version_page
from tests.triage.admin.editing.test_trial import answer, text_of
from triage.models import ProtocolVersion
from triage.totals import counting


@dataclass(frozen=True)
class Way:
    """How one of the two is walked."""

    client: Client
    start: str
    cookie: str

    def begin(self) -> str:
        """Press Start; gives the address under which the pages are."""
        return self.client.post(self.start)["Location"].removesuffix("flags/")


@pytest.fixture(params=["patient", "trial"])
def way(request: pytest.FixtureRequest, desk: Client, draft: ProtocolVersion) -> Way:
    if request.param == "patient":
        return Way(Client(), "/triage/sample/", "journey")
    return Way(desk, version_page(draft, "try"), "trial")


def test_it_leads_over_every_question_to_the_answers_and_the_result(way) -> None:
    root = way.begin()
    assert "Question 1" in text_of(way.client, f"{root}flags/")
    assert answer(way.client, f"{root}flags/", "none") == f"{root}pain/"
    assert answer(way.client, f"{root}pain/", "8") == f"{root}eases/"
    assert answer(way.client, f"{root}eases/", "yes") == f"{root}check/"
    assert f"{root}pain/" in text_of(way.client, f"{root}check/")
    assert "card--soon" in text_of(way.client, f"{root}result/")


def test_an_emergency_leads_to_its_result_at_once(way) -> None:
    root = way.begin()
    assert answer(way.client, f"{root}flags/", "cold") == f"{root}result/"
    assert "card--emergency" in text_of(way.client, f"{root}result/")


def test_a_changed_answer_changes_the_way(way) -> None:
    root = way.begin()
    answer(way.client, f"{root}flags/", "none")
    assert answer(way.client, f"{root}pain/", "8") == f"{root}eases/"
    assert 'value="8"' in text_of(way.client, f"{root}pain/")
    assert answer(way.client, f"{root}pain/", "2") == f"{root}walks/"


@pytest.mark.parametrize("sent", [[], ["none", "cold"], ["none such"], ["x" * 5000]], ids=lambda sent: str(sent)[:20])
def test_an_answer_that_is_none_is_shown_again_with_what_is_wrong(way, sent) -> None:
    root = way.begin()
    assert answer(way.client, f"{root}flags/", *sent) == f"{root}flags/"
    for _ in range(2):  # the page can be reloaded
        assert "There is a problem" in text_of(way.client, f"{root}flags/")
    assert answer(way.client, f"{root}flags/", "none") == f"{root}pain/"
    assert "There is a problem" not in text_of(way.client, f"{root}flags/")


def test_a_page_that_is_not_open_yet_leads_to_the_question_that_is(way) -> None:
    root = way.begin()
    for page in ("walks", "check", "result"):
        assert way.client.get(f"{root}{page}/")["Location"] == f"{root}flags/"
    assert way.client.get(f"{root}no_such_question/").status_code == 404
    assert way.client.post(f"{root}result/").status_code == 405
    assert "Delete" in way.client.get(f"{root}delete/").content.decode(), "it asks once"


def test_the_answers_are_in_a_cookie_of_these_pages_only_until_they_are_deleted(way) -> None:
    root = way.begin()
    answer(way.client, f"{root}flags/", "none")
    cookie = way.client.cookies[way.cookie]
    assert (cookie["path"], bool(cookie["httponly"])) == (root, True)
    assert "none" not in cookie.value
    deleted = way.client.post(f"{root}delete/")
    assert deleted.cookies[way.cookie]["max-age"] == 0
    assert deleted.cookies[way.cookie]["path"] == root
    assert "Your answers are deleted" in text_of(way.client, deleted["Location"])


@pytest.mark.parametrize("spoilt", ["forged", "x" * 5000])
def test_a_cookie_that_cannot_be_read_begins_without_answers(way, spoilt) -> None:
    root = way.begin()
    answer(way.client, f"{root}flags/", "none")
    way.client.cookies[way.cookie] = spoilt
    response = way.client.get(f"{root}pain/")
    assert response["Location"].partition("?")[0] in {way.start, f"{root}flags/"}


def test_every_page_of_a_trial_says_so_and_none_of_a_patient_s(way) -> None:
    root = way.begin()
    for key, value in (("flags", "none"), ("pain", "8"), ("eases", "yes")):
        answer(way.client, f"{root}{key}/", value)
    for page in (way.start, *(f"{root}{page}/" for page in ("flags", "pain", "check", "result"))):
        text = text_of(way.client, page)
        assert ("Draft, not live." in text) == (way.cookie == "trial"), page
        assert ("answers.json" in text) == (way.cookie == "journey" and page.endswith("result/"))
    counted = {total.kind for total in counting.take()}
    assert counted == (set() if way.cookie == "trial" else {"begun", "reached", "left", "outcome"})
