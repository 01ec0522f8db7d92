"""A version's life: draft, check, approval, schedule, live, retired, back again."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from calfsite.audit.models import AuditEntry
from tests.triage.engine import samples
from tests.triage.engine.samples import any_of
from tests.triage.journey.test_journey import body
from tests.triage.versions.steps import (
    author,
    draft_with,
    edit,
    endangering_draft,
    live_number,
    milder,
    prove_and_publish,
    stricter,
)
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.rule import Requirement
from triage.engine.parts.urgency import Urgency
from triage.models import FrozenVersionError, ProtocolVersion, Rule
from triage.storage import rows, text_file
from triage.versions import drafts, live, proofs, publishing
from triage.versions.editing import StaleDraftError, editing

# ------------------------------------------------------------------------------------------------- draft to live


def test_a_draft_is_a_full_copy_that_patients_see_nothing_of(sample, clinician) -> None:
    draft = drafts.copy(sample, by=clinician)
    assert text_file.checksum(rows.read(draft)) == sample.checksum
    assert (draft.number, draft.status, draft.base) == (2, "draft", sample)
    assert live_number() == 1


def test_a_proven_draft_goes_live_with_its_report_and_the_old_one_retires(sample, clinician) -> None:
    version = prove_and_publish(stricter(sample, clinician), clinician)
    sample.refresh_from_db()
    assert (version.status, sample.status, live_number()) == ("published", "retired", 2)
    assert version.report["approval"] == "not needed"
    assert version.report["report"]["problems"] == []
    assert [entry.action for entry in AuditEntry.objects.all()[:2]] == ["triage.publish", "triage.draft"]


def test_a_draft_that_endangers_somebody_is_refused_and_the_old_one_stays_live(sample, clinician) -> None:
    endangering = endangering_draft(clinician)
    proof = proofs.prove(endangering)
    with pytest.raises(publishing.RefusedError, match="See the report"):
        publishing.publish(endangering, proof, reason="Fewer visits.", by=clinician)
    assert any("Worked case “It is cold.”" in problem.sentence for problem in proof.report.problems)
    assert live.current("guarded").version == 1


def test_a_release_that_is_not_safe_is_not_loaded(db) -> None:
    told = Requirement("cold", "Cold: an emergency.", (any_of("flags", "cold"),), Urgency.EMERGENCY, "x")
    whole = samples.protocol(slug="other", requirements=(told,))
    unsafe = replace(whole, rules=tuple(rule for rule in whole.rules if rule.key != "flag"))
    with pytest.raises(ProtocolError, match="not safe to publish"):
        publishing.publish_content(unsafe, reason="A release.")
    assert not ProtocolVersion.objects.filter(protocol__slug="other").exists()


def test_an_edit_after_the_report_asks_for_a_new_one(sample, clinician) -> None:
    draft = stricter(sample, clinician)
    proof = proofs.prove(draft)
    Rule.objects.filter(version=draft, key="flag").update(because="Something else.")
    with pytest.raises(publishing.StaleProofError, match="Check it again"):
        publishing.publish(draft, proof, reason="x", by=clinician)
    assert live_number() == 1


def test_going_back_publishes_the_old_content_again_through_the_same_checks(sample, clinician, second) -> None:
    prove_and_publish(stricter(sample, clinician), clinician)
    back = drafts.copy(sample, by=clinician)
    with pytest.raises(publishing.ApprovalNeededError):  # for some, the old version is the milder one
        prove_and_publish(back, clinician)
    publishing.ask_for_approval(back, proofs.prove(back), reason="Too strict.", by=clinician)
    again = prove_and_publish(back, second)
    assert (again.number, again.checksum, live_number()) == (3, sample.checksum, 3)


# ----------------------------------------------------------------------------------------------- a second clinician


def test_a_lower_urgency_needs_a_second_clinician_who_is_not_the_author(sample, clinician, second) -> None:
    draft = milder(sample, clinician)
    proof = proofs.prove(draft)
    assert proof.report.lowers_somebody
    with pytest.raises(publishing.ApprovalNeededError, match="second clinician"):
        publishing.publish(draft, proof, reason="x", by=second)  # nobody has asked
    publishing.ask_for_approval(draft, proof, reason="Fewer visits.", by=clinician)
    with pytest.raises(publishing.ApprovalNeededError):
        publishing.publish(draft, proof, reason="x", by=clinician)
    assert live_number() == 1
    version = publishing.publish(draft, proof, reason="Agreed.", by=second)
    assert (version.published_by, version.approved_by, version.report["approval"]) == (clinician, second, "given")


def test_an_edit_takes_the_question_for_approval_back(sample, clinician, second) -> None:
    draft = milder(sample, clinician)
    publishing.ask_for_approval(draft, proofs.prove(draft), reason="x", by=clinician)
    edit(draft, clinician)
    draft.refresh_from_db()
    assert draft.asked_at is None
    with pytest.raises(publishing.ApprovalNeededError):
        prove_and_publish(draft, second)


def test_whoever_edited_the_draft_can_not_approve_it(sample, clinician, second) -> None:
    draft = milder(sample, clinician)
    edit(draft, second)
    draft.refresh_from_db()
    publishing.ask_for_approval(draft, proofs.prove(draft), reason="x", by=clinician)
    with pytest.raises(publishing.ApprovalNeededError):
        prove_and_publish(draft, second)


def test_a_single_clinician_may_switch_the_second_approval_off_and_the_report_says_so(
    sample, clinician, settings
) -> None:
    settings.SECOND_APPROVAL = False
    version = prove_and_publish(milder(sample, clinician), clinician)
    assert version.report["approval"] == "switched off by the practice"


def test_the_second_of_two_editors_is_told_and_nothing_is_saved(sample, clinician, second) -> None:
    draft = drafts.copy(sample, by=clinician)
    edit(draft, second)
    with pytest.raises(StaleDraftError, match="Somebody else has changed"), editing(draft, 0, by=clinician):
        Rule.objects.filter(version=draft, key="flag").update(because="Mine.")
    assert not Rule.objects.filter(version=draft, because="Mine.").exists()


# --------------------------------------------------------------------------------------------------------- schedule


def test_a_scheduled_version_goes_live_in_its_time_and_not_before(sample, clinician) -> None:
    at = timezone.now() + timedelta(hours=1)
    version = prove_and_publish(stricter(sample, clinician), clinician, at=at)
    assert (version.status, live_number()) == ("scheduled", 1)
    assert publishing.go_live_due(at - timedelta(seconds=1)) == []
    assert [gone.number for gone in publishing.go_live_due(at)] == [2]
    assert publishing.go_live_due(at) == []
    assert live_number() == 2


def test_another_publication_cancels_the_schedule(sample, clinician) -> None:
    at = timezone.now() + timedelta(hours=1)
    waiting = prove_and_publish(stricter(sample, clinician), clinician, at=at)
    prove_and_publish(draft_with(sample, clinician, maximum=Decimal(8)), clinician)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.checksum, waiting.goes_live_at) == ("draft", "", None)
    assert publishing.go_live_due(at) == []


def test_a_schedule_can_be_cancelled(sample, clinician) -> None:
    waiting = prove_and_publish(stricter(sample, clinician), clinician, at=timezone.now() + timedelta(hours=1))
    publishing.cancel_schedule(waiting, by=clinician)
    waiting.refresh_from_db()
    assert waiting.is_draft


def test_an_edit_takes_the_asked_time_back(sample, clinician) -> None:
    draft = milder(sample, clinician)
    at = timezone.now() + timedelta(days=2)
    publishing.ask_for_approval(draft, proofs.prove(draft), reason="x", by=clinician, at=at)
    edit(draft, clinician)
    draft.refresh_from_db()
    assert (draft.asked_at, draft.goes_live_at) == (None, None)


# ------------------------------------------------------------------------------------------- frozen in the database


def test_a_draft_can_be_edited_and_discarded_whole(calf, clinician) -> None:
    draft = drafts.copy(calf, by=clinician)
    Rule.objects.filter(version=draft).update(source="Another source.")
    drafts.discard(draft, by=clinician)
    assert not ProtocolVersion.objects.filter(pk=draft.pk).exists()
    with patch.object(drafts, "UNDO_TIME", timedelta()):
        assert not drafts.discarded()
    assert not Rule.objects.filter(source="Another source.").exists()
    with pytest.raises(FrozenVersionError):
        drafts.discard(calf, by=clinician)


def test_nobody_deletes_the_work_of_somebody_else_but_who_may_publish(sample, clinician) -> None:
    ann, ben = author("ann"), author("ben")
    mine, shared = drafts.copy(sample, by=ann), drafts.copy(sample, by=ann)
    with pytest.raises(PermissionDenied):
        drafts.discard(mine, by=ben)
    drafts.discard(mine, by=ann)
    with pytest.raises(PermissionDenied):
        drafts.bring_back(mine, by=ben)
    for user in (ann, ben, clinician):
        user.user_permissions.add(Permission.objects.get(codename="view_protocolversion"))
        client = Client()
        client.force_login(user)
        listed = "Bring it back" in body(client.get("/admin/triage/protocolversion/"))
        assert listed == (user != ben), user
    drafts.bring_back(mine, by=ann)
    shared.authors.add(ben)
    with pytest.raises(PermissionDenied):
        drafts.discard(shared, by=ann)
    drafts.discard(shared, by=clinician)


def test_publishing_itself_asks_who_may(sample) -> None:
    draft = stricter(sample, author("ann"))
    for at in (None, timezone.now() + timedelta(days=1)):
        with pytest.raises(PermissionDenied):
            prove_and_publish(draft, User.objects.get(username="ann"), at=at)
    assert ProtocolVersion.objects.get(pk=draft.pk).is_draft
