"""How many assessments of the shipped calf protocol, and explanations, one process makes in a second."""

import time
from collections.abc import Callable
from dataclasses import replace

from tests.bench.result import Result
from tests.triage import first_edition
from tests.triage.protocols import calf_cases
from triage.engine.explain.explain import deciding_answers, would_change
from triage.engine.parts.condition import Answers
from triage.engine.parts.protocol import Protocol
from triage.engine.run.assess import assess
from triage.storage import text_file

SECONDS = 1.0
ROUNDS = 5


def run() -> list[Result]:
    """Assesses every patient of the table in turn, and the longest way on its own, without and with explanation."""
    calf = text_file.load(first_edition.FOLDER / "calf.toml")
    patients = [calf_cases.answers(changes) for _, changes, _ in calf_cases.CASES]
    finished = [calf_cases.answers({})]
    how = f"best of {ROUNDS} rounds of {SECONDS:g} s, one process"
    first = first_explanations(calf, patients)
    return [
        Result("assess, every patient of the table", rate(assess, calf, patients), "per s", 20_000, "higher", how),
        Result("assess, a whole journey to self-care", rate(assess, calf, finished), "per s", 20_000, "higher", how),
        Result("explain, every patient of the table", rate(explain, calf, patients), "per s", 2_000, "higher", how),
        Result("explain, a whole journey to self-care", rate(explain, calf, finished), "per s", 2_000, "higher", how),
        Result(
            "the first explanations of a version", first, "ms", 250, "lower", "all patients once, tables not yet made"
        ),
    ]


def explain(protocol: Protocol, answers: Answers) -> None:
    """Assesses one patient, and finds the deciding answers and the changes that would raise the urgency."""
    assessment = assess(protocol, answers)
    deciding_answers(protocol, assessment)
    would_change(protocol, assessment)


def first_explanations(protocol: Protocol, patients: list[Answers]) -> float:
    """Milliseconds to explain all these patients once, with a protocol that no process has used yet."""
    best = float("inf")
    for _ in range(ROUNDS):
        unused = replace(protocol)
        began = time.perf_counter()
        for answers in patients:
            explain(unused, answers)
        best = min(best, time.perf_counter() - began)
    return best * 1000


def rate(work: Callable[[Protocol, Answers], object], protocol: Protocol, patients: list[Answers]) -> float:
    """How often a second this is done, for these patients again and again: the best of the rounds."""
    best = 0.0
    for _ in range(ROUNDS):
        done, began = 0, time.perf_counter()
        while (spent := time.perf_counter() - began) < SECONDS:
            for answers in patients:
                work(protocol, answers)
            done += len(patients)
        best = max(best, done / spent)
    return best
