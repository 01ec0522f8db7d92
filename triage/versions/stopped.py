"""What must stop at once, as this process knows it: withdrawn versions, and triages that are switched off.

Journeys read nothing from the database, so each server process reads this once a second, in a thread of its own:
`triage.background` starts it.
"""

from dataclasses import dataclass, field

from calfsite.lib import held
from triage.models import Protocol, ProtocolVersion


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


_known = held.Held(_read)
current, refresh = _known.get, _known.refresh
"""What is stopped, at most a second ago in a server process; reading it again takes two small queries."""
