"""Loading the shipped protocols into the database, without ever overwriting a clinician's change."""

from pathlib import Path

from django.db import transaction

from triage.engine.parts.protocol import Protocol
from triage.models import LoadedProtocol, ProtocolVersion
from triage.storage import text_file
from triage.versions import publishing


def load_all(folder: Path) -> list[str]:
    """Load every protocol file of a folder; all or nothing. Returns a sentence for each. Raises ProtocolError."""
    protocols = [text_file.load(path) for path in sorted(folder.glob("*.toml"))]
    with transaction.atomic():
        return [f"{protocol.slug}: {_load(protocol)}" for protocol in protocols]


def _load(protocol: Protocol) -> str:
    checksum = text_file.checksum(protocol)
    loaded = LoadedProtocol.objects.filter(slug=protocol.slug).first()
    if loaded is not None and loaded.checksum == checksum:
        return "unchanged"
    versions = ProtocolVersion.objects.filter(protocol__slug=protocol.slug)
    live = versions.filter(status=ProtocolVersion.Status.PUBLISHED).first()
    # A clinician may have approved what an earlier release brought; it is theirs once somebody wrote or edited it.
    is_ours = live is not None and live.created_by is None and not live.authors.exists()
    if versions.exists() and not is_ours:
        return "the clinic's own version is kept; the shipped file has changed and was not loaded"
    version, is_live = publishing.publish_content(protocol, reason="Loaded from the shipped protocol file.")
    LoadedProtocol.objects.update_or_create(slug=protocol.slug, defaults={"checksum": checksum})
    if not is_live:
        return f"loaded as draft {version.number}: it lowers the urgency for some patients, so a clinician must approve"
    return f"loaded as version {version.number}"
