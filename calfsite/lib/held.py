"""What this process holds in memory and serves without asking the database. `reset` lets go of all of it.

Every value that depends on rows or settings is held here: `Held` is one value, `cached` a value for each arguments of
a function, `on_reset` anything else. A cache of what never changes may be a `functools.cache`.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import update_wrapper
from types import TracebackType
from typing import Generic, TypeVar, TypeVarTuple

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

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

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
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


class Cached(Generic[T, *Arguments]):
    """A function that holds its last results, as `functools.lru_cache` does. An error is not held."""

    def __init__(self, read: Callable[[*Arguments], T], most: int) -> None:
        update_wrapper(self, read)
        self._read, self._most = read, most
        self._lock = Lock()
        self._known: OrderedDict[tuple[*Arguments], T] = OrderedDict()
        on_reset(self.forget)

    def __call__(self, *arguments: *Arguments) -> T:
        with self._lock:
            if arguments in self._known:
                self._known.move_to_end(arguments)
                return self._known[arguments]
        value = self._read(*arguments)  # outside the lock: a slow reading must not make the others wait
        self.set(value, *arguments)
        return value

    def set(self, value: T, *arguments: *Arguments) -> None:
        """Hold this value for these arguments, as if it had been read."""
        with self._lock:
            self._known[arguments] = value
            self._known.move_to_end(arguments)
            if len(self._known) > self._most:
                self._known.popitem(last=False)

    def forget(self) -> None:
        """Let go of all results."""
        with self._lock:
            self._known.clear()


def cached(most: int) -> Callable[[Callable[[*Arguments], T]], Cached[T, *Arguments]]:
    """Decorator: hold the last `most` results of a function whose results depend on rows or settings."""
    return lambda read: Cached(read, most)
