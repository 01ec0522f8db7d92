"""Publishing: the only way in which what patients are asked and told changes.

A change never touches a published version. It is made on a copy, which takes the next number and goes live as a whole,
in one transaction; the version before it is retired and kept, for the journeys that began on it.
"""

from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from triage import protocol_file, row_writer, rows
from triage.engine.protocol import Protocol
from triage.models import Protocol as ProtocolRow
from triage.models import ProtocolVersion


class StaleVersionError(RuntimeError):
    """Another clinician published in the meantime. Nothing was changed; look at the new version and decide again."""


def publish(protocol: Protocol, *, reason: str, by: User | None = None) -> ProtocolVersion:
    """Make this content the live version of its protocol. Returns the new version."""
    with transaction.atomic():
        row, _created = ProtocolRow.objects.select_for_update().get_or_create(slug=protocol.slug)
        newest = row.versions.order_by("-number").first()
        version = ProtocolVersion.objects.create(
            protocol=row,
            number=newest.number + 1 if newest else 1,
            language=protocol.language,
            title=protocol.title,
            summary=protocol.summary,
            intro=protocol.intro,
            default_urgency=protocol.default.urgency,
            default_because=protocol.default.because,
            default_source=protocol.default.source,
        )
        row_writer.write(protocol, version)
        for live in row.versions.filter(status=ProtocolVersion.Status.PUBLISHED):
            live.status = ProtocolVersion.Status.RETIRED
            live.save()
        version.status = ProtocolVersion.Status.PUBLISHED
        version.checksum = protocol_file.checksum(protocol)
        version.reason = reason
        version.published_at = timezone.now()
        version.published_by = by
        version.save()
    return version


def change_threshold(base: ProtocolVersion, key: str, value: Decimal, *, reason: str, by: User) -> ProtocolVersion:
    """Publish a copy of the live version `base` with one threshold changed. Returns the new version.

    Raises ProtocolError outside the threshold's limits, StaleVersionError when `base` is no longer live.
    """
    with transaction.atomic():
        ProtocolRow.objects.select_for_update().get(pk=base.protocol_id)
        base.refresh_from_db()
        if base.status != ProtocolVersion.Status.PUBLISHED:
            raise StaleVersionError(_("Somebody else has published a newer version. Look at it, then try again."))
        return publish(rows.read(base).with_threshold(key, value), reason=reason, by=by)
