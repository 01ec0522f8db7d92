"""How long the test suite takes without browser tests: what every change waits for."""

import subprocess
import sys
import time
from pathlib import Path

from tests.bench.result import Result

ROOT = Path(__file__).resolve().parents[2]
WORKERS = "2"


def run() -> list[Result]:
    """Runs the suite once, as `make test` does, on two cores."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "--dist", "worksteal", "-m", "not browser"]
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"The tests fail, so their time says nothing:\n{done.stdout}")
    return [Result("tests without browser", seconds, "s", 30, "lower", f"one run, {WORKERS} workers, wall clock")]
