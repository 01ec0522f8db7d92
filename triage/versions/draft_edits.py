"""What others did with a draft since somebody opened a page of it: from the audit log, names and keys only."""

from dataclasses import dataclass
from datetime import datetime

from calfsite.audit.models import AuditEntry
from triage.models import ProtocolVersion
from triage.versions import drafts

MOST_SHOWN = 20


@dataclass(frozen=True)
class Edit:
    """Who changed what, and when."""

    who: str
    when: datetime
    what: str


def since(draft: ProtocolVersion, revision: int) -> list[Edit]:
    """The edits that came after this revision was opened, the newest first."""
    entries = AuditEntry.objects.filter(subject=drafts.name(draft), action="triage.edit").order_by("-pk")
    return [
        Edit(entry.who_name, entry.when, str(entry.details.get("changed", "")))
        for entry in entries[:MOST_SHOWN]
        if int(entry.details.get("revision", 0)) >= revision
    ]
