"""Databases filled once and put back in a moment, for whoever needs more rows than a test should wait for."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

import pytest
from django.core import management
from django.db import connection, transaction

_kept: dict[str, tuple[sqlite3.Connection, Any]] = {}
"""By name: the pages of a database, and what filling it gave."""
_now: list[str] = []
"""The states that the database is in, the last on top."""


@contextmanager
def database_with(name: str, fill: Callable[[], Any]) -> Iterator[Any]:
    """The test database as this function fills it, until the `with` block ends; gives what the function gave.

    For fixtures of a package or module, outside of any test's transaction. SQLite's pages are copied, which takes
    milliseconds however many rows they hold; another database is filled each time, and rolled back.
    """
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield fill()
            transaction.set_rollback(True)
        return
    connection.ensure_connection()
    assert not connection.in_atomic_block, f"“{name}” was asked for inside of a test"
    before = pages_of(connection.connection)
    key = "/".join([*_now, name])
    if key in _kept:
        pages, given = _kept[key]
        pages.backup(connection.connection)
    else:
        given = fill()
        _kept[key] = pages_of(connection.connection), given
    _now.append(name)
    try:
        yield given
    finally:
        assert _now.pop() == name, "the state that came last goes first"
        before.backup(connection.connection)
        before.close()


def pages_of(database: sqlite3.Connection) -> sqlite3.Connection:
    """A copy of a database, in memory."""
    copy = sqlite3.connect(":memory:")
    database.backup(copy)
    return copy


@contextmanager
def migrating_once(folder: Path) -> Iterator[None]:
    """While the tests' database is made: on SQLite, migrate only when a line of the site has changed since.

    Migrating takes each worker of each run seconds; what it made is kept in this folder.
    """
    run, migrated = management.call_command, folder / f"{_code()}.sqlite3"

    def run_or_copy(command: str, **how: Any) -> None:
        if "run_syncdb" not in how or connection.vendor != "sqlite":  # it makes no tests' database
            run(command, **how)
            return
        connection.ensure_connection()
        with (folder / "lock").open("w") as lock:
            flock(lock, LOCK_EX)  # the first worker migrates, the others wait for what it makes
            if not migrated.exists():
                run(command, **how)
                for old in folder.glob("*.sqlite3"):
                    old.unlink()
                part = folder / f"{os.getpid()}.part"
                with closing(sqlite3.connect(part)) as kept:
                    connection.connection.backup(kept)
                part.rename(migrated)
                return
        with closing(sqlite3.connect(migrated)) as kept:
            kept.backup(connection.connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(management, "call_command", run_or_copy)
        yield


def _code() -> str:
    """A name for what the migrations run with: the code of the site, and the packages it needs."""
    root = Path(__file__).resolve().parents[1]
    code = [path for app in ("articles", "calfsite", "triage") for path in sorted((root / app).rglob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in [root / "requirements.txt", *code])).hexdigest()
