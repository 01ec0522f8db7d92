"""A clinician edits a threshold: the next journey obeys, the version before stays."""

import html
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calfsite.audit.models import AuditEntry
from tests.triage.api.test_api import post
from tests.triage.engine import samples
from triage.engine.parts.rule import Vignette
from triage.engine.parts.urgency import Urgency
from triage.models import ProtocolVersion, Threshold
from triage.versions import live, proofs, publishing, stopped, taking_back

pytestmark = pytest.mark.usefixtures("sample")

LIST = reverse("admin:triage_threshold_changelist")


def page_of(key: str = "severe", protocol: str = "sample") -> str:
    live_row = Threshold.objects.get(version__status="published", version__protocol__slug=protocol, key=key)
    return reverse("admin:triage_threshold_change", args=[live_row.pk])


def follow(desk: Client, value: str, page: str = "") -> HttpResponse:
    """Type a value, and see what follows from it."""
    return desk.post(page or page_of(), {"value": value}, follow=True)


def save(desk: Client, value: str, reason: str = "Our audit.", page: str = "") -> str:
    """Change a value: look at what follows, say why, and press the button."""
    page = page or page_of()
    response = follow(desk, value, page)
    if response.redirect_chain and response.redirect_chain[-1][0] != page:
        response = desk.post(response.redirect_chain[-1][0], {"reason": reason}, follow=True)
    return html.unescape(response.content.decode())


def assess(client: Client) -> dict[str, Any]:
    answers = {"flags": ["none"], "pain": 6, "walks": "yes"}
    return post(client, answers, "/triage/sample/assess.json").json()


def test_the_next_journey_obeys_the_new_value(desk, client) -> None:
    assert assess(client)["urgency"] == "self_care"
    text = save(desk, "6")
    assert "now 6 of 10. Version 2 is live" in text
    report = assess(client)
    assert (report["urgency"], report["version"]) == ("soon", 2), "who has this much pain is asked one question more"


def test_a_value_outside_its_limits_is_refused_and_kept_in_the_field(desk) -> None:
    for value in ("4", "10", "", "much", "NaN", "7.001", "99999999999"):
        text = follow(desk, value).content.decode()
        assert "errornote" in text, value
        assert f'value="{value}"' in text or not value, value
    assert ProtocolVersion.objects.filter(protocol__slug="sample").count() == 1


def test_the_refusal_names_the_limits(desk) -> None:
    text = save(desk, "10")
    assert "Choose a value from 5 to 9 of 10" in text
    assert text.count("5 to 9 of 10") == 2, "the limits still stand beside the field"


def test_a_reason_is_required(desk) -> None:
    assert "This field is required" in save(desk, "6", reason="  ")
    assert ProtocolVersion.objects.filter(protocol__slug="sample").count() == 1


def test_the_page_shows_limits_source_and_the_rules_that_use_it(desk) -> None:
    text = desk.get(page_of("calf_girth_gap", "calf")).content.decode()
    assert "2 to 5 cm" in text
    assert "Wells score" in text
    assert "1 rule (Urgent 1)" in text
    assert "rule-girth_gap" in text, "a link to it"


def test_two_clinicians_on_the_same_threshold_the_second_is_told(desk) -> None:
    page = page_of()
    late = follow(desk, "5", page).redirect_chain[-1][0]
    save(desk, "6", page=page)
    response = follow(desk, "5", page)
    assert "Somebody else has published a newer version" in response.content.decode()
    assert 'value="5"' in response.content.decode()
    assert "Somebody else has published" in desk.post(late, {"reason": "Late."}, follow=True).content.decode()
    assert live.current("sample").threshold_by_key["severe"].value == 6


def test_what_follows_is_shown_before_anything_is_written(desk) -> None:
    rows = (ProtocolVersion.objects.count(), AuditEntry.objects.count(), LogEntry.objects.count())
    text = html.unescape(follow(desk, "6").content.decode())
    for said in (
        "6 of 10</strong> instead of 7 of 10",
        "Some are told a higher urgency: ",
        "Example patient: told “",
    ):
        assert said in text, said
    assert 'value="Publish"' in text
    assert (ProtocolVersion.objects.count(), AuditEntry.objects.count(), LogEntry.objects.count()) == rows


def test_an_unchanged_value_does_nothing_and_says_so(desk) -> None:
    for value in ("7", "7.0"):
        text = html.unescape(follow(desk, value).content.decode())
        assert "It is 7 of 10 already: nothing to change." in text
    assert ProtocolVersion.objects.filter(protocol__slug="sample").count() == 1


def test_a_refused_value_shows_why_and_leaves_nothing_behind(desk) -> None:
    given = (("flags", frozenset({"none"})), ("pain", Decimal(7)), ("eases", "no"), ("walks", "yes"))
    case = Vignette("bad", "It hurts, a 7.", given, Urgency.URGENT, Urgency.URGENT, "us")
    publishing.publish_content(samples.protocol(slug="whole", vignettes=(case,)), reason="A test.")
    page = page_of(protocol="whole")
    rows = (ProtocolVersion.objects.count(), AuditEntry.objects.count())
    response = follow(desk, "8", page)
    text = html.unescape(response.content.decode())
    assert "Refused: a check that must hold has failed." in text
    assert "It hurts, a 7." in text
    assert 'value="Publish"' not in text
    desk.post(response.redirect_chain[-1][0], {"reason": "Fewer visits."}, follow=True)
    assert (ProtocolVersion.objects.count(), AuditEntry.objects.count()) == rows


def test_a_lower_urgency_waits_for_a_second_clinician_and_is_asked_for_in_the_same_step(desk, clinician) -> None:
    assert "Ask a second clinician to approve" in follow(desk, "9").content.decode()
    assert "Another clinician must now approve it" in save(desk, "9")
    draft = ProtocolVersion.objects.get(protocol__slug="sample", status="draft")
    assert (draft.asked_by, draft.reason) == (clinician, "Our audit.")
    assert live.current("sample").version == 1


def test_its_author_can_take_a_raise_back_within_the_hour_and_nobody_else_can(desk, clinician, sample) -> None:
    save(desk, "6")
    second = ProtocolVersion.objects.get(protocol__slug="sample", status="published")
    page = reverse("admin:triage_protocolversion_change", args=[second.pk])
    button = reverse("admin:triage_protocolversion_take_back", args=[second.pk])
    other = Client()
    other.force_login(User.objects.create_superuser("dr-kim", password="x"))
    assert "Take it back" not in other.get(page).content.decode()
    assert "too late to take this back" in other.post(button, follow=True).content.decode()
    assert "Take it back" in desk.get(page).content.decode()
    assert "version 3 is live" in desk.post(button, follow=True).content.decode()
    third = ProtocolVersion.objects.get(protocol__slug="sample", status="published")
    assert (third.checksum, third.came_with_a_release) == (sample.checksum, True)
    assert third.report["approval"] == "taken back by its author within the hour"
    assert "taken back" in AuditEntry.objects.filter(action="triage.publish").first().reason
    changed = [entry.details.get("changed") for entry in AuditEntry.objects.order_by("pk") if entry.who == clinician]
    assert changed[-3:] == ["severe: 7 of 10 → 6 of 10", *["1 threshold changed (“severe”)"] * 2]


def test_nothing_is_taken_back_after_an_hour_or_past_a_withdrawn_version_or_an_approval(sample, clinician) -> None:
    version = publishing.change_threshold(sample, "severe", Decimal(6), reason="x", by=clinician)
    assert taking_back.target(version, clinician) == sample
    version.published_at -= taking_back.TIME
    assert taking_back.target(version, clinician) is None
    version.refresh_from_db()
    version.approved_by = clinician
    assert taking_back.target(version, clinician) is None
    version.refresh_from_db()
    stopped.withdraw(sample, because="A slip.", by=clinician)
    assert taking_back.target(version, clinician) is None


def test_the_list_shows_the_live_versions_only(desk, sample) -> None:
    save(desk, "6")
    text = desk.get(LIST).content.decode()
    assert text.count("6 of 10") == 1
    assert f"{sample.title}, version 2" in text
    assert f"{sample.title}, version 1" not in text
    assert "Sciatica and tight calves, version 1" in text


def test_thresholds_and_versions_can_not_be_added_or_deleted_or_versions_edited(desk, calf) -> None:
    assert desk.get(reverse("admin:triage_threshold_add")).status_code == 403
    assert desk.post(page_of().replace("change", "delete"), {"post": "yes"}).status_code == 403
    version = reverse("admin:triage_protocolversion_change", args=[calf.pk])
    assert desk.get(version).status_code == 200
    assert desk.post(version, {"title": "x"}).status_code == 403


def test_the_clinician_that_the_setup_makes_can_do_it(sample, client) -> None:
    call_command("create_clinician", stdout=StringIO())
    client.force_login(User.objects.get(username="clinician"))
    assert "Version 2 is live" in save(client, "6")


def test_strangers_are_sent_to_the_sign_in(client, sample) -> None:
    for page in (page_of(), reverse("admin:triage_threshold_follows", args=[sample.threshold_set.first().pk])):
        response = client.post(page, {"value": "8", "reason": "x"})
        assert response.status_code == 302
        assert "/admin/login/" in response["Location"]
    assert ProtocolVersion.objects.filter(protocol__slug="sample").count() == 1


def test_a_changed_threshold_of_a_large_triage_costs_few_queries_and_is_served_at_once(desk, monkeypatch) -> None:
    report = proofs.work_out(proofs.Claim(samples.protocol(), "", samples.protocol(), ""))
    monkeypatch.setattr(proofs, "work_out", lambda *_claim: report)  # a proof takes seconds, and no query
    page = page_of("severe_pain", "calf")  # which has hundreds of rows
    page = follow(desk, "6", page).redirect_chain[-1][0]
    with CaptureQueriesContext(connection) as queries:
        assert desk.post(page, {"reason": "Our audit."}).status_code == 302
    assert len(queries) <= 60, "\n".join(query["sql"][:100] for query in queries.captured_queries)
    assert live.current("calf").threshold_by_key["severe_pain"].value == 6
