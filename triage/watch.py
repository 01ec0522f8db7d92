"""What must stop at once, as this process knows it: withdrawn versions, and triages that are switched off.

Journeys read nothing from the database, so a thread of each process looks once a second, off every request's path. It
also publishes what is scheduled, once its time has come.
"""

import logging
import threading
from dataclasses import dataclass, field

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone

from triage import publishing, totals_writing
from triage.models import Protocol, ProtocolVersion

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stopped:
    """What no journey may go on with."""

    withdrawn: frozenset[tuple[str, int]] = frozenset()
    """Slug and number of each version."""
    switched_off: dict[str, str] = field(default_factory=dict)
    """The message of each triage that is switched off, by its slug."""


_lock = threading.Lock()
_known: Stopped | None = None
_watcher: threading.Thread | None = None


def stopped() -> Stopped:
    """What is stopped, at most a second old. The first call of a process reads it, and begins to watch."""
    if _watcher is None and settings.WATCH_SECONDS:
        _begin()
    return _known or refresh()


def refresh() -> Stopped:
    """Read anew what is stopped: two small queries."""
    global _known  # noqa: PLW0603  one answer for the whole process
    withdrawn = ProtocolVersion.objects.filter(status=ProtocolVersion.Status.WITHDRAWN)
    off = Protocol.objects.filter(switched_off=True)
    _known = Stopped(
        frozenset(withdrawn.values_list("protocol__slug", "number")), dict(off.values_list("slug", "off_message"))
    )
    return _known


def forget() -> None:
    """Know nothing, so that the next question is answered from the database: for tests, whose rows come and go."""
    global _known  # noqa: PLW0603
    _known = None


def _begin() -> None:
    global _watcher  # noqa: PLW0603
    with _lock:
        if _watcher is None:
            _watcher = threading.Thread(target=_watch, name="triage-watch", daemon=True)
            _watcher.start()
    totals_writing.begin()  # whoever watches counts journeys


def _watch() -> None:
    pause = threading.Event()
    while True:
        look()
        pause.wait(settings.WATCH_SECONDS)


def look() -> None:
    """Look once. No fault ends the watch: what is known stays known, and the next second asks again."""
    for what in (refresh, lambda: publishing.go_live_due(timezone.now())):  # what must stop comes first
        try:
            close_old_connections()
            what()
        except Exception:
            logger.exception("Looking for what must stop, or go live, failed.")
            connection.close()
