"""A thread of each process that looks every second, off every request's path, for what must change at once.

Pages that must not query the database show what the process holds (`held`); this is how it learns of changes.
"""

import logging
import os
import threading
from collections.abc import Callable

from django.conf import settings
from django.db import close_old_connections, connection

from calfsite.lib import held

logger = logging.getLogger(__name__)

_looks: list[Callable[[], object]] = []


class OneThread:
    """A background thread that each process starts once. A forked child starts its own if its parent had one."""

    def __init__(self, name: str, run: Callable[[], None]) -> None:
        self._name, self._run = name, run
        self._lock = held.Lock()
        self._is_started = False
        os.register_at_fork(after_in_child=self._start_again)

    def start(self) -> bool:
        """Start it, unless it runs. Whether it was started by this call."""
        with self._lock:
            if self._is_started:
                return False
            self._is_started = True
        self._start()
        return True

    def _start(self) -> None:
        threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def _start_again(self) -> None:
        """No thread lives through a fork: without this, the child would never hear of a withdrawal."""
        if self._is_started:
            self._start()


def every_second(look: Callable[[], object]) -> None:
    """Have this called from now on, every `settings.WATCH_SECONDS`; never where those are 0. Safe to call twice."""
    if not settings.WATCH_SECONDS:
        return
    with _adding:
        if look not in _looks:
            _looks.append(look)
    _watcher.start()


def _watch() -> None:
    pause = threading.Event()
    while True:
        look_once()
        pause.wait(settings.WATCH_SECONDS)


def look_once() -> None:
    """Make every look once, in the order in which they were asked for. A fault of one keeps none from the others."""
    for look in tuple(_looks):
        safely(look)


def safely(look: Callable[[], object]) -> None:
    """Look once. An error never ends the watch: the last known state stays, and the next second asks again."""
    try:
        close_old_connections()
        look()
    except Exception:
        logger.exception("Looking for what is new failed.")
        connection.close()


_adding = held.Lock()
_watcher = OneThread("watch", _watch)
