"""What this process holds in memory and serves without asking the database. `reset` lets go of all of it.

Every value that depends on rows or settings is held here: `Held` is one value, `cached` a function's last results,
`on_reset` anything else. A cache of what never changes may be a `functools.cache`.
"""

import os
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Generic, ParamSpec, TypeVar, cast

T = TypeVar("T")
Arguments = ParamSpec("Arguments")

_resets: list[Callable[[], object]] = []


def reset() -> None:
    """Let go of everything, as a process that has just started. For tests, whose rows come and go."""
    for forget in _resets:
        forget()


def on_reset(forget: Callable[[], object]) -> None:
    """Have this called by every `reset`."""
    _resets.append(forget)


class Lock:
    """A lock that is open in a forked child, even if another thread of the parent held it at that moment."""

    def __init__(self) -> None:
        self._renew()
        os.register_at_fork(after_in_child=self._renew)

    def _renew(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *error: object) -> None:
        self._lock.release()


class Held(Generic[T]):
    """One value, read when it is first asked for, and again at each `refresh`."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._lock = Lock()
        self._known: tuple[T, ...] = ()  # one value, or none: None may be a value
        on_reset(self.forget)

    def get(self) -> T:
        """The value. Only the first call of a process reads it; raises what the reading raises."""
        known = self._known
        if not known:
            with self._lock:
                known = self._known = self._known or (self._read(),)
        return known[0]

    def refresh(self) -> T:
        """Read the value again. Where that fails, the last one stays."""
        with self._lock:  # so that a value that was read earlier never replaces one that was read later
            value = self._read()
            self._known = (value,)
        return value

    def set(self, value: T) -> None:
        """Hold this value, as if it had been read."""
        with self._lock:
            self._known = (value,)

    def forget(self) -> None:
        """Let go of the value: the next `get` reads it."""
        with self._lock:
            self._known = ()


def cached(most: int) -> Callable[[Callable[Arguments, T]], Callable[Arguments, T]]:
    """Decorator: hold the last `most` results of a function whose results depend on rows or settings."""

    def decorate(read: Callable[Arguments, T]) -> Callable[Arguments, T]:
        keeping = lru_cache(maxsize=most)(read)
        on_reset(keeping.cache_clear)
        return cast(Callable[Arguments, T], keeping)

    return decorate
