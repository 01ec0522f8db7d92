"""The audit log's way in and its proof.

    audit.record("triage.publish", by=request.user, subject="calf version 3", reason="…", checksum="…")

An action is words with dots. Never pass a patient's answer, a password or a code: an entry can't be taken back.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connections, router, transaction
from django.utils import timezone

from calfsite.audit.models import FIRST, AuditEntry

ACTION = re.compile(r"[a-z_]+(\.[a-z_]+)+")
SUBJECT_ROOM = 200
LOCK = 0xCA1F51  # any number that no other lock of this database has

Who = AbstractBaseUser | AnonymousUser | None


def record(action: str, *, by: Who, subject: str, reason: str = "", **details: Any) -> AuditEntry:
    """Add one entry, within the caller's transaction: if that is rolled back, so is the entry.

    `by` is who did it; None when nobody is signed in, as for a command. Details are kept as JSON: numbers, words, lists
    and mappings of them; anything else as its text. Raises ValueError for an action that is not words with dots.
    """
    if not ACTION.fullmatch(action):
        raise ValueError(f"{action!r} is no action. Write words with dots, such as account.sign_in.")
    user = by if by is not None and by.pk is not None else None
    entry = AuditEntry(
        when=timezone.now(),
        action=action,
        subject=_fitting(subject, SUBJECT_ROOM),
        who_id=user.pk if user else None,
        who_name=_text(user.get_username()) if user else "",
        reason=_text(reason),
        details=_plain(details),
    )
    with transaction.atomic(using=router.db_for_write(AuditEntry)):
        entry.previous = _last_checksum()
        entry.checksum = entry.worked_out_checksum()
        entry.save(force_insert=True)
    return entry


def _last_checksum() -> str:
    """The end of the chain, which stays the end until this transaction is over: no other process adds meanwhile.

    SQLite has let one writer in only, when the transaction began (transaction_mode IMMEDIATE in the settings). Should a
    lock ever fail, the unique constraint refuses the second entry that names the same one before it.
    """
    using = router.db_for_write(AuditEntry)
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = AuditEntry.objects.using(using).order_by("-id").values_list("checksum", flat=True).first()
    return last or FIRST


def _text(value: object) -> str:
    """Text that both databases can hold: no NUL, no half of a surrogate pair."""
    return str(value).replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _fitting(value: str, room: int) -> str:
    """Text that fits its column; what is cut off shows as an ellipsis."""
    text = _text(value)
    return text if len(text) <= room else text[: room - 1] + "…"


def _plain(value: Any) -> Any:
    """The value as JSON that reads back the same from every database, or its checksum would not: so no floats."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        return {_text(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(_text(item) for item in value)
    return _text(value)


@dataclass(frozen=True)
class Proof:
    """What a walk along the chain found: how many entries, the last checksum, and what is wrong, in words."""

    entries: int
    last: str
    faults: list[str]


def verify(entries: Iterable[AuditEntry] | None = None) -> Proof:
    """Walk the whole log from the first entry on, and say where it was changed.

    Rows cut off at the end leave a whole, shorter chain: keep the last checksum elsewhere and compare.
    """
    if entries is None:
        entries = AuditEntry.objects.order_by("id").iterator(chunk_size=2000)
    expected, count, faults = FIRST, 0, []
    for entry in entries:
        count += 1
        if entry.previous != expected:
            faults.append(f"Before entry {entry.pk} ({entry}): one or more entries are missing or were put in.")
        if entry.worked_out_checksum() != entry.checksum:
            faults.append(f"Entry {entry.pk} ({entry}): its content was changed.")
        expected = entry.checksum
    return Proof(count, expected, faults)
