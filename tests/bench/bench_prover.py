"""How long the full safety report takes, and how much memory: the shipped protocol, and one of 100 questions."""

import json
import resource
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

from tests.bench import synthetic
from tests.bench.result import Result
from triage.engine.parts.protocol import Protocol
from triage.storage import text_file

ROUNDS = 3
TARGETS = {"leg": (2, 250), "synthetic": (10, 500)}


def run() -> list[Result]:
    """Every check, in a process of its own each time, against the same protocol with one threshold changed."""
    results = []
    for name, (seconds, megabytes) in TARGETS.items():
        figures = [measured(name) for _ in range(ROUNDS)]
        how = f"CPU, best of {ROUNDS} processes; {figures[0]['size']}"
        best = min(figure["seconds"] for figure in figures)
        memory = max(figure["megabytes"] for figure in figures)
        results.append(Result(f"prove {name}, every check", best, "s", seconds, "lower", how))
        results.append(Result(f"prove {name}, peak memory", memory, "MB", megabytes, "lower", "of the whole process"))
    return results


def measured(name: str) -> dict:
    """The figures of one process that proves this protocol."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_prover", name], cwd=root, capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def named(name: str) -> Protocol:
    """The shipped protocol, or the made-up large one."""
    if name == "synthetic":
        return synthetic.protocol(100, 300)
    return text_file.load(text_file.SHIPPED / f"{name}.toml")


def main(name: str) -> None:
    """Proves one protocol and prints its figures. The time includes loading the solver, not the file.

    Time of the processor: it works on one core, and others may be at work beside it.
    """
    live = named(name)
    threshold = live.thresholds[0]
    change = threshold.value + (1 if threshold.value < threshold.maximum else -1)
    changed = live.with_threshold(threshold.key, Decimal(change))
    began = time.process_time()
    from triage.engine.prover import prove  # noqa: PLC0415  loading the solver is part of what is measured

    report = prove(changed, live)
    seconds = time.process_time() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = f"{len(live.questions)} questions, {len(live.rules)} rules, {len(report.problems)} problems"
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, "size": size}))


if __name__ == "__main__":
    main(sys.argv[1])
