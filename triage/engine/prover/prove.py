"""One call that runs all seven checks on a protocol."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from itertools import islice

from triage.engine import wording
from triage.engine.protocol import Protocol
from triage.engine.prover import monotone, paths, patients, requirements, vignettes
from triage.engine.prover.alive import Alive
from triage.engine.prover.circuit import Circuit
from triage.engine.prover.gaps import MOST, Gaps
from triage.engine.prover.impact import impact_of
from triage.engine.prover.outcome import Outcome
from triage.engine.prover.report import Check, Gap, Impact, Limits, Problem, Report
from triage.engine.prover.solver import Solver
from triage.engine.prover.space import Space
from triage.engine.prover.walk import Walk

DEFAULT_LIMITS = Limits()

Progress = Callable[[str, int, int], None]
"""Told of each check as it begins: its name, how many are done, how many there are."""


EVERY_CHECK = frozenset(Check)


def prove(
    protocol: Protocol,
    live: Protocol | None = None,
    *,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    checks: Collection[Check] = EVERY_CHECK,
) -> Report:
    """Everything that can be proven about a protocol, and what changes for patients against the live version.

    Fewer `checks` give a report that says nothing of the others. Raises SolverError when the solver gives up and
    DriftError when solver and evaluator disagree: nothing is proven then.
    """
    protocol, live = wording.worded(protocol), None if live is None else wording.worded(live)
    circuit = Circuit()
    space = Space.of(circuit, protocol, live)
    outcome, walk = Outcome(space), Walk(space)
    longest = lru_cache(lambda: paths.longest(walk, Solver(circuit)))
    search: dict[Check, Callable[[], Iterable[Problem]]] = {
        Check.REQUIREMENTS: lambda: requirements.check(outcome, Solver(circuit), live),
        Check.MONOTONE: lambda: monotone.check(outcome, Solver(circuit)),
        Check.ALIVE: lambda: Alive(outcome, walk, Solver(circuit)).problems(),
        Check.PATHS: lambda: paths.check(outcome, walk, Solver(circuit), longest(), limits),
        Check.VIGNETTES: lambda: vignettes.check(protocol),
    }
    problems: list[Problem] = []
    gaps: list[Gap] = []
    impact: Impact | None = None
    for place, check in enumerate(Check):
        if check not in checks:
            continue
        if progress is not None:
            progress(check.value, place, len(Check))
        if check is Check.GAPS:
            gaps = list(islice(Gaps(outcome, Solver(circuit)).found(), MOST + 1))
        elif check is Check.IMPACT:
            impact = None if live is None else impact_of(live, outcome, walk)
        else:
            problems += search[check]()
    return Report(
        protocol=protocol.slug,
        version=protocol.version,
        problems=tuple(problems),
        gaps=tuple(gaps[:MOST]),
        gaps_cut=len(gaps) > MOST,
        longest_path=len(longest()),
        longest=patients.example(protocol, longest()),
        impact=impact,
    )
