"""CSV that a spreadsheet shows and never runs."""

import csv
from collections.abc import Iterable, Iterator

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula to run


class Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        """The text itself."""
        return text


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The rows as lines of CSV; a cell that begins like a formula gets an apostrophe."""
    writer = csv.writer(Echo())
    for row in rows:
        yield writer.writerow([_harmless(cell) for cell in row])


def _harmless(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
