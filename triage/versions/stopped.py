"""What must stop at once: withdrawn versions, and triages that are switched off.

Journeys read nothing from the database, so each server process reads this once a second, in a thread of its own:
`triage.background` starts it.
"""

from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from calfsite.audit import log
from calfsite.lib import held
from triage.models import Protocol, ProtocolVersion


@dataclass(frozen=True)
class Stopped:
    """What no journey may go on with."""

    withdrawn: frozenset[tuple[str, int]] = frozenset()
    """Slug and number of each version."""
    switched_off: dict[str, str] = field(default_factory=dict)
    """The message of each triage that is switched off, by its slug."""


def _read() -> Stopped:
    withdrawn = ProtocolVersion.objects.filter(status=ProtocolVersion.Status.WITHDRAWN)
    off = Protocol.objects.filter(switched_off=True)
    return Stopped(
        frozenset(withdrawn.values_list("protocol__slug", "number")), dict(off.values_list("slug", "off_message"))
    )


_known = held.Held(_read)
current, refresh = _known.get, _known.refresh
"""What is stopped, at most a second ago in a server process; reading it again takes two small queries."""


def withdraw(version: ProtocolVersion, *, because: str, by: User) -> None:
    """Stop a published or retired version: no journey goes on with it.

    What is scheduled becomes a draft again. Every server process obeys within two seconds. Withdraw the live version,
    and patients are told that the triage is closed, until another version is published. Raises PermissionDenied for
    somebody who may not withdraw, FrozenVersionError for a draft.
    """
    if not by.has_perm("triage.withdraw_protocolversion"):
        raise PermissionDenied
    with transaction.atomic():
        protocol = Protocol.objects.select_for_update().get(pk=version.protocol_id)
        row = ProtocolVersion.objects.get(pk=version.pk)
        row.become(ProtocolVersion.Status.WITHDRAWN, withdrawn_because=because)
        log.record("triage.withdraw", by=by, subject=row.audit_name, reason=because)
        _cancel_scheduled(protocol, f"{row.audit_name} was withdrawn.", by=by)
    refresh()


def brought_back(version: ProtocolVersion, checksum: str) -> str:
    """Why a draft with this checksum would bring something withdrawn back, as a sentence; empty when it would not.

    That is a version with the same text, or the last one that was live: somebody had a reason to withdraw it.
    """
    withdrawn = ProtocolVersion.Status.WITHDRAWN
    same = ProtocolVersion.objects.filter(status=withdrawn, checksum=checksum).order_by("published_at").last()
    if same is not None:
        words = _("Version %(number)s said the same, and was withdrawn: “%(why)s”.")
        return words % {"number": same.number, "why": same.withdrawn_because}
    last = version.protocol.versions.filter(published_at__isnull=False).order_by("published_at", "number").last()
    if last is None or last.status != withdrawn:
        return ""
    words = _("The last version that was live, %(number)s, was withdrawn: “%(why)s”.")
    return words % {"number": last.number, "why": last.withdrawn_because}


def _cancel_scheduled(protocol: Protocol, because: str, *, by: User | None) -> None:
    """What was to go live later was decided while this triage was thought to be safe and open: decide again."""
    for version in protocol.versions.filter(status=ProtocolVersion.Status.SCHEDULED):
        version.back_to_draft()
        log.record("triage.cancel_schedule", by=by, subject=version.audit_name, reason=because)


def switch_off(protocol: Protocol, *, message: str, by: User | None) -> None:
    """Close a triage: its pages say the cautious advice, the emergency line and this message. `by` None: a release.

    Raises PermissionDenied for somebody who may not publish, since patients read what they write.
    """
    _switch(protocol, off=True, message=message, by=by)


def switch_on(protocol: Protocol, *, by: User) -> None:
    """Open a triage again. Raises PermissionDenied for somebody who may not publish."""
    _switch(protocol, off=False, message="", by=by)


def _switch(protocol: Protocol, *, off: bool, message: str, by: User | None) -> None:
    if by is not None and not by.has_perm("triage.publish_protocolversion"):
        raise PermissionDenied
    with transaction.atomic():
        row = Protocol.objects.select_for_update().get(pk=protocol.pk)
        row.switched_off, row.off_message = off, message
        row.save()
        log.record("triage.switch_off" if off else "triage.switch_on", by=by, subject=row.slug, reason=message)
        if off:
            _cancel_scheduled(row, f"{row.slug} was switched off.", by=by)
    refresh()
