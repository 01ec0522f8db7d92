"""CSV whose cells a spreadsheet does not run as formulas."""

import csv
from collections.abc import Iterable, Iterator

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that starts so is a formula to a spreadsheet


class _Echo:
    """A file whose `write` returns the text, so that csv.writer can be used for one line at a time."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The rows as lines of CSV; a cell that looks like a formula gets an apostrophe."""
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow([_escaped(cell) for cell in row])


def _escaped(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
