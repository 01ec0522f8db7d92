"""What a draft is compared with: the last version that was ever live, of its triage or of one whose place it takes."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests.triage.admin.editing.pages import signed_in
from tests.triage.engine import samples
from triage.models import ProtocolVersion, Rule, Threshold
from triage.versions import drafts, proofs, publishing, stopped


def milder(base: ProtocolVersion, by: User) -> ProtocolVersion:
    """A copy that lowers the urgency for some."""
    draft = drafts.copy(base, by=by)
    Threshold.objects.filter(version=draft, key="severe").update(value=Decimal(9))
    return draft


def publish_page(draft: ProtocolVersion) -> str:
    answer = signed_in("dr-lee").get(reverse("admin:triage_protocolversion_publish", args=[draft.pk]), follow=True)
    return str(answer.content.decode())


def test_a_withdrawn_version_counts(sample, clinician) -> None:
    stopped.withdraw(sample, because="A slip.", by=clinician)
    draft = milder(sample, clinician)
    proof = proofs.prove(draft)
    assert (proof.against, proof.report.lowers_somebody) == ("sample version 1", True)
    with pytest.raises(publishing.ApprovalNeededError, match="lower urgency"):
        publishing.publish(draft, proof, reason="Again.", by=clinician)


def test_with_nothing_to_compare_a_clinicians_triage_needs_a_second_one_and_a_releases_does_not(db, clinician) -> None:
    draft = drafts.write(samples.protocol(slug="ours"), by=clinician)
    proof = proofs.prove(draft)
    assert (proof.against, proof.before) == ("", None)
    with pytest.raises(publishing.ApprovalNeededError, match="nothing to compare it with"):
        publishing.publish(draft, proof, reason="Our own.", by=clinician)
    page = publish_page(draft)
    assert "a second clinician must look at it" in page
    assert "Ask a second clinician to approve" in page
    assert publishing.publish_content(samples.protocol(slug="theirs"), reason="A release.")[1]


def test_a_triage_that_takes_another_ones_place_is_beside_it_and_not_compared(sample, clinician) -> None:
    draft = drafts.write(samples.protocol(slug="whole", replaces=("sample",)), by=clinician)
    proof = proofs.prove(draft)
    assert proof.against == "sample version 1"
    assert proof.report.impact.another == "sample"
    page = publish_page(draft)
    assert "Not compared: the last version that was live is of another triage, sample." in page
    assert "No version of this triage was ever live" in page


def test_an_earlier_version_whose_rows_were_changed_is_passed_over(sample, clinician, breakable) -> None:
    second = publishing.change_threshold(sample, "severe", Decimal(6), reason="x", by=clinician)
    draft = drafts.copy(second, by=clinician)
    stopped.withdraw(second, because="x", by=clinician)
    Rule.objects.filter(version=second).update(because="Changed.")
    assert proofs.prove(draft).against == "sample version 1"
    Rule.objects.filter(version=sample).update(because="Changed.")
    assert proofs.prove(draft).against == ""


def test_what_was_proven_beside_another_version_is_not_published(sample, clinician) -> None:
    draft = drafts.copy(sample, by=clinician)
    proof = proofs.prove(draft)
    publishing.change_threshold(sample, "severe", Decimal(6), reason="x", by=clinician)
    with pytest.raises(publishing.StaleProofError):
        publishing.publish(draft, replace(proof, against=""), reason="x", by=clinician)
    with pytest.raises(publishing.StaleProofError):
        publishing.publish(draft, proof, reason="x", by=clinician)
