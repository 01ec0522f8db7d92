"""Signing in with a second factor: setting it up, codes, recovery codes, and what keeps others out."""

import time
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from calfsite.accounts import second_factor
from calfsite.accounts.sign_in import WAITING_SECONDS
from tests.calfsite.accounts.desk import (
    CHECK,
    PASSWORD,
    SET_UP,
    App,
    account,
    enrol,
    entries,
    is_in,
    set_up_page,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db: None) -> User:
    return account("anna")


@pytest.fixture
def enrolled(anna) -> tuple[App, list[str]]:
    """Anna's app and recovery codes; she is not signed in."""
    key = default_key()
    app = App(second_factor.secret_text(key).replace(" ", ""))
    return app, second_factor.set_up(anna, key, app.code()) or []


def test_without_one_the_password_is_enough_and_the_first_page_offers_it(anna, client) -> None:
    response = sign_in(client)
    assert response["Location"] == "/admin/"
    text = client.get("/admin/").content.decode()
    assert "Protect your account with a second factor" in text
    assert SET_UP in text


def test_setting_up_asks_for_a_right_code_of_the_same_key(anna, client) -> None:
    sign_in(client)
    app, hidden = set_up_page(client)
    wrong = client.post(SET_UP, {**hidden, "code": "000000"}).content.decode()
    assert "This is not the code of this key" in wrong
    assert app.secret[:4] in wrong, "the phone need not scan again"
    assert hidden["secret"] in wrong
    assert not TOTPDevice.objects.exists()
    done = client.post(SET_UP, {**hidden, "code": app.code()})
    assert "no-store" in done["Cache-Control"]
    assert "Your second factor is on" in done.content.decode()
    assert is_in(client), "no second sign-in is asked for"
    assert "Protect your account" not in client.get("/admin/").content.decode()
    assert ("account.second_factor_enrolled", "anna") in entries()


def test_a_key_of_somebody_else_or_made_up_is_not_taken(anna, client) -> None:
    account("bert")
    other = Client()
    sign_in(other, "bert")
    app, hidden = set_up_page(other)
    sign_in(client)
    for secret in (hidden["secret"], "made-up", ""):
        assert client.post(SET_UP, {"secret": secret, "code": app.code()}).status_code == 302
    assert not TOTPDevice.objects.exists()


def test_then_the_password_alone_opens_nothing(enrolled, client) -> None:
    response = sign_in(client, next_page="/admin/articles/article/")
    assert response["Location"].startswith(CHECK)
    assert not is_in(client)
    assert "_auth_user_id" not in client.session
    before = len(entries(action="account.sign_in"))
    app, _ = enrolled
    done = client.post(CHECK, {"code": f" {app.code()} ", "next": "/admin/articles/article/"})
    assert done["Location"] == "/admin/articles/article/", "back to where they wanted to go"
    assert is_in(client)
    added = entries("action", "details", action="account.sign_in")[before:]
    assert added == [("account.sign_in", {"second_factor": "app"})]


def test_a_code_works_once(enrolled, client) -> None:
    app, _ = enrolled
    sign_in(client)
    code = app.code()
    client.post(CHECK, {"code": code})
    client.post("/admin/logout/")
    sign_in(client)
    assert "was used already" in client.post(CHECK, {"code": code}).content.decode()
    assert not is_in(client)


def test_wrong_codes_make_it_slower(enrolled, client) -> None:
    app, _ = enrolled
    sign_in(client)
    client.post(CHECK, {"code": "000000"})
    text = client.post(CHECK, {"code": app.code()}).content.decode()
    assert "Too many wrong codes. Wait 1 second, then try again." in text
    assert not is_in(client)
    assert entries(action="account.second_factor_failed") == [("account.second_factor_failed", "anna")]


def test_a_recovery_code_works_once_however_it_is_typed(enrolled, client) -> None:
    _, codes = enrolled
    for typed, right in ((codes[0].upper().replace("-", " "), True), (codes[0], False)):
        sign_in(client)
        response = client.post(CHECK + "?recovery=1", {"code": typed}, follow=True)
        assert is_in(client) is right
        assert ("You have 9 left" in response.content.decode()) is right
        client.post("/admin/logout/")
    assert entries("who_name", "details", action="account.recovery_code_used") == [("anna", {"left": 9})]


def test_the_database_holds_no_recovery_code_that_could_be_used(enrolled) -> None:
    _, codes = enrolled
    rows = [str(list(model._base_manager.values_list())) for model in apps.get_models(include_auto_created=True)]
    for code in codes:
        assert not any(code in row or code.replace("-", "") in row for row in rows)


def test_codes_come_as_a_file_for_their_owner_only(enrolled, client) -> None:
    app, codes = enrolled
    address = "/admin/second-factor/codes.txt"
    assert client.post(address, {"codes": " ".join(codes)}).status_code == 403
    sign_in(client)
    client.post(CHECK, {"code": app.code()})
    file = client.post(address, {"codes": " ".join(codes)})
    assert file["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert all(code in file.content.decode() for code in codes)
    for rubbish in ("", "<script>", f"{codes[0]} rubbish"):
        assert client.post(address, {"codes": rubbish}).status_code == 403


def test_new_codes_take_the_place_of_the_old(enrolled, client) -> None:
    _app, codes = enrolled
    sign_in(client)
    client.post(CHECK, {"code": codes[0]})
    page = "/admin/second-factor/codes/"
    assert "is wrong" in client.post(page, {"code": "000000"}).content.decode()
    assert "Your recovery codes" in client.post(page, {"code": codes[2]}).content.decode()
    assert is_in(client)
    client.post("/admin/logout/")
    sign_in(client)
    client.post(CHECK, {"code": codes[1]})
    assert not is_in(client)


def test_moving_to_another_phone_needs_a_code_of_the_present_one(enrolled, client) -> None:
    old, _ = enrolled
    sign_in(client)
    client.post(CHECK, {"code": old.code()})
    new, hidden = set_up_page(client)
    refused = client.post(SET_UP, {**hidden, "code": new.code(), "present": "aaaaa-aaaaa"})
    assert "is wrong" in refused.content.decode()
    new.ahead = -1
    client.post(SET_UP, {**hidden, "code": new.code(), "present": old.code()})
    client.post("/admin/logout/")
    sign_in(client)
    client.post(CHECK, {"code": new.code()})
    assert is_in(client)
    assert TOTPDevice.objects.count() == 1


def test_a_session_from_before_must_give_a_code_too(anna, client) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)
    app, _ = enrol(client)
    assert not is_in(elsewhere)
    response = elsewhere.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith(CHECK)
    elsewhere.post(CHECK, {"code": app.code()})
    assert is_in(elsewhere)


def test_where_it_is_required_nothing_opens_without_it_but_the_way_out(anna, client, settings) -> None:
    settings.SECOND_FACTOR = "required"
    assert sign_in(client)["Location"].startswith(SET_UP)
    for page in ("/admin/", "/admin/articles/article/", "/admin/second-factor/codes/"):
        assert client.get(page, follow=True).redirect_chain[-1][0].startswith(SET_UP)
    assert client.post("/admin/logout/").status_code == 200
    assert client.get(SET_UP)["Location"].startswith("/admin/login/")
    sign_in(client)
    enrol(client)
    assert client.get("/admin/").status_code == 200


def test_where_it_is_off_nobody_is_asked(enrolled, client, settings) -> None:
    settings.SECOND_FACTOR = "off"
    sign_in(client)
    assert "second-factor" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("what", ["too late", "new password", "account closed"])
def test_the_password_counts_for_the_code_only_while_it_holds(enrolled, client, monkeypatch, what: str) -> None:
    app, _ = enrolled
    sign_in(client)
    anna = User.objects.get(username="anna")
    if what == "too late":
        later = time.time() + WAITING_SECONDS + 1
        monkeypatch.setattr("calfsite.accounts.sign_in.time.time", lambda: later)
    elif what == "new password":
        anna.set_password("another-one-9")
        anna.save()
    else:
        anna.is_active = False
        anna.save()
    response = client.post(CHECK, {"code": app.code()})
    assert response["Location"].startswith("/admin/login/")
    assert not is_in(client)


def test_nobody_is_sent_to_another_site(enrolled, client) -> None:
    app, _ = enrolled
    sign_in(client)
    assert client.post(CHECK, {"code": app.code(), "next": "//evil.example/"})["Location"] == "/admin/"


def test_a_stranger_finds_no_page(client) -> None:
    for page in ("", "check/", "set-up/", "codes/", "1/remove/"):
        response = client.get(f"/admin/second-factor/{page}")
        assert response.status_code == 302, page
        assert response["Location"].startswith("/admin/login/"), page


def remove(client: Client, user: User, reason: str = "Lost her phone; I called her back.") -> Any:
    return client.post(f"/admin/second-factor/{user.pk}/remove/", {"reason": reason})


def test_an_administrator_removes_it_with_a_reason(enrolled) -> None:
    anna, desk = User.objects.get(username="anna"), Client()
    desk.force_login(account("chief", "administrator"))
    assert "Write down why." in remove(desk, anna, reason=" ").content.decode()
    assert remove(desk, anna).status_code == 302
    assert entries("subject", "who_name", "reason", action="account.second_factor_removed") == [
        ("anna", "chief", "Lost her phone; I called her back.")
    ]
    client = Client()
    sign_in(client)
    assert is_in(client)


def test_others_do_not_remove_it_nor_an_administrator_a_superusers_or_her_own(enrolled) -> None:
    anna, chief = User.objects.get(username="anna"), account("chief", "administrator")
    publisher, desk = Client(), Client()
    publisher.force_login(account("pub", "publisher"))
    desk.force_login(chief)
    assert remove(publisher, anna).status_code == 403
    User.objects.filter(pk=anna.pk).update(is_superuser=True)
    assert remove(desk, anna).status_code == 403
    assert remove(desk, chief).status_code == 403
    assert TOTPDevice.objects.exists()


def test_the_command_lets_somebody_in_again_and_says_so_in_the_log(enrolled, client) -> None:
    for wrong in (("nobody", "x"), ("anna", " ")):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", wrong[0], reason=wrong[1])
    call_command("reset_second_factor", "anna", reason="Phone fell into the lake.")
    assert entries("subject", "who_name", "reason", action="account.second_factor_removed") == [
        ("anna", "", "Phone fell into the lake.")
    ]
    assert sign_in(client, password=PASSWORD)["Location"] == "/admin/"
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("reset_second_factor", "anna", reason="Again.")
