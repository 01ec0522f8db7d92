"""The practice's details on the desk: who may change them, what is refused and how, and what the audit log keeps."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from calfsite.practice import admin, current
from calfsite.practice.details import ONLY_KEY, PracticeDetails
from calfsite.practice.form import present
from tests.calfsite.accounts.desk import account, entries
from tests.calfsite.practice.test_logo import picture
from tests.form_page import fields_of, opened

pytestmark = pytest.mark.django_db
PAGE = "/admin/calfsite/practicedetails/1/change/"
FORM = {"revision": 0, "emergency_choice": "112", "name": "Leg clinic"}


@pytest.fixture
def boss() -> User:
    """Somebody with what a practice's administrator has for this (see test_roles); all roles would take longer."""
    boss = account("boss")
    boss.user_permissions.set(Permission.objects.filter(content_type__model="practicedetails"))
    return boss


@pytest.fixture
def desk(boss: User) -> Client:
    client = Client()
    client.force_login(boss)
    return client


def send(desk: Client, **changes: Any) -> str:
    """Sends the form; gives the page that refused it, or nothing when it was saved."""
    response = desk.post(PAGE, {**FORM, **changes})
    return "" if response.status_code == 302 else unescape(response.content.decode())


def test_saving_makes_the_row_and_this_process_shows_it_at_once(desk: Client) -> None:
    html = unescape(desk.get(PAGE).content.decode())
    assert "Nobody has filled this in yet" in html
    assert re.search(r'<input type="radio" name="emergency_choice" value="112"[^>]* checked', html)
    assert send(desk, phone=" 020 7946 0018 ", hours="Mon\r\nTue", website="clinic.example") == ""
    row = PracticeDetails.objects.get()
    assert (row.name, row.phone, row.website, row.revision) == (
        "Leg clinic",
        "020 7946 0018",
        "https://clinic.example",
        1,
    )
    assert current.practice().phone == "020 7946 0018"
    assert "020 7946 0018" in Client().get("/").content.decode()
    assert "Nobody has filled this in yet" not in desk.get(PAGE).content.decode()
    assert entries(action="practice.") == [("practice.changed", "Leg clinic")]


def test_the_menu_leads_to_the_one_page_and_from_there_to_the_site(desk: Client) -> None:
    assert 'href="/admin/calfsite/practicedetails/"' in desk.get("/admin/").content.decode()
    assert desk.get("/admin/calfsite/practicedetails/")["Location"] == PAGE
    assert '<a href="/" class="viewsitelink">' in desk.get(PAGE).content.decode()
    assert desk.get("/admin/calfsite/practicedetails/2/change/").status_code == 302
    for way in ("add", "1/delete"):
        assert desk.get(f"/admin/calfsite/practicedetails/{way}/").status_code == 403


def test_another_emergency_number_is_confirmed_by_that_very_number_and_logged(desk: Client) -> None:
    send(desk)
    again = {"revision": 1, "emergency_choice": "911"}
    html = send(desk, **again)
    assert "Patients are told to call 112 now. Within a second of saving, it will be 911." in html
    assert "Yes, 911 is right: I have looked it up." in html
    assert 'type="checkbox" name="confirmed_number" value="911"' in html
    assert "checked" not in html[html.index('name="confirmed_number"') :].split(">")[0]
    other = send(desk, revision=1, emergency_choice="other", emergency_other="000", confirmed_number="911")
    assert "it will be 000" in other, "a yes to another number is no yes"
    assert current.practice().emergency_number == "112"
    assert send(desk, **again, confirmed_number="911") == ""
    assert current.practice().emergency_number == "911"
    log = entries("action", "who_name", "details", action="practice.emergency")
    assert log == [("practice.emergency_number", "boss", {"before": "112", "after": "911"})]


def test_the_first_number_is_compared_with_the_settings(desk: Client) -> None:
    assert "it will be 999" in send(desk, emergency_choice="999")
    assert not PracticeDetails.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {
            "name": ("", "This field is required"),
            "emergency_choice": ("other", "Enter the number that patients call in an emergency."),
            "phone": ("+44 (0)20 7946 0018", "Leave a (0) after +44 out"),
            "hours": ("x\n" * 9, "Write at most 8 lines."),
            "website": ("javascript:alert(1)", "Enter a valid URL"),
            "accent_light": (
                "#D05090",
                "contrast is 3.2:1 around the page, and text needs 7:1. The nearest shade that passes is #872456.",
            ),
            "accent_dark": ("#444444", "The nearest shade that passes is #"),
        },
        {
            "emergency_other": ("call us", "Write the number as a phone dials it"),
            "website": ("ftp://clinic.example", "Enter a valid URL"),
            "accent_light": ("rose", "Enter the color as # and six digits"),
        },
    ],
)
def test_what_is_refused_says_how_to_mend_it_and_loses_nothing(desk: Client, wrong: dict[str, tuple[str, str]]) -> None:
    html = send(desk, address="12 River Lane", **{name: sent for name, (sent, _) in wrong.items()})
    for sent, words in wrong.values():
        assert words in html
        assert sent in html
    assert "12 River Lane" in html
    assert not PracticeDetails.objects.exists()
    assert current.practice().name == "Calfsite"


def test_colors_are_saved_with_or_without_their_sign(desk: Client) -> None:
    assert send(desk, accent_light="7A1F5C") == ""
    assert current.practice().accent_light == "#7a1f5c"
    html = desk.get(PAGE).content.decode()
    assert html.count('fill="#7a1f5c"') == 3, "the sign, a link and a button"
    assert " style=" not in html


def upload(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def test_a_logo_is_kept_while_the_rest_of_the_form_is_mended_and_can_go_again(desk: Client) -> None:
    html = send(desk, new_logo=upload(picture()), name="")
    assert "Your new logo (396 by 132 pixels) is kept until you save" in html
    kept = html.split('name="kept_logo" value="')[1].split('"')[0]
    assert send(desk, kept_logo=kept) == ""
    row = PracticeDetails.objects.get()
    assert (row.logo_width, row.logo_height, row.logo_digest) == (396, 132, current.practice().logo_digest)
    assert Client().get(current.practice().logo_url).content == bytes(row.logo)
    assert "logo_digest" in entries("details", action="practice.")[0][0]
    assert send(desk, revision=1) == ""
    assert current.practice().logo_url, "a form without a new one leaves it as it is"
    assert send(desk, revision=2, remove_logo="on") == ""
    assert current.practice().logo_url == ""


def test_what_comes_back_as_a_logo_is_looked_at_again(desk: Client) -> None:
    assert send(desk, kept_logo="PHN2Zz48L3N2Zz4=") == "", "a picture that is none, and that nobody chose"
    assert send(desk, revision=1, kept_logo="rubbish!") == ""
    assert current.practice().logo_url == ""
    assert "can’t be read as a picture" in send(desk, revision=2, new_logo=upload(b"<svg></svg>"))


def test_who_saves_over_somebody_else_sees_both_and_loses_nothing(desk: Client) -> None:
    send(desk, phone="020 7946 0001", hours="Mon")
    page = opened(desk, PAGE)
    send(desk, revision=1, phone="020 7946 0018", hours="Tue")
    html = desk.post(PAGE, page | {"phone": "020 7946 0099", "address": "12 River Lane"}).content.decode()
    assert "<strong>boss</strong> saved on" in html
    assert "[new: </span>0018" in html
    assert html.count("You changed this too. The form keeps yours:") == 1
    assert html.count("The form has the new version already") == 1
    now = current.practice()
    assert (now.phone, now.hours, now.address) == ("020 7946 0018", "Tue", "")
    assert send(desk, **fields_of(html)) == ""
    now = current.practice()
    assert (now.phone, now.hours, now.address) == ("020 7946 0099", "Tue", "12 River Lane")


def test_the_second_of_two_first_saves_at_once_sees_the_first_and_loses_nothing(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(desk, PAGE)
    send(desk, phone="020 7946 0018")
    found = [PracticeDetails(name="Calfsite", emergency_number="112")]  # as long as the first was not saved
    monkeypatch.setattr(admin, "present", lambda: found.pop() if found else present())
    html = send(desk, **page | {"hours": "Mon", "new_logo": upload(picture())})
    assert "while you were editing" in html
    assert "Mon</textarea>" in html
    assert "Your new logo (" in html
    assert 'value="020 7946 0018"' in html
    assert PracticeDetails.objects.get().revision == 1
    desk.post(PAGE, fields_of(html))
    row = PracticeDetails.objects.get()
    assert (row.revision, row.hours, row.phone, bool(row.logo)) == (2, "Mon", "020 7946 0018", True)


def test_others_may_read_it_and_change_nothing() -> None:
    client = Client()
    client.force_login(account("anna", "author"))
    html = unescape(client.get(PAGE).content.decode())
    assert ">112</div>" in html
    assert 'name="name"' not in html
    assert client.post(PAGE, {**FORM, "name": "Mine"}).status_code == 403
    assert "Practice details are not filled in" not in client.get("/admin/").content.decode()
    client.force_login(account("clerk"))
    assert client.get(PAGE).status_code == 403


def test_the_desk_asks_for_the_details_until_they_are_there(desk: Client) -> None:
    html = unescape(desk.get("/admin/").content.decode())
    assert "Practice details are not filled in" in html
    assert "are told to call 112 in an emergency" in html
    assert f'href="{PAGE}"' in html
    send(desk)
    assert "Practice details are not filled in" not in desk.get("/admin/").content.decode()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks no rows")
@pytest.mark.django_db(transaction=True)
def test_a_form_sent_to_the_history_is_answered_outside_of_a_transaction_too(desk: Client) -> None:
    PracticeDetails.objects.create(pk=ONLY_KEY, name="Leg clinic", emergency_number="112")
    assert desk.post(PAGE.replace("change", "history")).status_code == 200
