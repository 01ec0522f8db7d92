"""The prover: what holds for ALL answers that patients could give, by a solver and never by sampling.

Imported where versions are published, never where patients are served: the solver is large.
"""

from triage.engine.prover.prove import prove
from triage.engine.prover.report import (
    DECISIVE,
    AskedChange,
    Check,
    Example,
    Gap,
    Impact,
    Limits,
    Move,
    Problem,
    Report,
    VignetteChange,
)

__all__ = [
    "DECISIVE",
    "AskedChange",
    "Check",
    "Example",
    "Gap",
    "Impact",
    "Limits",
    "Move",
    "Problem",
    "Report",
    "VignetteChange",
    "prove",
]
