"""Deleting a draft asks first, and can be undone for a day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from calfsite.audit.models import AuditEntry
from triage.models import FrozenVersionError, ProtocolVersion, Rule
from triage.versions import drafts, editing

pytestmark = pytest.mark.usefixtures("sample")

LIST = reverse("admin:triage_protocolversion_changelist")


@pytest.fixture
def draft(sample, clinician) -> ProtocolVersion:
    return drafts.copy(sample, by=clinician)


def page(draft: ProtocolVersion, step: str) -> str:
    return reverse(f"admin:triage_protocolversion_{step}", args=[draft.pk])


def test_it_asks_first_and_can_be_undone(desk, draft, clinician) -> None:
    Rule.objects.filter(version=draft).update(source="Ours.")
    text = desk.get(page(draft, "discard")).content.decode()
    assert f"Delete draft {draft.number}?" in text
    assert "Keep the draft" in text
    assert ProtocolVersion.objects.filter(pk=draft.pk).exists()

    text = desk.post(page(draft, "discard"), follow=True).content.decode()
    assert "it can be brought back" in text
    assert desk.get(page(draft, "change")).status_code == 302, "Django’s page of what is gone: a redirect"
    assert not ProtocolVersion.objects.filter(pk=draft.pk).exists()

    text = desk.post(page(draft, "undiscard"), follow=True).content.decode()
    assert "The draft is back." in text
    again = ProtocolVersion.objects.get(pk=draft.pk)
    assert again.is_draft
    assert list(again.authors.all()) == [clinician]
    assert Rule.objects.filter(version=again, source="Ours.").exists()
    assert list(AuditEntry.objects.values_list("action", flat=True)[:2]) == ["triage.undiscard", "triage.discard"]
    assert "Deleted drafts" not in desk.get(LIST).content.decode()


def test_nothing_of_a_deleted_draft_can_be_edited_and_its_number_stays_its_own(desk, draft, sample, clinician) -> None:
    rule = Rule.objects.filter(version=draft).first()
    assert rule is not None
    address = reverse("admin:triage_rule_change", args=[rule.pk])
    drafts.discard(draft, by=clinician)
    response = desk.post(address, {"because": "Typed for an hour."})
    assert response.status_code == 409
    assert "Typed for an hour." in response.content.decode()
    with pytest.raises(FrozenVersionError), editing.editing(draft, 0, by=clinician):
        pass
    other = drafts.copy(sample, by=clinician)
    assert other.number == draft.number + 1


def test_after_a_day_it_is_gone_for_good(desk, draft, clinician) -> None:
    drafts.discard(draft, by=clinician)
    ProtocolVersion.everything.filter(pk=draft.pk).update(discarded_at=timezone.now() - timedelta(hours=25))
    assert "Deleted drafts" not in desk.get(LIST).content.decode()
    assert desk.post(page(draft, "undiscard")).status_code == 404
    assert not ProtocolVersion.everything.filter(pk=draft.pk).exists()
    assert not Rule.objects.filter(version_id=draft.pk).exists()
