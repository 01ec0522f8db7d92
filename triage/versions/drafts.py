"""Drafts: copies of a version that clinicians edit. Nothing here changes what patients are asked or told."""

from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction

from calfsite.audit import log
from triage.engine.parts.protocol import Protocol
from triage.models import Protocol as ProtocolRow
from triage.models import ProtocolVersion
from triage.storage import row_writer, rows, text_file
from triage.versions import live
from triage.versions.proofs import Claim


def write(
    protocol: Protocol, *, by: User | None = None, base: ProtocolVersion | None = None, reason: str = ""
) -> ProtocolVersion:
    """A new draft with this content. It takes the next number of its protocol."""
    with transaction.atomic(savepoint=False):  # on an error all of the caller's transaction goes, too
        row, _created = ProtocolRow.objects.select_for_update().get_or_create(slug=protocol.slug)
        newest = row.versions.order_by("-number").first()
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
        if by is not None:
            draft.authors.add(by)
    return draft


def copy(base: ProtocolVersion, *, by: User) -> ProtocolVersion:
    """A new draft that is a full copy of a version: of the live one to change it, of an old one to go back to it.

    Raises ProtocolError when the version is inconsistent, or not what was published.
    """
    with transaction.atomic():
        content = rows.read(base) if base.is_draft else live.published_content(base)
        draft = write(content, by=by, base=base)
        log.record("triage.draft", by=by, subject=name(draft), copied_from=name(base))
    return draft


def record(action: str, version: ProtocolVersion, *, by: User | None, **details: str) -> None:
    """Tell the audit log what was done with a version."""
    log.record(action, by=by, subject=name(version), **details)


def name(version: ProtocolVersion) -> str:
    """A version as the audit log names it: `calf version 3`."""
    return f"{version.protocol.slug} version {version.number}"


def change_threshold(
    base: ProtocolVersion, key: str, value: Decimal, *, by: User, reason: str = ""
) -> tuple[ProtocolVersion, Claim]:
    """A new draft: a copy of the live version with one threshold changed; and what is to be proven about it.

    Run it in a transaction. Raises ProtocolError outside the threshold's limits.
    """
    before = live.published_content(base)
    changed = before.with_threshold(key, value)
    draft = write(changed, by=by, base=base, reason=reason)
    log.record("triage.draft", by=by, subject=name(draft), copied_from=name(base))
    return draft, Claim(changed, text_file.checksum(changed), before, base.number)


def discard(draft: ProtocolVersion, *, by: User) -> None:
    """Delete a draft. Raises FrozenVersionError for any other version."""
    with transaction.atomic():
        log.record("triage.discard", by=by, subject=name(draft))
        draft.delete()
