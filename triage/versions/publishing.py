"""Publishing: the only way in which what patients are asked and told changes.

A version goes live as a whole, in one transaction, with the proof of its very text; the one before it is retired and
kept, for the journeys that began on it.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from calfsite.accounts import approval as accounts
from calfsite.audit import log
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.models import Protocol as ProtocolRow
from triage.models import ProtocolVersion
from triage.storage import rows, text_file
from triage.versions import diff, drafts, live, proofs, replacing, stopped
from triage.versions.proofs import Proof

logger = logging.getLogger(__name__)
Status = ProtocolVersion.Status


class NotLiveError(RuntimeError):
    """A draft can't go live, or not yet. It is kept as it is."""


class RefusedError(NotLiveError):
    """A check that blocks has failed. The report says which, with an example."""


class TooCloseError(RefusedError):
    """Who would approve has an account that who asked, or an author, made, promoted or reset lately."""


class ApprovalNeededError(NotLiveError):
    """An urgency or a guard is lower, or nobody can say: a second clinician, no author of it, must approve."""


class StaleVersionError(RuntimeError):
    """Another clinician published in the meantime. Nothing was changed; look at the new version and decide again."""


class StaleProofError(RuntimeError):
    """The draft, or the live version beside it, has changed since the proof was made. Check again."""


def publish(
    draft: ProtocolVersion,
    proof: Proof,
    *,
    reason: str,
    by: User | None = None,
    at: datetime | None = None,
    at_once: bool = False,
) -> ProtocolVersion:
    """Make a draft the live version at a time: else at the one that was asked for with the approval, else now.

    `at_once` overrules the time that was asked for; so does a time that has passed. `by` is None for a release. Returns
    the version. Raises StaleProofError, RefusedError, ApprovalNeededError; PermissionDenied for somebody who may not
    publish. Nothing is changed then.
    """
    _must_be_publisher(by)
    with transaction.atomic():
        version = locked(draft)
        _must_be_of(proof, version)
        at = None if at_once else at or version.goes_live_at
        publish_locked(version, proof, reason=reason, by=by, at=at if at and at > timezone.now() else None)
    return version


def publish_locked(
    version: ProtocolVersion,
    proof: Proof,
    *,
    reason: str,
    by: User | None,
    at: datetime | None = None,
    approval_of: str = "",
) -> None:
    """As `publish`, for a draft that is locked or new. Raises RefusedError and ApprovalNeededError.

    `approval_of`: what stands for the approval of a second clinician, where it needs none.
    """
    if weakened := floor_changes(version, proof):
        raise RefusedError(" ".join(weakened))
    if not proof.report.publishable:
        raise RefusedError(_("This version can't be published: a check that must hold has failed. See the report."))
    second = approval_of or approval(version, proof, by)
    version.checksum, version.report = proof.checksum, {**proof.as_dict(), "approval": second}
    asked_because, version.reason = version.reason, reason
    version.published_by, version.goes_live_at = by, at
    details = {"approval": second, "changed": diff.in_words(proof.before, proof.content)}
    if second == "given" and by is not None:
        version.published_by, version.approved_by = version.asked_by, by
        version.reason, version.report["approved_because"] = asked_because or reason, reason
        if shared := accounts.common_maker(by, involved(version)):
            details["accounts"] = shared
    _record("triage.schedule" if at else "triage.publish", version, by, reason, **details)
    if at:
        for other in version.protocol.versions.filter(status=Status.SCHEDULED):
            _cancel_schedule(other, version)
        version.become(Status.SCHEDULED)
    else:
        _go_live(version)


def ask_for_approval(
    draft: ProtocolVersion, proof: Proof, *, reason: str, by: User | None, at: datetime | None = None
) -> None:
    """Ask another clinician to publish this draft, at a time or at once. An edit takes the question back."""
    with transaction.atomic():
        version = locked(draft)
        _must_be_of(proof, version)
        version.reason, version.asked_by, version.asked_at = reason, by, timezone.now()
        version.goes_live_at = at
        version.save()
        _record("triage.ask_approval", version, by, reason)


def change_threshold(base: ProtocolVersion, key: str, value: Decimal, *, reason: str, by: User) -> ProtocolVersion:
    """Publish a copy of the live version `base` with one threshold changed.

    Returns the new version: live, or a draft that waits for approval where this user can't publish it alone. Raises
    ProtocolError outside the threshold's limits, StaleVersionError when `base` is no longer live, RefusedError when a
    check refuses it: nothing is written then.
    """
    with transaction.atomic():
        base = locked(base)
        if base.status != Status.PUBLISHED:
            raise StaleVersionError(_("Somebody else has published a newer version. Look at it, then try again."))
        claim = drafts.with_threshold(base, key, value)
        report = proofs.work_out(claim)
        if not report.publishable:
            raise RefusedError(_("This value can't be published: a check that must hold has failed. See the report."))
        # All in one transaction: nobody else sees the draft before it is published, so its rows are what is proven.
        draft = drafts.write(claim.content, by=by, base=base, reason=reason)
        was, now = (one.threshold_by_key[key] for one in (claim.before or claim.content, claim.content))
        changed = f"{was.label}: {was.text} → {now.text}"
        log.record("triage.draft", by=by, subject=draft.audit_name, copied_from=base.audit_name, changed=changed)
        proof = proofs.keep(draft, claim, report)
        if by.has_perm("triage.publish_protocolversion") and may_go_live_alone(draft, proof):
            publish_locked(draft, proof, reason=reason, by=by)
        else:
            ask_for_approval(draft, proof, reason=reason, by=by)
            draft.refresh_from_db()
    return draft


def publish_content(content: Protocol, *, reason: str) -> tuple[ProtocolVersion, bool]:
    """Write a shipped protocol as a draft, prove it and publish it. Returns the version, and whether it is live.

    A release that lowers an urgency beside the live version waits for a clinician's approval. Raises ProtocolError when
    the proof refuses it.
    """
    with transaction.atomic():
        draft = drafts.write(content)
        proof = proofs.prove(draft)
        try:  # nobody else sees the draft before it is published, so its rows are still what is proven
            publish_locked(draft, proof, reason=reason, by=None)
            return draft, True
        except ApprovalNeededError:
            ask_for_approval(draft, proof, reason=reason, by=None)
            return draft, False
        except RefusedError:
            problems = " ".join(problem.sentence for problem in proof.report.problems if problem.blocks)
            raise ProtocolError(f"{content.slug} is not safe to publish. {problems}") from None


def go_live_due(now: datetime | None = None) -> list[ProtocolVersion]:
    """Publish every scheduled version whose time has come. Safe to call from several processes at once."""
    due = ProtocolVersion.objects.filter(status=Status.SCHEDULED, goes_live_at__lte=now or timezone.now())
    gone_live = []
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            version = locked(ProtocolVersion.objects.get(pk=pk))
            if version.status != Status.SCHEDULED:  # another process was first
                continue
            try:
                live.published_content(version)
            except Exception as error:  # whatever it is, what was not proven must not go live
                logger.exception("%s is not published, although it is due", version)
                version.back_to_draft()
                _record("triage.cancel_schedule", version, None, str(error))
                continue
            _go_live(version)
            _record("triage.go_live", version, None, version.reason)
            gone_live.append(version)
    return gone_live


def cancel_schedule(version: ProtocolVersion, *, by: User) -> None:
    """Make a scheduled version a draft again. Raises PermissionDenied for somebody who may not publish."""
    _must_be_publisher(by)
    with transaction.atomic():
        version = locked(version)
        if version.status == Status.SCHEDULED:
            version.back_to_draft()
            _record("triage.cancel_schedule", version, by, "")


def locked(version: ProtocolVersion) -> ProtocolVersion:
    """The version as it is now; no other process publishes this protocol until the transaction ends."""
    ProtocolRow.objects.select_for_update().get(pk=version.protocol_id)
    return ProtocolVersion.everything.select_related("protocol", "default_article").get(pk=version.pk)


def _must_be_publisher(by: User | None) -> None:
    if by is not None and not by.has_perm("triage.publish_protocolversion"):
        raise PermissionDenied


def _must_be_of(proof: Proof, version: ProtocolVersion) -> None:
    # a published version never changes, so its name is enough: its content was compared when the proof was made
    compared_with = version.protocol.live_version() or proofs.last_live(version)[0]
    same_text = version.is_draft and text_file.checksum(rows.read(version)) == proof.checksum
    if not same_text or proof.against != (compared_with.audit_name if compared_with else ""):
        raise StaleProofError(_("The draft or the live version has changed since this report. Check it again."))


def may_go_live_alone(version: ProtocolVersion, proof: Proof) -> bool:
    """Whether what is proven needs no second clinician at this practice."""
    return not (settings.SECOND_APPROVAL and any(why_a_second(version, proof)))


def approval(version: ProtocolVersion, proof: Proof, by: User | None) -> str:
    """Whether a second approval is given, switched off or not needed, in words.

    Raises ApprovalNeededError, and TooCloseError where it would as good as be their own. A release was approved by its
    authors: it needs one only where it lowers an urgency at this clinic.
    """
    reasons = list(why_a_second(version, proof))
    if not (proof.report.lowers_somebody if by is None else reasons):
        return "not needed"
    if not settings.SECOND_APPROVAL:
        return "switched off by the practice"
    first = involved(version)
    if by is None or version.asked_at is None or by.pk in first:
        raise ApprovalNeededError(" ".join([*reasons, _("A second clinician, who did not edit this, must approve.")]))
    if too_close := accounts.obstacle(by, first):
        raise TooCloseError(too_close)
    return "given"


def involved(version: ProtocolVersion) -> set[int | None]:
    """Who can't approve it: who asked, and everybody who wrote or edited it, or what it was copied from."""
    return {version.asked_by_id, *drafts.authors(version)}


def why_a_second(version: ProtocolVersion, proof: Proof) -> Iterator[str]:
    """Each reason for which one clinician alone can't publish a version, as a sentence."""
    report = proof.report
    if withdrawn := stopped.brought_back(version, proof.checksum):
        yield withdrawn
    if report.lowers_somebody:
        yield _("Some patients would be told a lower urgency.")
    if not report.is_compared:
        yield _("There is nothing to compare it with, so nobody can say whose urgency would be lower.")
    if report.weakens_guards:
        yield _("Something has changed by which patients are guarded, or which no proof looks at.")
    if report.words:
        yield _("Words for patients are new, or say something else.")


def floor_changes(version: ProtocolVersion, proof: Proof) -> list[str]:
    """What a draft takes away from the floor of safety, as sentences: none for one that came with a release."""
    if version.created_by_id is None and not drafts.authors(version):
        return []
    return [problem.sentence for problem in proof.report.problems if problem.only_release]


def _go_live(version: ProtocolVersion) -> None:
    for other in version.protocol.versions.filter(status__in=[Status.PUBLISHED, Status.SCHEDULED]):
        if other.status == Status.PUBLISHED:
            other.become(Status.RETIRED)
        elif other != version:
            _cancel_schedule(other, version)
    version.become(Status.PUBLISHED, published_at=timezone.now())
    replacing.take_place(version)


def _cancel_schedule(version: ProtocolVersion, by_version: ProtocolVersion) -> None:
    """Its proof was made beside a version that will not be live any more when its time comes."""
    version.back_to_draft()
    _record("triage.cancel_schedule", version, None, f"{by_version.audit_name} came first.")


def _record(action: str, version: ProtocolVersion, by: User | None, reason: str, **details: str) -> None:
    log.record(action, by=by, subject=version.audit_name, reason=reason, checksum=version.checksum, **details)
