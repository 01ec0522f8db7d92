"""What must stop at once, as this process knows it: withdrawn versions, and triages that are switched off.

Journeys read nothing from the database, so a thread of each process (calfsite/lib/watch.py) looks once a second, off
every request's path. It also publishes what is scheduled, once its time has come.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone

from calfsite.lib import held, watch
from triage.models import Protocol, ProtocolVersion
from triage.totals import writing
from triage.versions import publishing


@dataclass(frozen=True)
class Stopped:
    """What no journey may go on with."""

    withdrawn: frozenset[tuple[str, int]] = frozenset()
    """Slug and number of each version."""
    switched_off: dict[str, str] = field(default_factory=dict)
    """The message of each triage that is switched off, by its slug."""


def _read() -> Stopped:
    withdrawn = ProtocolVersion.objects.filter(status=ProtocolVersion.Status.WITHDRAWN)
    off = Protocol.objects.filter(switched_off=True)
    return Stopped(
        frozenset(withdrawn.values_list("protocol__slug", "number")), dict(off.values_list("slug", "off_message"))
    )


known = held.Held(_read)


def stopped() -> Stopped:
    """What is stopped, at most a second old. The first call of a process reads it, and begins to watch."""
    if settings.WATCH_SECONDS:
        watch.every_second(look)
        writing.begin()  # whoever watches counts journeys
    return known.get()


def look() -> None:
    """Look once: first for what must stop, then for what is due. A fault of one keeps nobody from the other."""
    watch.safely(known.refresh)
    watch.safely(lambda: publishing.go_live_due(timezone.now()))
