"""How many assessments of the shipped triage, and explanations, one process makes in a second."""

import time
from collections.abc import Callable
from dataclasses import replace

from tests.bench.result import Result
from triage.engine.explain import advice_for, deciding_answers, watch_for
from triage.engine.parts.condition import Answers
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import assess
from triage.storage import text_file

SECONDS = 1.0
ROUNDS = 5


def run() -> list[Result]:
    """Assesses every worked case in turn, and the long ways to self-care on their own, without and with explanation."""
    leg = text_file.load(text_file.SHIPPED / "leg.toml")
    patients: list[Answers] = [dict(vignette.answers) for vignette in leg.vignettes]
    finished = [answers for answers in patients if assess(leg, answers).urgency is Urgency.SELF_CARE]
    how = f"CPU, best of {ROUNDS} rounds of {SECONDS:g} s, one process"
    first = first_explanations(leg, patients)
    return [
        Result("assess, every worked case", rate(assess, leg, patients), "per s", 20_000, "higher", how),
        Result("assess, whole journeys to self-care", rate(assess, leg, finished), "per s", 20_000, "higher", how),
        Result("explain, every worked case", rate(explain, leg, patients), "per s", 8_000, "higher", how),
        Result("explain, whole journeys to self-care", rate(explain, leg, finished), "per s", 8_000, "higher", how),
        Result(
            "the first explanations of a version", first, "ms", 250, "lower", "CPU, all cases once, no table made yet"
        ),
    ]


def explain(protocol: Protocol, answers: Answers) -> None:
    """Assesses one patient, and finds the deciding answers, the safety net and the advice."""
    assessment = assess(protocol, answers)
    deciding_answers(protocol, assessment)
    watch_for(protocol, assessment.urgency)
    advice_for(protocol, assessment)


def first_explanations(protocol: Protocol, patients: list[Answers]) -> float:
    """Milliseconds to explain all these patients once, with a protocol that no process has used yet."""
    best = float("inf")
    for _ in range(ROUNDS):
        unused = replace(protocol)
        began = time.process_time()
        for answers in patients:
            explain(unused, answers)
        best = min(best, time.process_time() - began)
    return best * 1000


def rate(work: Callable[[Protocol, Answers], object], protocol: Protocol, patients: list[Answers]) -> float:
    """How often a second this is done, for these patients again and again: the best of the rounds."""
    best = 0.0
    for _ in range(ROUNDS):
        done, began = 0, time.process_time()
        while (spent := time.process_time() - began) < SECONDS:
            for answers in patients:
                work(protocol, answers)
            done += len(patients)
        best = max(best, done / spent)
    return best
