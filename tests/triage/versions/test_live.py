"""Only what was published is ever served: a version's checksum is compared whenever its rows are read."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from calfsite.audit.models import AuditEntry
from calfsite.lib import held
from tests.triage.engine import samples
from tests.triage.journey.test_journey import body
from triage.engine.parts.rule import Requirement
from triage.engine.parts.urgency import Urgency
from triage.models import ProtocolVersion, Rule, freeze
from triage.storage import text_file
from triage.versions import drafts, live, proofs, publishing

START = "/triage/sample/"


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def damage(version: ProtocolVersion) -> None:
    """What somebody with the database's password could do: one trigger away, one UPDATE."""
    on_table = " ON triage_rule" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER triage_rule_frozen_update{on_table}")
    run(f"UPDATE triage_rule SET urgency = 'self_care' WHERE key = 'flag' AND version_id = {version.pk}")


def messages() -> list[tuple[str | None, str]]:
    return [(m.id, m.msg) for m in run_checks(tags=["database"], databases=["default"]) if "triage." in str(m.id)]


def test_a_red_flag_that_raw_sql_made_harmless_is_not_served(sample, client) -> None:
    damage(sample)
    held.reset()  # as a process that has just started
    for response in (client.get(START), client.post(START)):
        assert response.status_code == 503
        assert "let a clinician look" in body(response)
        assert "tel:112" in body(response)
    answers = {"answers": {"flags": ["cold"]}}
    assert client.post(f"{START}assess.json", answers, content_type="application/json").status_code == 503
    assert "This check is closed right now" in body(client.get("/triage/"))


def test_a_process_that_holds_the_good_version_goes_on_serving_it(sample, client) -> None:
    journey = client.post(START)["Location"].removesuffix("flags/")
    damage(sample)
    client.post(f"{journey}flags/", {"answer": ["cold"]})
    assert "card--emergency" in body(client.get(f"{journey}result/"))


def test_a_journey_on_a_retired_version_is_stopped_too(sample, clinician, client) -> None:
    page = client.post(START)["Location"]
    draft = drafts.copy(sample, by=clinician)
    publishing.publish(draft, proofs.prove(draft), reason="The same.", by=clinician)
    damage(sample)
    held.reset()
    assert client.get(page).status_code == 503
    assert client.get(START).status_code == 200


def test_the_system_check_names_the_version_and_the_trigger(sample) -> None:
    assert messages() == []
    damage(sample)
    (version_id, version), (trigger_id, trigger) = sorted(messages())
    assert (version_id, trigger_id) == ("triage.E001", "triage.E002")
    assert "Sample, version 1 (published)" in version
    assert "triage_rule_frozen_update" in trigger
    with pytest.raises(CommandError, match=r"triage\.E001"):
        call_command("check", databases=["default"])


def test_the_system_check_names_every_trigger_that_is_missing(sample) -> None:
    for trigger in freeze.triggers(apps):
        on_table = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
        run(f"DROP TRIGGER {trigger.name}{on_table}")
    said = messages()[-1][1]
    assert [trigger.name for trigger in freeze.triggers(apps) if trigger.name not in said] == []
    call_command("freeze_versions")
    assert messages() == []


def test_before_its_migration_nothing_is_said_of_a_trigger(sample) -> None:
    """`migrate` runs the checks first: an error there would keep the triggers from ever being made."""
    damage(sample)
    MigrationRecorder(connection).migration_qs.filter(app="triage").latest("pk").delete()
    assert messages() == []


def test_a_scheduled_version_whose_rows_were_changed_becomes_a_draft_again(sample, clinician, caplog) -> None:
    draft = drafts.copy(sample, by=clinician)
    at = timezone.now() + timedelta(hours=1)
    waiting = publishing.publish(draft, proofs.prove(draft), reason="The same.", by=clinician, at=at)
    damage(waiting)
    assert publishing.go_live_due(at) == []
    waiting.refresh_from_db()
    assert waiting.is_draft
    assert live.current("sample").version == 1
    entry: Any = AuditEntry.objects.first()
    assert (entry.action, entry.subject) == ("triage.cancel_schedule", "sample version 2")
    assert "not what was published" in entry.reason
    assert "Sample, version 2" in caplog.text


def test_articles_quote_no_number_that_raw_sql_changed(sample) -> None:
    keys = ["sample.severe"], ["sample.pain.maximum"]
    assert live.threshold_quantities(keys[0])["sample.severe"].text == "7 of 10"
    assert live.limit_quantities(keys[1])["sample.pain.maximum"].text == "10 of 10"
    damage(sample)
    held.reset()
    assert live.threshold_quantities(keys[0]) == live.limit_quantities(keys[1]) == {}


def test_articles_keep_their_danger_signs_when_a_triage_is_withdrawn_or_raw_sql_changed_it(db, clinician) -> None:
    def published(version: int, sign: str) -> ProtocolVersion:
        cold = Requirement("cold", "Cold.", (samples.any_of("flags", "cold"),), Urgency.EMERGENCY, "x", watch_for=sign)
        content = replace(samples.protocol(), slug="signs", version=version, requirements=(cold,))
        return publishing.publish_content(content, reason="A test.")[0]

    def quoted() -> dict[str, str]:
        held.reset()  # as a process that has just started
        return live.sign_texts(["signs.cold", "signs.gone", "gone.cold", "x"])

    first = published(1, "Your foot turns cold")
    assert quoted() == {"signs.cold": "Your foot turns cold"}
    second = published(2, "Your foot turns cold or blue")
    assert quoted() == {"signs.cold": "Your foot turns cold or blue"}
    damage(second)
    assert quoted() == {"signs.cold": "Your foot turns cold"}
    for version in (second, first):
        ProtocolVersion.objects.filter(pk=version.pk).update(status="withdrawn", withdrawn_because="A slip.")
    assert quoted() == {"signs.cold": "Your foot turns cold"}


def test_the_checksum_of_a_text_stays_the_same_from_release_to_release() -> None:
    """Else every version that was published before an upgrade would be closed by it."""
    assert text_file.checksum(samples.protocol()) == (
        "8f599a53f9a278a7a2c354a461636037e9242531a658be879be98904d525a6af"
    )


def test_a_version_is_read_once_and_then_held(sample, django_assert_num_queries, monkeypatch) -> None:
    live.version("sample", 1)
    monkeypatch.setattr(text_file, "checksum", lambda content: 1 / 0)
    with django_assert_num_queries(0):
        live.version("sample", 1)
    assert Rule.objects.exists()
