"""Looking for what a journey may have left behind: in files, tables, logs, addresses and headers."""

import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_plus

from playwright.sync_api import BrowserContext, Request, Response

WAIT_SECONDS = 60
LENGTHS = ("content-length", "date", "etag")  # headers with numbers of their own


def found(marks: Iterable[str], places: Mapping[str, bytes]) -> list[str]:
    """Each mark with the place it stands in. A number counts only as a whole number: 113 is not in 41135."""
    patterns = {mark: re.compile(_pattern(mark)) for mark in marks}
    return [
        f"{mark} in {name}" for name, text in places.items() for mark, look in patterns.items() if look.search(text)
    ]


def _pattern(mark: str) -> bytes:
    exact = re.escape(mark.encode())
    return rb"(?<![0-9])" + exact + rb"(?![0-9])" if mark.replace(".", "").isdigit() else exact


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by name; the database with its write-ahead log among them."""
    found = {}
    for path in sorted(folder.rglob("*")):
        with suppress(FileNotFoundError):  # one that a server process has just deleted
            if path.is_file():
                found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def tables(database: Path) -> dict[str, bytes]:
    """Every row of every table as text, by table; what the write-ahead log holds is seen as well."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        # Sorted here: the tables of the search have no rowid to sort by.
        rows = {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}
    return {f"table {name}": repr(content).encode() for name, content in rows.items()}


def without_totals(content: dict[str, bytes]) -> dict[str, bytes]:
    """The tables but for the daily totals, which alone a journey may change, and for how many rows they had."""
    rows = {name: text for name, text in content.items() if name != "table triage_dailytotal"}
    place = "table sqlite_sequence"
    return rows | {place: re.sub(rb"(, )?\('triage_dailytotal', \d+\)", b"", rows[place])}


Totals = set[tuple[str, str, str, int]]


def totals(database: Path) -> Totals:
    """The daily totals: day, kind, key, count."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return set(connection.execute("SELECT day, kind, key, count FROM triage_dailytotal"))


def wait_for_totals(database: Path, before: Totals | None = None, *, counted: int = 0) -> Totals:
    """The daily totals, once every process has written what it added up: when they change no more.

    With `before`, once they are others than these too; without, only once nothing is left of what earlier tests did.
    With `counted`, once so much has been counted: a process that gets no processor for a while writes later.
    """
    give_up = time.monotonic() + WAIT_SECONDS
    found = before
    while found == before or found != totals(database) or sum(count for *_, count in found) < counted:
        assert time.monotonic() < give_up, "the totals were never written"
        found = totals(database)
        time.sleep(1.5)
    return found


@dataclass
class Traffic:
    """What a browser asked for, and what it got, but for the journey's own cookie and what a page shows."""

    origin: str
    said: dict[str, bytes] = field(default_factory=dict)
    cookies: set[str] = field(default_factory=set)
    """Every value that the journey's cookie had."""

    def follow(self, context: BrowserContext) -> None:
        """Listens to every page of a browser profile."""
        context.on("request", self.on_request)
        context.on("response", self.on_response)

    def on_request(self, request: Request) -> None:
        """Keeps address and headers, as they were sent."""
        headers = [
            f"{name}: {value}" for name, value in request.all_headers().items() if name not in (*LENGTHS, "cookie")
        ]
        self._keep(f"request {len(self.said)}", [request.url, *headers])

    def on_response(self, response: Response) -> None:
        """Keeps the headers, and what the journey's cookie was."""
        headers = [*self._without_cookie(response)]
        self._keep(f"response {len(self.said)} of {response.url}", headers)

    def _without_cookie(self, response: Response) -> Iterator[str]:
        for header in response.headers_array():
            name, value = header["name"].lower(), header["value"]
            if name == "set-cookie" and value.startswith("journey="):
                carried = value.removeprefix("journey=").partition(";")[0].strip('"')
                if carried:  # the one that deletes the answers is empty
                    self.cookies.add(carried)
            elif name not in LENGTHS:
                yield f"{name}: {value}"

    def _keep(self, name: str, texts: list[str]) -> None:
        whole = "\n".join(text.replace(self.origin, "") for text in texts)
        self.said[name] = f"{whole}\n{unquote_plus(whole)}".encode()
