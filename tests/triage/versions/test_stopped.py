"""What stops at once: a version that is withdrawn, a triage that is switched off."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from calfsite.audit.models import AuditEntry
from calfsite.lib import watch
from tests.triage.journey.test_journey import body
from tests.triage.versions.steps import START, address, author, prove_and_publish, stricter
from triage import background
from triage.models import FrozenVersionError, ProtocolVersion
from triage.totals import counting
from triage.versions import drafts, publishing, stopped


def test_a_withdrawn_version_stops_its_journeys_kindly_and_they_begin_again(sample, clinician, client) -> None:
    page = client.post(START)["Location"]
    prove_and_publish(stricter(sample, clinician), clinician)
    assert client.get(page).status_code == 200  # journeys under way finish on the version they began with
    stopped.withdraw(sample, because="It missed a sign.", by=clinician)
    response = client.get(page, follow=True)
    assert response.redirect_chain[-1][0].startswith(START)
    assert "changed these questions to keep you safe" in body(response)
    assert client.get(client.post(START)["Location"]).status_code == 200


def test_without_a_live_version_the_triage_says_that_it_is_closed(sample, clinician, client) -> None:
    stopped.withdraw(sample, because="It missed a sign.", by=clinician)
    response = client.get(START)
    assert response.status_code == 503
    assert "tel:112" in body(response)
    assert "This check is closed right now" in body(client.get("/triage/"))


def test_a_triage_is_switched_off_with_a_message_and_on_again(sample, clinician, client) -> None:
    page = client.post(START)["Location"]
    stopped.switch_off(sample.protocol, message="We move house. Call us instead.", by=clinician)
    for response in (client.get(START), client.post(START), client.get(page)):
        assert response.status_code == 503
        shown = body(response)
        advice, message = shown.find("get help now."), shown.find("We move house. Call us instead.")
        assert 0 < shown.find("tel:112") < advice < message, "whatever it says, the advice comes first"
    assert client.post(f"{START}assess.json", "{}", content_type="application/json").status_code == 503
    assert "This check is closed right now" in body(client.get("/triage/"))
    stopped.switch_on(sample.protocol, by=clinician)
    assert client.get(page).status_code == 200


def test_stopping_and_opening_ask_themselves_who_may(sample) -> None:
    ann, publisher = author("ann"), author("pat", "publish_protocolversion")
    steps = {
        "withdraw": lambda by: stopped.withdraw(sample, because="x", by=by),
        "switch off": lambda by: stopped.switch_off(sample.protocol, message="All is well.", by=by),
        "switch on": lambda by: stopped.switch_on(sample.protocol, by=by),
    }
    for step in steps.values():
        with pytest.raises(PermissionDenied):
            step(ann)
    with pytest.raises(PermissionDenied):
        steps["withdraw"](publisher)
    for name in ("switch off", "switch on"):
        steps[name](publisher)


def test_another_process_hears_of_it_when_it_looks(sample, clinician, client) -> None:
    page = client.post(START)["Location"]
    ProtocolVersion.objects.filter(pk=sample.pk).update(status="withdrawn", withdrawn_because="x")
    assert client.get(page).status_code == 200
    stopped.refresh()  # as each process does once a second
    assert client.get(page).status_code == 302


def test_withdrawing_and_switching_off_cancel_what_is_scheduled(sample, clinician) -> None:
    later = timezone.now() + timedelta(days=1)
    for stop in (
        lambda: stopped.switch_off(sample.protocol, message="Closed.", by=clinician),
        lambda: stopped.withdraw(sample, because="It missed a sign.", by=clinician),
    ):
        scheduled = prove_and_publish(stricter(sample, clinician), clinician, at=later)
        stop()
        scheduled.refresh_from_db()
        assert (scheduled.status, scheduled.goes_live_at, scheduled.published_by) == ("draft", None, None)
        assert AuditEntry.objects.first().action == "triage.cancel_schedule"
    assert publishing.go_live_due(later + timedelta(days=1)) == []


def test_a_draft_can_not_be_withdrawn(sample, clinician) -> None:
    draft = drafts.copy(sample, by=clinician)
    draft.status, draft.withdrawn_because = "withdrawn", "x"
    with pytest.raises((FrozenVersionError, DatabaseError)), transaction.atomic():
        stopped.withdraw(draft, because="x", by=clinician)


def test_withdrawing_and_switching_off_ask_why(sample, desk) -> None:
    assert "nobody can continue with this version" in body(desk.get(address(sample, "withdraw")))
    assert "This field is required" in body(desk.post(address(sample, "withdraw"), {"because": " "}))
    assert "Withdrawn" in body(desk.post(address(sample, "withdraw"), {"because": "A sign missed."}, follow=True))
    page = f"/admin/triage/protocol/{sample.protocol_id}/change/"
    off = {"order": "0", "switched_off": "on", "off_message": " "}
    assert "Enter the message patients see" in body(desk.post(page, off))
    assert "Shorten it to 300" in body(desk.post(page, {**off, "off_message": "All is well. " * 30}))
    desk.post(page, {**off, "off_message": "Call us."})
    assert AuditEntry.objects.first().action == "triage.switch_off"


def test_a_version_that_can_not_go_live_keeps_nobody_from_hearing_of_a_withdrawal(
    sample, clinician, client, monkeypatch, settings, caplog
) -> None:
    page = client.post(START)["Location"]
    ProtocolVersion.objects.filter(pk=sample.pk).update(status="withdrawn", withdrawn_because="x")
    monkeypatch.setattr(publishing, "go_live_due", lambda: 1 / 0)
    monkeypatch.setattr(watch, "_looks", [])
    monkeypatch.setattr(watch._watcher, "start", lambda: True)
    monkeypatch.setattr(counting._writer, "start", lambda: False)  # its thread would outlive this test
    settings.WATCH_SECONDS = 1
    background.start()
    monkeypatch.setattr(watch, "connection", SimpleNamespace(close=lambda: None))  # the test's own stays open
    monkeypatch.setattr(watch, "close_old_connections", lambda: None)
    watch.look_once()
    assert client.get(page).status_code == 302
    assert "ZeroDivisionError" in caplog.text
