"""Where Django looks for a backend: `ENGINE` in the settings names the package."""

from typing import Any, ClassVar

import psycopg
from django.db.backends.postgresql import base


class _Connection(psycopg.Connection[Any]):
    """A connection that is closed when an answer takes too long: a paused server never says that it is gone."""

    seconds: ClassVar[float | None] = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for an answer. Raises OperationalError after `seconds`."""
        try:
            return super().wait(gen, interval, timeout if timeout is not None else self.seconds)
        except psycopg.errors._WaitTimeout:
            if timeout is not None:
                raise
            self.pgconn.finish()  # else a rollback would wait as long again
            raise psycopg.OperationalError("the database does not answer") from None


class _Psycopg:
    """The module psycopg as Django uses it, with our connections."""

    connect = _Connection.connect

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection as Django knows it."""

    Database: Any = _Psycopg()  # the stubs want a module, Django only its names


def wait_at_most(seconds: float) -> None:
    """Let no query of this process take longer. For server processes: a migration may take its time."""
    _Connection.seconds = seconds
