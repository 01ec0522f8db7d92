"""The practice's details on the desk: who may change them, what is refused and how, and what the audit log keeps."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from calfsite.audit import log
from calfsite.audit.models import AuditEntry
from calfsite.checks import emergency_number_is_right
from calfsite.desk import practice as desk_practice
from calfsite.practice import admin, current
from calfsite.practice.details import ONLY_KEY, PracticeDetails
from calfsite.practice.form import present
from tests.calfsite.accounts.desk import PASSWORD, account, entries
from tests.calfsite.practice.test_logo import picture
from tests.form_page import fields_of, opened

pytestmark = pytest.mark.django_db
PAGE = "/admin/calfsite/practicedetails/1/change/"
APPROVAL = "/admin/practice-approval/"
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


def test_the_first_number_is_typed_twice_and_goes_alone_where_many_countries_have_it(desk: Client) -> None:
    html = send(desk, emergency_choice="911")
    assert "Patients are told to call 112 now. Look up 911, then type it here once more." in html
    assert '<input type="tel" name="confirmed_number"' in html
    other = send(desk, emergency_choice="other", emergency_other="000", confirmed_number="911")
    assert "Look up 000" in other, "another number, typed once more, is not this one"
    assert not PracticeDetails.objects.exists()
    assert send(desk, emergency_choice="911", confirmed_number="911") == ""
    assert current.practice().emergency_number == "911"
    log = entries("action", "who_name", "details", action="practice.emergency")
    assert log == [("practice.emergency_number", "boss", {"before": "112", "after": "911"})]


def second(name: str) -> tuple[User, Client]:
    user, client = account(name), Client()
    user.user_permissions.set(Permission.objects.filter(content_type__model="practicedetails"))
    client.force_login(user)
    return user, client


def test_a_number_is_changed_by_two_and_so_is_one_that_few_know(desk: Client, boss: User) -> None:
    """A wrong emergency number kills: whoever writes one alone changes nothing that patients see."""
    new = {"emergency_choice": "other", "emergency_other": "5550123", "confirmed_number": "5550123"}
    assert send(desk, phone="020 7946 0018", **new) == ""
    now = current.practice()
    assert (now.emergency_number, now.phone) == ("112", "020 7946 0018")
    assert "A change waits for a second administrator" in desk.get(PAGE).content.decode()
    own = unescape(desk.get(APPROVAL).content.decode())
    assert "You asked for this yourself." in own
    assert 'name="confirm"' not in own
    sent = {"revision": 1, "confirm": PASSWORD}
    desk.post(APPROVAL, sent)
    with pytest.raises(PermissionDenied):
        desk_practice.approve(1, by=boss)
    made, puppet = second("made")
    log.record("account.made", by=boss, subject="made", account=made.pk)
    assert "boss made, promoted or reset your account" in unescape(puppet.get(APPROVAL).content.decode())
    puppet.post(APPROVAL, sent)
    with pytest.raises(PermissionDenied):
        desk_practice.approve(1, by=made)
    _sam, sam = second("sam")
    html = unescape(sam.get(APPROVAL).content.decode())
    assert "Patients see “112” now. They would see <strong>“5550123”</strong>." in html
    assert "Call it before you approve it." in html
    assert "5550123" in sam.get("/admin/").content.decode()
    for wrong in ({"revision": 1}, {"revision": 1, "confirm": "wrong"}, {"revision": 7, "confirm": PASSWORD}):
        sam.post(APPROVAL, wrong)
        assert current.practice().emergency_number == "112"
    sam.post(APPROVAL, sent)
    assert current.practice().emergency_number == "5550123"
    details = AuditEntry.objects.get(action="practice.emergency_number").details
    assert details == {"before": "112", "after": "5550123", "approval": "given", "asked_by": "boss"}
    assert [warning.id for warning in emergency_number_is_right(None, ["default"])] == ["calfsite.W014"]
    PracticeDetails.objects.update(emergency_number="999")
    assert [warning.id for warning in emergency_number_is_right(None, ["default"])] == ["calfsite.W015"]
    back = {"emergency_choice": "112", "confirmed_number": "112", "revision": 2}
    assert send(desk, **back) == "", "a known number too, once there is one"
    assert PracticeDetails.objects.get().asked == {"emergency_number": "112"}


def test_who_asked_may_decline_and_a_practice_with_one_administrator_decides_alone(
    desk: Client, boss: User, settings: Any
) -> None:
    send(desk)
    new = {"emergency_choice": "911", "confirmed_number": "911"}
    send(desk, **new, revision=1)
    assert send(desk, revision=2, phone="555 0100") == "", "a later save takes nothing back"
    assert PracticeDetails.objects.get().asked == {"emergency_number": "911"}
    desk.post(APPROVAL, {"revision": 3, "decline": "1"})
    assert PracticeDetails.objects.get().asked == {}
    assert desk.get(APPROVAL)["Location"] == PAGE
    with pytest.raises(PermissionDenied):
        desk_practice.decline(4, by=account("anna", "publisher"))
    settings.SECOND_APPROVAL = False
    send(desk, **new, revision=4)
    assert current.practice().emergency_number == "911"


def test_words_that_read_like_advice_are_approved_too(desk: Client) -> None:
    send(desk)
    advice = {"name": "Call 5550123", "hours": "Mon to Fri\nNo need to call 112", "address": "Wait at home"}
    assert send(desk, revision=1, **advice) == ""
    now = current.practice()
    assert (now.name, now.hours, now.address) == ("Leg clinic", "", "")
    assert set(PracticeDetails.objects.get().asked) == set(advice)
    assert send(desk, revision=2, hours="Mon to Fri, 8 am to 6 pm", address="12 River Lane", name="Hip house") == ""
    now = current.practice()
    assert (now.name, now.hours, now.address) == ("Hip house", "Mon to Fri, 8 am to 6 pm", "12 River Lane")


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
