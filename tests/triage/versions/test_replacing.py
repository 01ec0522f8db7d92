"""A triage that takes the place of others: what a release switches off, and what a clinic keeps."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from calfsite.audit.models import AuditEntry
from calfsite.desk.needs import needs_of
from tests.triage.engine import samples
from tests.triage.versions.test_load_protocols import no_protocols  # noqa: F401  a fixture
from triage.models import Protocol, ProtocolVersion
from triage.storage import text_file
from triage.versions import drafts, live, publishing, stopped

Load = Callable[..., str]


@pytest.fixture
def load(no_protocols: None, tmp_path: Path) -> Load:  # noqa: F811
    """Loads a release with these texts, by name, as `load_protocols` does; says what it says."""

    def load(**texts: str) -> str:
        folder, out = tmp_path / str(len(list(tmp_path.iterdir()))), StringIO()
        folder.mkdir()
        for name, text in texts.items():
            (folder / f"{name}.toml").write_text(text)
        call_command("load_protocols", f"--from={folder}", stdout=out)
        return out.getvalue()

    return load


def calf() -> str:
    """What the release before shipped."""
    return text_file.dumps(samples.protocol(slug="calf"))


def new(**changes: Any) -> str:
    """A release's triage that takes the place of calf, and of one that this installation never had."""
    whole = samples.protocol(slug="whole", title="Leg and back check", replaces=("calf", "sciatica"))
    return text_file.dumps(replace(whole, **changes))


def row(slug: str = "calf") -> Protocol:
    return Protocol.objects.get(slug=slug)


def test_a_release_switches_off_what_it_replaces_with_a_sentence_that_leads_on(load) -> None:
    load(calf=calf())
    said = load(whole=new())
    assert "whole: loaded as version 1" in said
    assert "calf: switched off, whole takes its place; its versions and totals are kept" in said
    assert row().off_message == (
        "This check is now part of “Leg and back check”. Please answer that one instead: it covers this and more."
    )
    assert "calf" in stopped.current().switched_off
    assert ProtocolVersion.objects.get(protocol__slug="calf").status == "published", "its history is kept"
    entry = AuditEntry.objects.filter(action="triage.switch_off", subject="calf").latest("pk")
    assert entry.reason == row().off_message
    assert [one.slug for one in live.listed()] == ["whole"]
    assert "switched off, whole takes its place" in load(whole=new()), "each load says so"


def test_its_address_leads_to_the_new_one(load) -> None:
    load(calf=calf())
    load(whole=new())
    answer = Client().get("/triage/calf/")
    assert (answer.status_code, answer["Location"]) == (302, "/triage/whole/")


def test_what_the_clinic_has_edited_stays_open_and_is_named(load, clinician) -> None:
    load(calf=calf())
    published = ProtocolVersion.objects.get(protocol__slug="calf")
    publishing.change_threshold(published, "severe", Decimal(6), reason="Our audit.", by=clinician)
    said = load(whole=new())
    assert "calf: the clinic's own version stays open beside whole" in said
    assert not row().switched_off
    assert {one.slug for one in live.listed()} == {"calf", "whole"}
    need = next(need for need in needs_of(clinician) if need.title == "Triages that a newer one replaces")
    assert "“Leg and back check” takes its place. It was edited here" in need.items[0].note


def test_a_clinic_may_open_the_old_one_again(load, clinician) -> None:
    """It is switched off once: a later release does not undo what a clinician decided."""
    load(calf=calf())
    load(whole=new())
    stopped.switch_on(row(), by=clinician)
    assert "whole: loaded as version 2" in load(whole=new(summary="Said better."))
    assert not row().switched_off


def test_what_waits_for_approval_replaces_nothing_yet(load, clinician) -> None:
    load(calf=calf(), whole=new(replaces=()))
    milder = replace(samples.protocol().thresholds[0], value=Decimal(8))
    said = load(whole=new(thresholds=(milder,)))
    assert "a clinician must approve" in said
    assert not row().switched_off
    draft = ProtocolVersion.objects.get(protocol__slug="whole", status="draft")
    publishing.publish(draft, publishing.proofs.prove(draft), reason="Read it.", by=clinician)
    assert row().switched_off


def test_what_is_replaced_is_no_triage_that_patients_can_t_use(load, clinician) -> None:
    load(calf=calf())
    load(whole=new())
    assert "Triages that patients can’t use" not in {need.title for need in needs_of(clinician)}


def test_a_draft_begun_by_a_clinician_does_not_keep_the_old_one_open(load, clinician: User) -> None:
    load(calf=calf())
    drafts.copy(ProtocolVersion.objects.get(protocol__slug="calf"), by=clinician)
    load(whole=new())
    assert row().switched_off
