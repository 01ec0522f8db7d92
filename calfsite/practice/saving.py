"""Saving the practice's details, with audit entries; a change of the emergency number has an entry of its own."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from calfsite.audit import log
from calfsite.audit.models import AuditEntry
from calfsite.lib.edit_conflict import Edit
from calfsite.practice import current
from calfsite.practice.details import ONLY_KEY, PracticeDetails


def present() -> PracticeDetails:
    """The saved details, locked until the transaction ends; or an unsaved row from the settings if there are none."""
    row = PracticeDetails.objects.select_for_update().filter(pk=ONLY_KEY).first()
    if row is not None:
        return row
    first = current.practice()
    return PracticeDetails(name=first.name, emergency_number=first.emergency_number)


@transaction.atomic
def save(row: PracticeDetails, *, by: log.Who) -> None:
    """Save the details. After the transaction, the caller must refresh what this process holds (`current.refresh`)."""
    before = _shown(present())
    row.save()
    after = _shown(row)
    changes: dict[str, Any] = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    number = changes.pop("emergency_number", None)
    subject = str(row)
    if number:
        log.record("practice.emergency_number", by=by, subject=subject, before=number[0], after=number[1])
    if changes or row.revision == 1:
        log.record("practice.changed", by=by, subject=subject, **changes)


def last_edits(number: int) -> list[Edit]:
    """Who saved the details last: as many entries of the audit log, the newest first."""
    entries = AuditEntry.objects.filter(action__startswith="practice.").order_by("-pk")[:number]
    what = {"practice.emergency_number": _("the emergency number")}
    return [Edit(entry.who_name, entry.when, what.get(entry.action, "")) for entry in entries]


def _shown(row: PracticeDetails) -> dict[str, Any]:
    return {name: getattr(row, name) for name in current.COLUMNS}
