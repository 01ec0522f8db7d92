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
    """Runs the suite once, as `make test-quick` and `make test-browser` do, on two cores."""
    quick, quick_count = measured("--ignore", "tests/browser", "-m", "not browser and not sweep")
    browser, browser_count = measured("-m", "browser", "tests/browser")
    return [
        Result("tests without browser", quick, "s", 30, "lower", f"{HOW}, {quick_count} tests"),
        Result("tests in a browser", browser, "s", 210, "lower", f"{HOW}, {browser_count} tests"),
    ]


def measured(*which: str) -> tuple[float, int]:
    """How many seconds these tests take, and how many passed."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "--dist", "worksteal", *which]
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    seconds = time.perf_counter() - began
    passed = re.search(r"(\d+) passed", done.stdout)
    if done.returncode or not passed:
        sys.exit(f"The tests fail, so their time says nothing:\n{done.stdout}")
    return seconds, int(passed[1])
