"""Guessers are locked out, and what they type is kept nowhere."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils import timezone

from calfsite.lib.address import client_address
from tests.calfsite.accounts.desk import PASSWORD, account, entries, is_in, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anna(db: None) -> User:
    return account("anna")


def fail(client: Client, times: int, name: str = "anna") -> Any:
    for _ in range(times):
        response = sign_in(client, name, "wrong")
    return response


def test_the_fifth_failure_locks_and_the_page_says_what_to_do(client) -> None:
    assert fail(client, 4).status_code == 200
    locked = fail(client, 1)
    text = locked.content.decode()
    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    for words in ("closed for 15 minutes", "Ask an administrator", 'href="/admin/login/"', "Call 112"):
        assert words in text
    assert sign_in(client).status_code == 429, "the right password is too late"
    assert not is_in(client)


def test_only_that_name_at_that_address_is_locked(client) -> None:
    account("bert")
    fail(client, 5)
    assert sign_in(Client(REMOTE_ADDR="10.0.0.9")).status_code == 302
    assert sign_in(Client(), "bert").status_code == 302


def test_after_a_quarter_of_an_hour_it_opens_and_trying_meanwhile_makes_it_no_longer(client) -> None:
    fail(client, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert fail(client, 1).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client).status_code == 302


def test_a_success_starts_the_count_anew(client) -> None:
    for _ in range(2):
        fail(client, 4)
        assert sign_in(client).status_code == 302
        client.post("/admin/logout/")


def test_the_audit_log_names_accounts_only_and_is_not_flooded(client) -> None:
    fail(client, 6)
    fail(client, 3, "hunter2-my-real-password")
    assert entries()[1:] == [
        *[("account.sign_in_failed", "anna")] * 4,
        ("account.locked_out", "anna"),
        ("account.sign_in_failed", "anna"),
        ("account.sign_in_failed", "a name that no account has"),
    ]


def test_a_password_in_the_wrong_box_is_stored_nowhere(client, caplog) -> None:
    fail(client, 6, PASSWORD)
    rows = [str(list(model._base_manager.values_list())) for model in apps.get_models(include_auto_created=True)]
    assert not any(PASSWORD in row for row in rows)
    assert AccessAttempt.objects.exists(), "and yet it is counted"
    assert PASSWORD not in caplog.text


def tries(client: Client, count: int) -> list[int]:
    """The answers to sign-ins under so many names that nobody has."""
    return [sign_in(client, f"nobody-{number}", "wrong").status_code for number in range(count)]


def a_while_ago(seconds: int) -> None:
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(seconds=seconds))


def test_who_tries_many_names_is_slowed_and_nobody_locked_out(client) -> None:
    assert tries(client, 12) == [*[200] * 10, 429, 429]
    slowed = sign_in(client)
    assert (slowed.status_code, slowed["Retry-After"]) == (429, "1")
    for words in ("Try again in 1 second.", "Your account is not locked", "Call 112"):
        assert words in slowed.content.decode()
    assert AccessAttempt.objects.count() == 10, "a try that came too soon is not made, and not counted"
    assert sign_in(Client(REMOTE_ADDR="10.0.0.9")).status_code == 302, "elsewhere nobody waits"
    a_while_ago(2)
    assert sign_in(client).status_code == 302, "the right password needs no more than the wait"


def test_each_failure_doubles_the_wait_up_to_a_minute(client) -> None:
    tries(client, 10)
    waits = []
    for number in range(8):
        a_while_ago(61)
        assert sign_in(client, f"another-{number}", "wrong").status_code == 200
        waits.append(int(sign_in(client)["Retry-After"]))
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]


def test_a_browser_that_the_account_knows_neither_waits_nor_is_locked_out_by_a_stranger(client) -> None:
    account("bert")
    assert sign_in(client).status_code == 302
    client.post("/admin/logout/")
    tries(Client(), 12)
    fail(Client(), 5)
    a_while_ago(61)
    fail(Client(), 5)
    assert sign_in(client).status_code == 302, "the stranger used up the tries of other browsers only"
    client.post("/admin/logout/")
    assert sign_in(client, "bert").status_code == 429, "it is the account's browser, not everybody's"
    a_while_ago(61)
    assert fail(client, 5).status_code == 429, "and guessing in it is limited as well"
    assert entries()[-2][0] == "account.locked_out"
    assert sign_in(client).status_code == 429


def test_the_count_is_of_the_address_that_the_proxy_saw_and_of_a_whole_network(settings) -> None:
    settings.BEHIND_PROXY = True
    for number in range(12):
        seen_by_proxy = f"6.6.6.6, 2001:db8:1:2::{number:x}"
        last = sign_in(Client(HTTP_X_FORWARDED_FOR=seen_by_proxy), f"nobody-{number}", "wrong")
    assert last.status_code == 429
    assert sign_in(Client(HTTP_X_FORWARDED_FOR="2001:db8:1:2::9, 2001:db8:1:3::9")).status_code == 302


def test_the_address_behind_a_proxy_is_the_one_that_the_proxy_saw(settings) -> None:
    request = RequestFactory(REMOTE_ADDR="10.0.0.1").get("/", HTTP_X_FORWARDED_FOR="6.6.6.6, 192.0.2.7")
    assert client_address(request) == "10.0.0.1", "no proxy: anybody may claim anything"
    settings.BEHIND_PROXY = True
    assert client_address(request) == "192.0.2.7"
    request.META["HTTP_X_FORWARDED_FOR"] = "rubbish"
    assert client_address(request) == "10.0.0.1"
    request.META["REMOTE_ADDR"] = ""
    assert client_address(request) is None
