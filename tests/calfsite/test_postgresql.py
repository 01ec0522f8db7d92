"""A database that is paused: it never says that it is gone."""

import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from psycopg import waiting

from calfsite.lib.postgresql.base import _Connection


def test_a_connection_gives_up_and_is_closed() -> None:
    ours, theirs = socket.socketpair()
    closed: list[bool] = []
    pgconn = SimpleNamespace(socket=ours.fileno(), finish=lambda: closed.append(True), transaction_status=0)

    class Paused(_Connection):
        seconds = 0.05

        def __init__(self) -> None:
            self.pgconn: Any = pgconn

        def __del__(self) -> None:
            """Nothing was ever opened."""

    def forever() -> Iterator[Any]:
        while True:
            yield waiting.Wait.R

    with ours, theirs, pytest.raises(psycopg.OperationalError, match="does not answer"):
        Paused().wait(forever())
    assert closed
