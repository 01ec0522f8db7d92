"""Exports as files to download, and CSV whose cells a spreadsheet does not run as formulas."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse
from django.utils import timezone

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that starts so is a formula to a spreadsheet


def download(name: str, kind: str, content_type: str, lines: Iterable[str]) -> StreamingHttpResponse:
    """The lines as a file, such as `audit-2026-01-31.csv`, that no cache keeps."""
    disposition = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.{kind}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return StreamingHttpResponse(lines, content_type=content_type, headers=headers)


def csv_download(name: str, rows: Iterable[Iterable[object]]) -> StreamingHttpResponse:
    """The rows as CSV; a cell that looks like a formula gets an apostrophe."""
    return download(name, "csv", "text/csv; charset=utf-8", _csv_lines(rows))


class _Lines:
    """A file whose `write` returns the text, so that csv.writer can be used for one line at a time."""

    def write(self, text: str) -> str:
        return text


def _csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    writer = csv.writer(_Lines())
    for row in rows:
        yield writer.writerow([_escaped(cell) for cell in row])


def _escaped(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
