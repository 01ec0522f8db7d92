"""Check 5: the longest journey in pages, and how soon an emergency is out once an answer has made it certain.

Every path ends: questions stand in order, and none is asked twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from triage.engine.parts.condition import Answer, Answers
from triage.engine.parts.protocol import Protocol
from triage.engine.prover import patients
from triage.engine.prover.certain import Late
from triage.engine.prover.outcome import Outcome
from triage.engine.prover.report import Check, Limits, Problem
from triage.engine.prover.solver import Solver
from triage.engine.prover.walk import Walk
from triage.engine.run.assess import assess


def longest(walk: Walk, solver: Solver) -> dict[str, Answer]:
    """The answers of a patient who is asked as many pages as anybody, as far as they are asked for."""
    pages = list(walk.pages.values())
    counts = walk.circuit.counts(pages, len(pages))
    best: dict[str, Answer] = {}
    most = len(pages)
    while len(best) < most:
        middle = (len(best) + most + 1) // 2
        model = solver.find(counts[middle - 1])
        if model is None:
            most = middle - 1
            continue
        best = patients.walked(walk.protocol, walk.space.read(model))
        if len(best) != sum(model(page) for page in pages):
            raise patients.DriftError(f"The solver and the evaluator count other pages for {best}")
    return best


def check(outcome: Outcome, walk: Walk, solver: Solver, longest: Answers, limits: Limits) -> Iterator[Problem]:
    """Problems with journeys that are too long, and with emergencies that come out too late."""
    protocol = walk.protocol
    if len(longest) > limits.longest_path:
        yield Problem(
            Check.PATHS,
            f"The longest journey has {len(longest)} pages. At most {limits.longest_path} are allowed.",
            blocks=True,
            example=patients.example(protocol, longest),
        )
    for late in Late(outcome, walk, solver, limits.pages_to_emergency).found():
        yield _late(protocol, late.question, late.answers, limits)


def _late(protocol: Protocol, key: str, answers: Answers, limits: Limits) -> Problem:
    given = patients.walked(protocol, answers)
    after = len(given) - 1 - list(given).index(key)
    question = protocol.question_by_key[key]
    return Problem(
        Check.PATHS,
        f"After “{question.short}” this patient is an emergency whatever else is answered, but is asked {after} more "
        f"pages before hearing it. At most {limits.pages_to_emergency} are allowed.",
        blocks=True,
        rules=tuple(rule.key for rule in assess(protocol, given).path.held),
        questions=(key,),
        example=patients.example(protocol, given),
    )
