"""Editing a draft: one edit at a time, each in the audit log. A draft may be inconsistent; publishing refuses that."""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from calfsite.audit import log
from calfsite.audit.models import AuditEntry
from calfsite.lib.edit_conflict import Edit
from triage.models import ProtocolVersion
from triage.models.content import VersionContent
from triage.storage import reserved

MAX_EDITS_SHOWN: Final = 20
MAX_KEY_LETTERS: Final = 40
_NOT_LETTERS_AT_START = re.compile(r"^[^a-z]+")


class StaleDraftError(RuntimeError):
    """Somebody else has changed the draft since its page was opened. Nothing was saved."""


@dataclass
class Note:
    """What the audit log says about an edit: what parts and fields are called, never what is in them."""

    changed: str = ""


@contextmanager
def editing(draft: ProtocolVersion, revision: int, *, by: User) -> Iterator[Note]:
    """One edit, in a transaction: saved as a whole, or not at all.

        with editing(draft, revision, by=user) as note:
            rule.save()
            note.changed = "rule “A torn tendon must be sewn soon.”: urgency"

    `revision` is the one at which the page was opened. Afterwards it is one higher, and an approval that somebody has
    asked for is void: it was for another text. Raises StaleDraftError when somebody else was quicker, and
    FrozenVersionError when it is not a draft any more.
    """
    with transaction.atomic():
        row = ProtocolVersion.everything.select_for_update(of=("self",)).select_related("protocol").get(pk=draft.pk)
        row.must_be_draft()
        if row.revision != revision:
            raise StaleDraftError(_("Somebody else has changed this draft since you opened the page."))
        note = Note()
        yield note
        not_asked = {"asked_by": None, "asked_at": None, "goes_live_at": None}
        ProtocolVersion.objects.filter(pk=row.pk).update(revision=revision + 1, **not_asked)
        row.authors.add(by)
        log.record("triage.edit", by=by, subject=row.audit_name, changed=note.changed, revision=str(revision))
    draft.revision = revision + 1


def edits_since(draft: ProtocolVersion, revision: int) -> list[Edit]:
    """The edits after the one that made this revision, the newest first: from the audit log, names and keys only."""
    entries = AuditEntry.objects.filter(subject=draft.audit_name, action="triage.edit").order_by("-pk")
    return [
        Edit(entry.who_name, entry.when, str(entry.details.get("changed", "")))
        for entry in entries[:MAX_EDITS_SHOWN]
        if int(entry.details.get("revision", 0)) >= revision
    ]


def place_of(part: VersionContent) -> int:
    """A part's place among its kind; 1 is the first. For a new one, the place after the last."""
    keys = _keys(part)
    return keys.index(part.pk) + 1 if part.pk in keys else len(keys) + 1


def put_at(part: VersionContent, place: int) -> None:
    """Give the part this place, and number the others around it. Call it inside `editing`."""
    others = [pk for pk in _keys(part) if pk != part.pk]
    at = min(max(place - 1, 0), len(others))
    same_kind = type(part)._default_manager.filter(version_id=part.version_id)
    orders = dict(same_kind.values_list("pk", "order"))
    for order, pk in enumerate([*others[:at], part.pk, *others[at:]]):
        if orders.get(pk) != order:
            same_kind.filter(pk=pk).update(order=order)


def _keys(part: VersionContent) -> list[int]:
    same_kind = type(part)._default_manager.filter(version_id=part.version_id)
    return list(same_kind.order_by("order", "pk").values_list("pk", flat=True))


def new_key(words: str, taken: Collection[str], fallback: str) -> str:
    """A key for a new entry that nothing else has, such as `pain_at_night` for “Pain at night”.

    Rules, worked cases and patients' cookies name an entry by its key, so it never changes afterwards.

    >>> new_key("Pain, at night?", {"pain_at_night"}, "question")
    'pain_at_night_2'
    """
    plain = _NOT_LETTERS_AT_START.sub("", slugify(words).replace("-", "_"))
    stem = plain[:MAX_KEY_LETTERS].rpartition("_")[0] if len(plain) > MAX_KEY_LETTERS else plain
    stem = stem or plain[:MAX_KEY_LETTERS] or fallback
    used = {*taken, *reserved.QUESTIONS}
    if stem not in used:
        return stem
    return next(key for number in range(2, len(used) + 3) if (key := f"{stem}_{number}") not in used)
