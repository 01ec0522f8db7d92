"""`make bench`: runs every tests/bench/bench_*.py and prints the figures of each beside their targets, as it ends.

A benchmark module has a function `run()` that returns a list of Result. Figures depend on the machine, so a missed
target is printed, never an error.
"""

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import django

from tests.bench.result import Result

HEADINGS = ("What", "Figure", "Unit", "Target", "", "How measured")


def benchmarks(wanted: list[str]) -> Iterator[str]:
    """Names of the benchmark modules; all, or those whose name holds one of the wanted words."""
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if not wanted or any(word in path.stem for word in wanted):
            yield path.stem


def table(rows: list[tuple[str, ...]]) -> str:
    """Rows of text in columns as wide as their widest cell; the last column is left as it is."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS) - 1)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows
    )


def main(wanted: list[str]) -> None:
    """Runs the benchmarks, one after the other, so that none disturbs another."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    names = list(benchmarks(wanted))
    if not names:
        sys.exit(f"No benchmark is called {' or '.join(wanted)}.")
    for name in names:
        print(f"Running {name} …", file=sys.stderr, flush=True)
        results: list[Result] = import_module(f"tests.bench.{name}").run()
        print(table([HEADINGS, *(result.row() for result in results)]), end="\n\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
