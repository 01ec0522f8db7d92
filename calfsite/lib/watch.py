"""A thread of each process that looks, every second and off every request's path, for what must change at once.

Pages that may ask the database nothing show what the process holds; this is how it learns that something is new.
"""

import logging
import os
import threading
from collections.abc import Callable

from django.conf import settings
from django.db import close_old_connections, connection

logger = logging.getLogger(__name__)

_lock = threading.Lock()
_looks: list[Callable[[], object]] = []
_watcher: threading.Thread | None = None


def every_second(look: Callable[[], object]) -> None:
    """Have this called from now on, every `settings.WATCH_SECONDS`; never where those are 0. Safe to call twice."""
    global _watcher  # noqa: PLW0603  one thread for the whole process
    if not settings.WATCH_SECONDS or look in _looks:
        return
    with _lock:
        if look not in _looks:
            _looks.append(look)
        if _watcher is None:
            _watcher = _start_thread()


def _start_thread() -> threading.Thread:
    watcher = threading.Thread(target=_watch, name="watch", daemon=True)
    watcher.start()
    return watcher


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
    """Look once. No fault ends the watch: what is known stays known, and the next second asks again."""
    try:
        close_old_connections()
        look()
    except Exception:
        logger.exception("Looking for what is new failed.")
        connection.close()


def _begin_again() -> None:
    """A forked process has no thread of its parent's: without this, it would never hear of a withdrawal."""
    global _lock, _watcher  # noqa: PLW0603  as above
    _lock = threading.Lock()
    if _watcher is not None:
        _watcher = _start_thread()


os.register_at_fork(after_in_child=_begin_again)
