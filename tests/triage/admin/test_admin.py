"""A clinician edits a threshold: the next journey obeys, the version before stays."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.triage.api.test_api import post
from tests.triage.engine import samples
from tests.triage.protocols.leg_cases import LEG
from triage.models import ProtocolVersion, Threshold
from triage.versions import live, proofs, publishing

LIST = reverse("admin:triage_threshold_changelist")


@pytest.fixture
def desk(sample, clinician) -> Client:
    client = Client()
    client.force_login(clinician)
    return client


def page_of(key: str = "severe", protocol: str = "sample") -> str:
    live_row = Threshold.objects.get(version__status="published", version__protocol__slug=protocol, key=key)
    return reverse("admin:triage_threshold_change", args=[live_row.pk])


def save(desk: Client, value: str, reason: str = "Our audit.", page: str = "") -> str:
    response = desk.post(page or page_of(), {"value": value, "reason": reason}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


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
        text = save(desk, value)
        assert "errornote" in text, value
        assert f'value="{value}"' in text or not value, value
    assert ProtocolVersion.objects.filter(protocol__slug="sample").count() == 1


def test_the_refusal_names_the_limits(desk) -> None:
    text = save(desk, "10")
    assert "Choose a value from 5 to 9 of 10" in text
    assert text.count("5 to 9 of 10") == 2, "the limits still stand beside the field"


def test_a_reason_is_required(desk) -> None:
    assert "errornote" in save(desk, "6", reason="  ")
    assert ProtocolVersion.objects.filter(protocol__slug="sample").count() == 1


def test_the_page_shows_limits_source_and_the_rules_that_use_it(desk) -> None:
    text = desk.get(page_of("calf_girth_gap", "calf")).content.decode()
    assert "2 to 5 cm" in text
    assert "Wells score" in text
    assert "girth_gap (urgent)" in text


def test_two_clinicians_on_the_same_threshold_the_second_is_told(desk) -> None:
    page = page_of()
    save(desk, "6", page=page)
    response = desk.post(page, {"value": "5", "reason": "Late."}, follow=True)
    assert live.current("sample").threshold_by_key["severe"].value == 6
    text = response.content.decode()
    assert "Somebody else has published a newer version" in text
    assert 'value="5"' in text
    assert "Late." in text


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
    response = client.post(page_of(), {"value": "8", "reason": "x"})
    assert response.status_code == 302
    assert "/admin/login/" in response["Location"]
    assert ProtocolVersion.objects.filter(protocol__slug="sample").count() == 1


def test_a_changed_threshold_of_a_large_triage_costs_few_queries_and_is_served_at_once(desk, monkeypatch) -> None:
    report = proofs.work_out(proofs.Claim(samples.protocol(), "", samples.protocol(), ""))
    monkeypatch.setattr(proofs, "work_out", lambda *_claim: report)  # a proof takes seconds, and no query
    publishing.publish_content(LEG, reason="A test.")
    page = page_of("severe_pain", "leg")
    with CaptureQueriesContext(connection) as queries:
        assert desk.post(page, {"value": "6", "reason": "Our audit."}).status_code == 302
    assert len(queries) <= 60, "\n".join(query["sql"][:100] for query in queries.captured_queries)
    assert live.current("leg").threshold_by_key["severe_pain"].value == 6
