"""How many assessments of the shipped calf protocol one process makes in a second."""

import time
from typing import Any

from tests.bench.result import Result
from tests.triage import calf_cases
from triage import protocol_file
from triage.engine.assess import assess
from triage.engine.protocol import Protocol

SECONDS = 1.0
ROUNDS = 5


def run() -> list[Result]:
    """Assesses every patient of the table in turn, and the longest way on its own; the best of five rounds."""
    calf = protocol_file.load(protocol_file.SHIPPED / "calf.toml")
    patients = [calf_cases.answers(changes) for _, changes, _ in calf_cases.CASES]
    finished = [calf_cases.answers({})]
    how = f"best of {ROUNDS} rounds of {SECONDS:g} s, one process"
    return [
        Result("assess, every patient of the table", rate(calf, patients), "per s", 20_000, "higher", how),
        Result("assess, a whole journey to self-care", rate(calf, finished), "per s", 20_000, "higher", how),
    ]


def rate(protocol: Protocol, patients: list[dict[str, Any]]) -> float:
    """Assessments in a second, over these patients again and again."""
    best = 0.0
    for _ in range(ROUNDS):
        done, began = 0, time.perf_counter()
        while (spent := time.perf_counter() - began) < SECONDS:
            for answers in patients:
                assess(protocol, answers)
            done += len(patients)
        best = max(best, done / spent)
    return best
