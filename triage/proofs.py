"""The proof of a version before it goes live: its safety report, beside the text that it was made for."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from triage import protocol_file, rows
from triage.engine.protocol import Protocol
from triage.models import ProtocolVersion

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Proof:
    """What was proven, of which text, beside which live version."""

    content: Protocol
    checksum: str
    against: int | None
    """The number of the version that was live; None when there was none."""
    report: Any
    """The engine's `prover.Report`. The solver is loaded on this path only, so its types are not named here."""

    def as_dict(self) -> dict[str, Any]:
        """The proof as JSON, to keep beside the version."""
        from triage.engine.prover.serial import as_dict  # noqa: PLC0415  the solver is loaded on this path only

        return {"checksum": self.checksum, "against": self.against, "report": as_dict(self.report)}


def stored(proof: dict[str, Any]) -> Any:  # noqa: ANN401  see `Proof.report`
    """The report that a version was published with, from what `as_dict` wrote."""
    from triage.engine.prover.serial import from_dict  # noqa: PLC0415  the solver is loaded on this path only

    return from_dict(proof["report"])


def live_row(version: ProtocolVersion) -> ProtocolVersion | None:
    """The live version of the same protocol."""
    return version.protocol.versions.filter(status=ProtocolVersion.Status.PUBLISHED).first()


_MOST_KEPT = 8
_made: OrderedDict[tuple[str, str], Any] = OrderedDict()
"""The last reports, by the checksums of both texts: a page shown, then sent, is proven once."""


def prove(version: ProtocolVersion, progress: Progress | None = None) -> Proof:
    """Prove a version safe or not, and compare it with the live one: up to some seconds, as it looks at all patients.

    Raises ProtocolError when the version's parts do not fit together.
    """
    content, live = rows.read(version), live_row(version)
    checksum = protocol_file.checksum(content)
    report = _report(checksum, content, rows.read(live) if live else None, progress)
    return Proof(content, checksum, live.number if live else None, report)


def _report(checksum: str, content: Protocol, live: Protocol | None, progress: Progress | None) -> Any:  # noqa: ANN401
    from triage.engine import prover  # noqa: PLC0415  the solver is loaded on this path only

    key = (checksum, protocol_file.checksum(live) if live else "")
    if key not in _made:
        _made[key] = prover.prove(content, live, progress=progress)
        while len(_made) > _MOST_KEPT:
            _made.popitem(last=False)
    return _made[key]
