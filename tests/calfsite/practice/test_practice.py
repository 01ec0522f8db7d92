"""The practice as patients see it: where it comes from, how a change reaches every process, its colors."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import Client

from articles.text import values
from calfsite.lib import dialing, held, watch
from calfsite.practice import current
from calfsite.practice.details import PracticeDetails
from calfsite.serving import error_pages

FULL: dict[str, Any] = {
    "name": "Leg & Back clinic",
    "emergency_number": "911",
    "phone": "+1 (555) 010-7788",
    "hours": "Monday to Friday, 8 am to 6 pm\nSaturday, 9 am to noon",
    "address": "12 River Lane\nSpringfield",
    "email": "desk@clinic.example",
    "website": "https://clinic.example",
}


def saved(**changes: Any) -> PracticeDetails:
    """The row, as another process saved it: this one has not looked yet."""
    row = PracticeDetails(**{**FULL, **changes})
    row.save()
    return row


@pytest.mark.parametrize("number", ["112", "15", "000", "+44 999", "1 1 2"])
def test_numbers_that_a_phone_dials(number: str) -> None:
    assert dialing.is_dialable(number)
    assert dialing.tel(number).removeprefix("tel:") == number.replace(" ", "")


@pytest.mark.parametrize(
    "number", ["", "1", "+", "911!", "call 112", "112\n", " 112", "9  11", "٩١١", "1" * 16, "1+12"]
)
def test_numbers_that_no_phone_dials(db: None, number: str) -> None:
    assert not dialing.is_dialable(number)
    with pytest.raises(ValueError, match="not an emergency number"):
        current.Practice("Leg clinic", number)
    with pytest.raises(IntegrityError), transaction.atomic():
        saved(emergency_number=number)


@pytest.mark.parametrize(
    ("number", "fine"),
    [
        ("020 7946 0018", True),
        ("+1 (555) 010-7788", True),
        ("+44 (0)20 7946 0018", False),
        ("12", False),
        ("ask", False),
    ],
)
def test_a_phone_number_is_one_that_can_be_dialed(number: str, fine: bool) -> None:
    assert dialing.is_phone(number) is fine


@pytest.mark.parametrize(
    "changes",
    [
        {"only": 2},
        {"name": ""},
        {"accent_light": "red"},
        {"accent_dark": "#fff;}x"},
        {"logo_digest": "0" * 16},
        {"logo_width": 5},
    ],
)
def test_the_database_refuses_what_the_form_would(db: None, changes: dict[str, Any]) -> None:
    row = {**FULL, **changes}
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeDetails.objects.bulk_create([PracticeDetails(**row)])  # past the model's own guard


def test_there_is_one_row(db: None) -> None:
    saved()
    again = PracticeDetails.objects.get()
    again.name = "Renamed"
    again.save()
    assert list(PracticeDetails.objects.values_list("name", "revision")) == [("Renamed", 2)]


def test_until_somebody_fills_it_in_the_settings_say_who_it_is(db: None, settings: Any) -> None:
    settings.PRACTICE_NAME, settings.EMERGENCY_NUMBER = "Set up", "999"
    held.reset()
    assert current.practice() == current.Practice("Set up", "999")
    settings.EMERGENCY_NUMBER = "0 rubbish"
    with pytest.raises(ValueError, match="not an emergency number"):
        current.practice()


@pytest.fixture
def looks(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The watch looks by the test's own connection, which stays open."""
    monkeypatch.setattr(watch, "close_old_connections", lambda: None)
    monkeypatch.setattr(watch, "connection", SimpleNamespace(close=lambda: None))


def test_each_process_follows_at_its_next_look_and_asks_nothing_between(
    looks: None, client: Client, django_assert_num_queries: Any
) -> None:
    saved()
    with django_assert_num_queries(0):
        assert "tel:112" in client.get("/no-such-page/").content.decode()
    with django_assert_num_queries(1):
        watch.safely(current.refresh)
    with django_assert_num_queries(0):
        html = client.get("/no-such-page/").content.decode()
    assert "tel:112" not in html
    assert html.count('href="tel:911"') >= 3


def test_a_look_that_fails_forgets_nothing(looks: None, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    saved()
    current.refresh()
    monkeypatch.setattr(current, "COLUMNS", ("no_such_column",))
    watch.safely(current.refresh)
    assert current.practice().emergency_number == "911"
    assert "no_such_column" in caplog.text


def test_a_new_process_without_a_database_still_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, client: Client, caplog: Any
) -> None:
    def fails() -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(current, "_saved", held.Held(fails))
    html = client.get("/no-such-page/").content.decode()
    assert "Call your emergency number now." in html
    assert "tel:" not in html, "the number of the settings may be another than the practice's"
    assert "Call your emergency number" in error_pages._plain_page()
    current._saved.set(current.Practice("Leg clinic", "000"))
    assert 'href="tel:000"' in error_pages._plain_page()


def test_every_page_tells_who_where_and_when(db: None, client: Client) -> None:
    saved()
    current.refresh()
    for address, status in (("/", 200), ("/articles/", 200), ("/no-such-page/", 404)):
        response = client.get(address)
        html = response.content.decode()
        assert response.status_code == status
        footer = html[html.index("<footer") :]
        assert "Leg &amp; Back clinic</title>" in html
        assert 'href="tel:+15550107788">Call us: +1 (555) 010-7788</a>' in footer
        assert "Saturday, 9 am to noon" in footer
        assert "12 River Lane<br>Springfield" in footer
        assert 'href="mailto:desk@clinic.example"' in footer
        assert 'href="https://clinic.example"' in footer
    assert "practice-" not in html, "no style sheet without colors"


@pytest.mark.parametrize(("urgency", "calls"), [("emergency", 0), ("urgent", 1), ("soon", 1), ("self_care", 1)])
def test_a_result_says_how_to_reach_the_practice_but_never_beside_an_emergency(urgency: str, calls: int) -> None:
    context = {"practice": current.Practice(**FULL), "urgency": urgency, "whom_to_call": "Call your clinic."}
    card = render_to_string("triage/journey/result_card.html", context)
    assert card.count('href="tel:+15550107788"') == calls
    assert ("Can nobody see you today?" in card) is (urgency == "urgent")
    without_phone = {**context, "practice": current.Practice("Leg clinic", "112")}
    card = render_to_string("triage/journey/result_card.html", without_phone)
    assert ("Call your clinic." in card) is (calls == 1)
    assert ('href="tel:112"' in card) is (urgency == "emergency")


def test_articles_quote_it_and_what_is_missing_says_ask_your_clinic() -> None:
    current.hold(current.Practice(**{**FULL, "phone": ""}))
    text = "[Call us: {{ practice:phone }}](tel:{{ practice:phone }}). {{ practice:hours }}."
    assert values.faults(text) == [], "that nobody filled it in is no fault of the article"
    shown = values.filled(text).replace("\\", "")
    assert shown == "Call us: (ask your clinic). Monday to Friday, 8 am to 6 pm; Saturday, 9 am to noon."
    assert values.faults("{{ practice:logo_digest }}"), "only what is meant for patients can be quoted"
    assert values.filled("[x](tel:{{ practice:emergency_number }})") == "[x](tel:911)"


def test_colors_are_a_style_sheet_of_their_own_kept_for_good(db: None, client: Client) -> None:
    saved(accent_light="#7a1f5c")
    current.refresh()
    address = current.practice().css_url
    assert f'<link rel="stylesheet" href="{address}">' in client.get("/").content.decode()
    response = client.get(address)
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    text = response.content.decode()
    assert text.startswith("@media screen{:root{--accent:#7a1f5c;--accent-strong:#")
    assert "prefers-color-scheme:dark" in text
    assert client.post(address).status_code == 405


def test_a_page_that_links_other_colors_gets_those_of_today_for_a_short_time(db: None, client: Client) -> None:
    """A page from before a change, kept by a browser or a proxy; or one by a process that has looked sooner."""
    old = "/practice-0000000000000000.css"
    current.refresh()
    response = client.get(old)
    assert (response.status_code, response.content) == (200, b""), "the site's own colors need no style sheet"
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=60"
    saved(accent_light="#7a1f5c")
    response = client.get(old)
    assert response.content.decode() == current.practice().css
    assert "--accent:#7a1f5c" in response.content.decode()
    assert response["Cache-Control"] == "public, max-age=60"


def test_colors_are_answered_while_the_database_is_down(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(accent_light="#7a1f5c")
    current.refresh()
    monkeypatch.setattr(current, "COLUMNS", ("no_such_column",))
    response = client.get("/practice-0000000000000000.css")
    assert response.content.decode() == current.practice().css


def test_a_process_that_has_not_looked_yet_serves_new_colors_at_once(db: None, client: Client) -> None:
    saved(accent_dark="#f0a0d0")
    current.refresh()
    address = current.practice().css_url
    current.hold(None)
    assert client.get(address).status_code == 200


def test_an_app_for_codes_lists_the_practice_by_its_name(settings: Any) -> None:
    current.hold(current.Practice("Leg clinic", "112"))
    assert settings.OTP_TOTP_ISSUER(None) == "Leg clinic"
