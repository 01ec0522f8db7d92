"""Databases filled once and put back in a moment, for whoever needs more rows than a test should wait for."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

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
