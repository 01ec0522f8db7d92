"""Stopping what is unsafe: a version withdrawn at once, a whole triage switched off and on again."""

from django.contrib.auth.models import User
from django.db import transaction

from calfsite.audit import log
from triage.models import Protocol as ProtocolRow
from triage.models import ProtocolVersion
from triage.versions import drafts, stopped


def withdraw(version: ProtocolVersion, *, because: str, by: User) -> None:
    """Stop a published or retired version: no journey goes on with it. Raises FrozenVersionError for a draft.

    Every server process obeys within two seconds. Withdraw the live version, and patients are told that the triage is
    closed, until another version is published.
    """
    with transaction.atomic():
        row = ProtocolVersion.objects.select_for_update().get(pk=version.pk)
        row.become(ProtocolVersion.Status.WITHDRAWN, withdrawn_because=because)
        log.record("triage.withdraw", by=by, subject=drafts.name(row), reason=because)
    stopped.refresh()


def switch_off(protocol: ProtocolRow, *, message: str, by: User) -> None:
    """Close a triage: its pages say this message, the cautious advice and the emergency line."""
    _switch(protocol, off=True, message=message, by=by)


def switch_on(protocol: ProtocolRow, *, by: User) -> None:
    """Open a triage again."""
    _switch(protocol, off=False, message="", by=by)


def _switch(protocol: ProtocolRow, *, off: bool, message: str, by: User) -> None:
    with transaction.atomic():
        row = ProtocolRow.objects.select_for_update().get(pk=protocol.pk)
        row.switched_off, row.off_message = off, message
        row.save()
        log.record("triage.switch_off" if off else "triage.switch_on", by=by, subject=row.slug, reason=message)
    stopped.refresh()
