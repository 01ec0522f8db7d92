"""What must stop at once, as this process knows it: withdrawn versions, and triages that are switched off.

Journeys read nothing from the database, so each server process reads this once a second, in a thread of its own:
`triage.background` starts it.
"""

from dataclasses import dataclass, field

from triage.models import Protocol, ProtocolVersion


@dataclass(frozen=True)
class Stopped:
    """What no journey may go on with."""

    withdrawn: frozenset[tuple[str, int]] = frozenset()
    """Slug and number of each version."""
    switched_off: dict[str, str] = field(default_factory=dict)
    """The message of each triage that is switched off, by its slug."""


_known: Stopped | None = None


def current() -> Stopped:
    """What is stopped, at most a second ago in a server process. The first call of any process reads it."""
    return _known or refresh()


def refresh() -> Stopped:
    """Read again what is stopped: two small queries."""
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
