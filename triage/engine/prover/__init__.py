"""The prover: what holds for ALL answers that patients could give, by a solver and never by sampling.

    report = prove(draft, live)
    report.publishable, report.problems, report.impact

`prove` runs the checks of a `Report`, which a module each describes: requirements, monotone, unused_parts, gaps,
paths, vignettes, impact, slips, guards, words. Imported where versions are published, never where patients are served.
"""

from triage.engine.prover.examples import DriftError
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
    WordChange,
)
from triage.engine.prover.solver import SolverError

__all__ = [
    "DECISIVE",
    "AskedChange",
    "Check",
    "DriftError",
    "Example",
    "Gap",
    "Impact",
    "Limits",
    "Move",
    "Problem",
    "Report",
    "SolverError",
    "VignetteChange",
    "WordChange",
    "prove",
]
