"""Loading the shipped protocols into the database, without ever overwriting a clinician's change."""

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from triage.engine.parts.protocol import Protocol
from triage.models import LoadedProtocol, ProtocolVersion
from triage.models import Protocol as ProtocolRow
from triage.storage import text_file
from triage.versions import publishing, replacing


def load_all(folder: Path) -> list[str]:
    """Load every protocol file of a folder; all or nothing. Returns a sentence for each. Raises ProtocolError."""
    protocols = [text_file.load(path) for path in sorted(folder.glob("*.toml"))]
    with transaction.atomic():
        lines = [f"{protocol.slug}: {_load(protocol)}" for protocol in protocols]
        return [*lines, *_replaced()]


def _replaced() -> Iterator[str]:
    """What became of the triages whose place a loaded one takes."""
    successors = replacing.replaced()
    for row in ProtocolRow.objects.filter(slug__in=successors):
        successor = successors[row.slug].protocol.slug
        if row.switched_off:
            yield f"{row.slug}: switched off, {successor} takes its place; its versions and totals are kept"
        else:
            yield (
                f"{row.slug}: the clinic's own version stays open beside {successor}, which takes its place. "
                "Switch it off on the desk once nobody needs it"
            )


def _load(protocol: Protocol) -> str:
    checksum = text_file.checksum(protocol)
    loaded = LoadedProtocol.objects.filter(slug=protocol.slug).first()
    if loaded is not None and loaded.checksum == checksum:
        return "unchanged"
    versions = ProtocolVersion.objects.filter(protocol__slug=protocol.slug)
    live = versions.filter(status=ProtocolVersion.Status.PUBLISHED).first()
    if versions.exists() and not (live is not None and live.came_with_a_release):
        return "the clinic's own version is kept; the shipped file has changed and was not loaded"
    version, is_live = publishing.publish_content(protocol, reason="Loaded from the shipped protocol file.")
    LoadedProtocol.objects.update_or_create(slug=protocol.slug, defaults={"checksum": checksum})
    if not is_live:
        return f"loaded as draft {version.number}: it lowers the urgency for some patients, so a clinician must approve"
    return f"loaded as version {version.number}"
