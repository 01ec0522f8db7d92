"""One call that runs all seven checks on a protocol."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from triage.engine import wording
from triage.engine.protocol import Protocol
from triage.engine.prover import monotone, paths, patients, requirements, vignettes
from triage.engine.prover.alive import Alive
from triage.engine.prover.circuit import Circuit
from triage.engine.prover.gaps import MOST, Gaps
from triage.engine.prover.impact import impact
from triage.engine.prover.outcome import Outcome
from triage.engine.prover.report import Check, Limits, Problem, Report
from triage.engine.prover.solver import Solver
from triage.engine.prover.space import Space
from triage.engine.prover.walk import Walk

DEFAULT_LIMITS = Limits()

Progress = Callable[[str, int, int], None]
"""Told of each check as it begins: its name, how many are done, how many there are."""


def prove(
    protocol: Protocol,
    live: Protocol | None = None,
    *,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> Report:
    """Everything that can be proven about a protocol, and what changes for patients against the live version.

    Raises SolverError when the solver gives up, DriftError when solver and evaluator disagree: nothing is proven then.
    """

    def begin(check: Check) -> None:
        if progress is not None:
            progress(check.value, list(Check).index(check), len(Check))

    protocol = wording.worded(protocol)
    circuit = Circuit()
    space = Space.of(circuit, protocol)
    outcome, walk, solver = Outcome(space), Walk(space), Solver(circuit)
    problems: list[Problem] = []
    begin(Check.REQUIREMENTS)
    problems += requirements.check(outcome, solver, live)
    begin(Check.MONOTONE)
    problems += monotone.check(outcome, solver)
    begin(Check.ALIVE)
    problems += Alive(outcome, walk, solver).problems()
    begin(Check.GAPS)
    gaps = list(islice(Gaps(outcome, solver).found(), MOST + 1))
    begin(Check.PATHS)
    longest = paths.longest(walk, solver)
    problems += paths.check(outcome, walk, solver, longest, limits)
    begin(Check.VIGNETTES)
    problems += vignettes.check(protocol)
    begin(Check.IMPACT)
    return Report(
        protocol=protocol.slug,
        version=protocol.version,
        problems=tuple(problems),
        gaps=tuple(gaps[:MOST]),
        gaps_cut=len(gaps) > MOST,
        longest_path=len(longest),
        longest=patients.example(protocol, longest),
        impact=None if live is None else impact(wording.worded(live), protocol),
    )
