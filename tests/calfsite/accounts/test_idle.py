"""A session ends after idle time, and what was typed is there when the person is back."""

import re
import time
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Draft
from calfsite.accounts import idle
from tests.calfsite.accounts.desk import LOGIN, PASSWORD, account, entries, is_in, sign_in

pytestmark = pytest.mark.django_db

ADD_TOPIC = "/admin/articles/topic/add/"


@pytest.fixture
def anna(db: None) -> User:
    return account("anna", "author")


@pytest.fixture
def desk(anna, client) -> Client:
    sign_in(client)
    assert is_in(client)
    return client


def wait(client: Client, minutes: float) -> None:
    """Lets time pass since the last page."""
    session = client.session
    session[idle.LAST_SEEN] = int(time.time() - 60 * minutes)
    session.save()


def topic() -> dict[str, Any]:
    return {"title": 'Knees & "ankles"', "slug": "knees", "summary": "Two\r\nlines.", "order": "3", "language": "en"}


def test_half_an_hour_is_the_limit_and_every_page_begins_it_anew(desk) -> None:
    wait(desk, 29)
    assert is_in(desk)
    wait(desk, 29)
    assert is_in(desk)
    wait(desk, 31)
    response = desk.get("/admin/articles/topic/?q=x", follow=True)
    assert response.redirect_chain[-1][0] == f"{LOGIN}?next=/admin/articles/topic/%3Fq%3Dx"
    assert "away for 30 minutes" in response.content.decode()
    assert entries()[-1] == ("account.idle_sign_out", "anna")


def test_what_was_typed_is_sent_after_the_sign_in(desk) -> None:
    wait(desk, 31)
    response = desk.post(ADD_TOPIC, topic(), follow=True)
    assert "What you typed is kept" in response.content.decode()
    assert not Draft.objects.exists()
    back = sign_in(desk, next_page="/admin/send-again/")["Location"]
    text = desk.get(back).content.decode()
    form = text[text.index(f'action="{ADD_TOPIC}"') :].split("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)"\s+value="([^"]*)"', form))
    assert "csrfmiddlewaretoken" in hidden
    desk.post(ADD_TOPIC, {name: unescape(value) for name, value in hidden.items()})
    saved = Draft.objects.get().content
    assert (saved["title"], saved["summary"]) == (topic()["title"], topic()["summary"])
    assert desk.get(back).status_code == 302, "it is not kept for longer than needed"


def test_it_is_shown_to_who_typed_it_only(desk) -> None:
    account("bert")
    wait(desk, 31)
    desk.post(ADD_TOPIC, topic())
    sign_in(desk, "bert")
    assert desk.get("/admin/send-again/")["Location"] == "/admin/"
    assert idle.UNSENT_FORM not in desk.session


def test_it_can_be_thrown_away(desk) -> None:
    wait(desk, 31)
    desk.post(ADD_TOPIC, topic())
    sign_in(desk)
    assert desk.post("/admin/send-again/")["Location"] == "/admin/"
    assert idle.UNSENT_FORM not in desk.session


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("/admin/password_change/", {"old_password": PASSWORD, "new_password1": "a", "new_password2": "a"}),
        ("/admin/second-factor/codes/", {"code": "123456"}),
        (ADD_TOPIC, {"summary": "x" * 1_000_001}),
    ],
)
def test_secrets_and_what_is_too_large_are_not_kept(desk, page: str, fields: dict[str, str]) -> None:
    wait(desk, 31)
    assert desk.post(page, fields)["Location"].startswith(LOGIN)
    assert idle.UNSENT_FORM not in desk.session


def test_a_patients_page_has_no_part_in_it(desk) -> None:
    wait(desk, 31)
    desk.get("/")
    assert "_auth_user_id" in desk.session
