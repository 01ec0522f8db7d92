"""Taking back within the hour what one clinician has published alone, such as a threshold that is now too strict."""

from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from triage.models import ProtocolVersion
from triage.versions import drafts, live, proofs, publishing

Status = ProtocolVersion.Status
TIME: Final = timedelta(hours=1)
APPROVAL: Final = "taken back by its author within the hour"
"""What a version that was published so says of a second approval."""


def until(version: ProtocolVersion) -> datetime:
    """How long a live version can be taken back."""
    return (version.published_at or version.created_at) + TIME


def target(version: ProtocolVersion, by: User) -> ProtocolVersion | None:
    """The version that its author may publish again, within the hour, instead of this live one. None: nobody may.

    Only where they published it alone, so that nobody else has relied on it, and where the version before it was live
    until then: nobody would be told anything but what they were told an hour ago.
    """
    if version.status != Status.PUBLISHED or version.published_by_id != by.pk or version.approved_by_id is not None:
        return None
    if not by.has_perm("triage.publish_protocolversion") or timezone.now() > until(version):
        return None
    before = live.ever_public().filter(protocol=version.protocol_id).exclude(pk=version.pk)
    last = before.order_by("-published_at", "-number").first()
    return last if last is not None and last.status == Status.RETIRED else None


def take_back(version: ProtocolVersion, *, by: User) -> ProtocolVersion:
    """Publish again what was live before this version, which its author published alone within the last hour.

    It needs no approval, though it may lower an urgency. What says the same as a release counts as one. Raises
    StaleVersionError when it is too late, RefusedError when a check refuses it, ProtocolError when what was live before
    was changed in the database.
    """
    with transaction.atomic():
        version = publishing.locked(version)
        before = target(version, by)
        if before is None:
            raise publishing.StaleVersionError(_("It is too late to take this back. Change it again instead."))
        content = drafts.content(before)
        draft = drafts.write(content, base=before, by=None if before.came_with_a_release else by)
        reason = _("Version %(number)s was taken back by the clinician who published it.") % {"number": version.number}
        proof = proofs.prove(draft, content)
        publishing.publish_locked(draft, proof, reason=reason, by=by, approval_of=APPROVAL)
    return draft
