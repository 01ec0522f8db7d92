"""Drafts: copies of a version that clinicians edit, and whether they are consistent.

Nothing here changes what patients are asked or told.
"""

from dataclasses import fields
from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from calfsite.audit import log
from calfsite.audit.models import AuditEntry
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.sentences import unmarked_warnings
from triage.models import Protocol as ProtocolRow
from triage.models import ProtocolVersion, Question
from triage.storage import row_writer, rows, text_file
from triage.versions import live
from triage.versions.proofs import Claim, live_content

UNDO_TIME = timedelta(days=1)


def write(
    protocol: Protocol, *, by: User | None = None, base: ProtocolVersion | None = None, reason: str = ""
) -> ProtocolVersion:
    """A new draft with this content. It takes the next number of its protocol."""
    with transaction.atomic(savepoint=False):  # on an error all of the caller's transaction goes, too
        row, _created = ProtocolRow.objects.select_for_update().get_or_create(slug=protocol.slug)
        newest = ProtocolVersion.everything.filter(protocol=row).order_by("-number").first()
        draft = ProtocolVersion.objects.create(
            protocol=row,
            number=newest.number + 1 if newest else 1,
            **row_writer.values(protocol, ProtocolVersion),
            default_urgency=protocol.default.urgency,
            default_because=protocol.default.because,
            default_source=protocol.default.source,
            base=base,
            created_by=by,
            reason=reason,
        )
        row_writer.write(protocol, draft)
        draft.authors.add(*([by] if by else []), *(base.authors.all() if base and not base.published_at else []))
    return draft


def imported(protocol: Protocol, *, by: User) -> ProtocolVersion:
    """A new draft with a text from elsewhere. Whoever has made one of its changes in a draft is an author of it too."""
    with transaction.atomic():
        draft = write(protocol, by=by)
        unpublished = ProtocolVersion.everything.filter(protocol=draft.protocol, published_at=None).exclude(pk=draft.pk)
        public = live.ever_public().filter(protocol=draft.protocol)
        known = set().union(*(_parts(row) for row in public.order_by("-published_at")[:1]))
        changes = _parts(draft) ^ known
        for row in unpublished.select_related("protocol", "default_article"):
            if (_parts(row) ^ known) & changes:
                draft.authors.add(*row.authors.all())
        log.record("triage.import", by=by, subject=draft.audit_name)
    return draft


def _parts(version: ProtocolVersion) -> set[object]:
    """The parts of a version, to be compared; of one that can't be read, none."""
    try:
        whole = rows.read(version)
    except ProtocolError:
        return set()
    kinds = (getattr(whole, field.name) for field in fields(whole))
    return {part for kind in kinds if isinstance(kind, tuple) for part in kind if not isinstance(part, str)}


def authors(version: ProtocolVersion) -> set[int]:
    """Who wrote or edited it, or what it was copied from: as it says itself, or as the audit log says."""
    wrote = ("triage.draft", "triage.edit", "triage.import")
    entries = AuditEntry.objects.filter(subject=version.audit_name, action__in=wrote, when__gte=version.created_at)
    logged = entries.exclude(who_id=None).values_list("who_id", flat=True)
    return {*version.authors.values_list("pk", flat=True), *logged}


def copy(base: ProtocolVersion, *, by: User) -> ProtocolVersion:
    """A new draft that is a full copy of a version: of the live one to change it, of an old one to go back to it.

    Raises ProtocolError when the version is inconsistent, or not what was published.
    """
    with transaction.atomic():
        draft = write(content(base), by=by, base=base)
        log.record("triage.draft", by=by, subject=draft.audit_name, copied_from=base.audit_name)
    return draft


def with_threshold(base: ProtocolVersion, key: str, value: Decimal) -> Claim:
    """What is to be proven about the live version with one threshold changed. Nothing is written.

    Raises ProtocolError outside the threshold's limits, or for a live version that was changed.
    """
    before = live_content(base)
    changed = before.with_threshold(key, value)
    return Claim(changed, text_file.checksum(changed), before, base.audit_name)


def discard(draft: ProtocolVersion, *, by: User) -> None:
    """Delete a draft; it can be brought back for a day.

    Raises FrozenVersionError for any other version, PermissionDenied for somebody else's work.
    """
    if draft.is_draft and not may_discard(draft, by):
        raise PermissionDenied
    with transaction.atomic():
        draft = ProtocolVersion.everything.select_for_update(of=("self",)).select_related("protocol").get(pk=draft.pk)
        draft.must_be_draft()
        log.record("triage.discard", by=by, subject=draft.audit_name)
        draft.discarded_at = timezone.now()
        draft.save(update_fields=["discarded_at"])


def discarded() -> QuerySet[ProtocolVersion]:
    """The deleted drafts that can still be brought back. Older ones are deleted for good, which frees their rows."""
    gone = ProtocolVersion.everything.exclude(discarded_at=None)
    for old in gone.filter(discarded_at__lt=timezone.now() - UNDO_TIME, protocolversion=None):
        old.delete()
    return gone.filter(discarded_at__gte=timezone.now() - UNDO_TIME).select_related("protocol")


def bring_back(draft: ProtocolVersion, *, by: User) -> None:
    """Make a deleted draft a draft again. Raises PermissionDenied for who could not have deleted it."""
    if not may_discard(draft, by):
        raise PermissionDenied
    with transaction.atomic():
        log.record("triage.undiscard", by=by, subject=draft.audit_name)
        ProtocolVersion.everything.filter(pk=draft.pk).update(discarded_at=None)


def may_discard(draft: ProtocolVersion, by: User) -> bool:
    """Whoever publishes may delete any draft; others only what nobody but them has begun or edited."""
    if by.has_perm("triage.publish_protocolversion"):
        return True
    theirs = {draft.created_by_id, *draft.authors.values_list("pk", flat=True)}
    return by.has_perm("triage.change_protocolversion") and theirs == {by.pk}


def content(version: ProtocolVersion) -> Protocol:
    """The version as it is in the database now.

    Raises ProtocolError when it is not consistent, or when it is no draft and not what was published.
    """
    row = ProtocolVersion.objects.select_related("protocol", "default_article").get(pk=version.pk)
    return rows.read(row) if row.is_draft else live.published_content(row)


def content_without_cases(draft: ProtocolVersion) -> Protocol:
    """The same without the worked cases, which may be what is at fault. Raises ProtocolError as `content` does."""
    row = ProtocolVersion.objects.select_related("protocol", "default_article").get(pk=draft.pk)
    return rows.read(row, vignettes=False)


def fault(draft: ProtocolVersion) -> str:
    """What keeps it from being consistent, as a sentence; empty when nothing does."""
    try:
        content(draft)
    except ProtocolError as error:
        return str(error)
    return ""


def unmarked_answers(question: Question) -> list[str]:
    """Warnings about answers to a draft's question that seem to mean "not sure", and are not marked so."""
    try:
        found = content(question.version).question_by_key.get(question.key)
    except ProtocolError:  # the page says so already
        return []
    return list(unmarked_warnings(found)) if found else []
