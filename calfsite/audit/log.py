"""Adds entries to the audit log, and verifies that nobody changed it.

    log.record("triage.publish", by=request.user, subject="calf version 3", reason="…", checksum="…")

Never pass a patient's answer, a password or a code: an entry cannot be removed.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connections, router, transaction
from django.http import HttpRequest
from django.utils import timezone

from calfsite.audit.models import FIRST, AuditEntry

ACTION = re.compile(r"[a-z_]+(\.[a-z_]+)+")
MAX_SUBJECT = 200  # characters: the length of its column
LOCK = 0xCA1F51  # any number that no other advisory lock of this database uses

Who = AbstractBaseUser | AnonymousUser | None

_request: ContextVar[HttpRequest | None] = ContextVar("request of the desk", default=None)


@contextmanager
def acting(request: HttpRequest) -> Iterator[None]:
    """Within the block, `actor` is the user of this request: for changes that Django's own code makes."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def actor() -> Who:
    """Who is signed in to the request being served; None in a command, or where nobody is signed in."""
    return getattr(_request.get(), "user", None)


def record(action: str, *, by: Who, subject: str, reason: str = "", **details: Any) -> AuditEntry:
    """Add one entry, within the caller's transaction: if that is rolled back, so is the entry.

    `by` is who did it; None when nobody is signed in, as in a command. Details are stored as JSON: numbers, texts,
    lists and mappings of them; anything else as its text. Raises ValueError for an action that is not words with dots.
    """
    if not ACTION.fullmatch(action):
        raise ValueError(f"{action!r} is not an action. Use words joined by dots, such as account.sign_in.")
    user = by if by is not None and by.pk is not None else None
    entry = AuditEntry(
        when=timezone.now(),
        action=action,
        subject=_shortened(subject, MAX_SUBJECT),
        who_id=user.pk if user else None,
        who_name=_text(user.get_username()) if user else "",
        reason=_text(reason),
        details=_plain(details),
    )
    # No savepoint: what cannot be put on record must not happen, so on an error all of the caller's transaction goes.
    with transaction.atomic(using=router.db_for_write(AuditEntry), savepoint=False):
        entry.previous = _last_checksum()
        entry.checksum = entry.worked_out_checksum()
        entry.save(force_insert=True)
    return entry


def _last_checksum() -> str:
    """The checksum of the last entry, locked until the transaction ends so that no other process adds one meanwhile.

    SQLite allows a single writer from the start of the transaction (transaction_mode IMMEDIATE in the settings). Should
    a lock ever fail, the unique constraint refuses a second entry with the same `previous`.
    """
    using = router.db_for_write(AuditEntry)
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = AuditEntry.objects.using(using).order_by("-id").values_list("checksum", flat=True).first()
    return last or FIRST


def _text(value: object) -> str:
    """Text that both databases can store: without NUL and lone surrogates."""
    return str(value).replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _shortened(value: str, room: int) -> str:
    """Text cut to the length of its column, with an ellipsis."""
    text = _text(value)
    return text if len(text) <= room else text[: room - 1] + "…"


def _plain(value: Any) -> Any:
    """The value as JSON that every database returns unchanged, for the checksum's sake: so floats become texts."""
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
    """The result of verifying the chain: the number of entries, the last checksum, and each fault as a sentence."""

    entries: int
    last: str
    faults: list[str]


def verify(entries: Iterable[AuditEntry] | None = None) -> Proof:
    """Verify the whole log from its first entry, and say where it was changed.

    Deleting the last rows leaves a valid, shorter chain: keep the last checksum elsewhere and compare.
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
