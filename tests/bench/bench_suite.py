"""How long the test suite takes, and how many tests it has: what every change waits for."""

import re
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.result import Result

ROOT = Path(__file__).resolve().parents[2]
WORKERS = "2"
HOW = f"one run, {WORKERS} workers, wall clock"


def run() -> list[Result]:
    """Runs the suite once, as `make test` does, on two cores."""
    return [
        measured("tests without browser", 30, "--ignore", "tests/browser", "-m", "not browser"),
        measured("tests in a browser", 210, "-m", "browser", "tests/browser"),
    ]


def measured(name: str, target: float, *which: str) -> Result:
    """How many seconds these tests take, and how many passed."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "--dist", "worksteal", *which]
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    seconds = time.perf_counter() - began
    passed = re.search(r"(\d+) passed", done.stdout)
    if done.returncode or not passed:
        print(f"The tests fail, so their time says nothing:\n{done.stdout}", file=sys.stderr)
        return Result(name, float("nan"), "s", target, "lower", "NOT MEASURED: the tests fail, see above")
    return Result(name, seconds, "s", target, "lower", f"{HOW}, {passed[1]} tests")
