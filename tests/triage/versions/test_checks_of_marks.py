"""The system checks of answers that mean "not sure", and of versions that nobody published."""

from django.core.checks import run_checks
from django.utils import timezone

from triage.models import Choice, ProtocolVersion
from triage.versions import drafts, proofs


def found(check: str = "triage.W001") -> list[str]:
    return [str(one.msg) for one in run_checks(tags=["database"], databases=["default"]) if one.id == check]


def test_a_version_that_somebody_made_live_in_the_database_is_named(sample, clinician) -> None:
    assert found("triage.W002") == []
    draft = drafts.copy(sample, by=clinician)
    said = {"reason": "x", "report": {}, "published_at": timezone.now(), "checksum": proofs.prove(draft).checksum}
    ProtocolVersion.objects.filter(pk=sample.pk).update(status="retired")
    ProtocolVersion.objects.filter(pk=draft.pk).update(status="published", **said)
    assert len(found("triage.W002")) == 1
    assert "Sample, version 2 (published) is live, and the audit log knows of nobody" in found("triage.W002")[0]


def test_a_live_version_whose_not_sure_is_unmarked_is_named(sample, breakable) -> None:
    """As migration 0004 leaves a version that was published before."""
    assert found() == []
    choice = sample.choice_set.get(key="yes", question__key="walks")
    Choice.objects.filter(pk=choice.pk).update(text="I am not sure")
    assert len(found()) == 1
    assert f"{sample}: " in found()[0]
    assert "walks.yes" in found()[0]
