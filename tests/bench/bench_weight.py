"""The first view of an article: its bytes, its requests, and its largest paint beside the NHS design system's."""

import re
import statistics
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.result import Result
from tests.bench.weight import nhs
from tests.bench.weight.view import View, first_view
from tests.browser.conftest import chromium
from tests.browser.server import Server, environment_in, listening, serving

ARTICLE = "/articles/why-cant-i-flex-my-calf/"
ROUNDS = 5
MOST_BYTES = 14_000
MOST_REQUESTS = 4
MOST_PAINT = 0.8


def run() -> list[Result]:
    """Opens both pages in turn, so that a busy moment of the machine hits both."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        site = running.enter_context(serving(Path(tempfile.mkdtemp(dir=folder))))
        try:
            peer = running.enter_context(_nhs(site, Path(tempfile.mkdtemp(dir=folder))))
        except nhs.MissingError as error:
            print(f"The largest paint beside the NHS template is not measured. {error}")
            peer = ""
        ours, theirs = _measure(site.url + ARTICLE, peer)
    return [*_weights(ours[0]), *(_paint(ours, theirs) if theirs else [])]


def _weights(view: View) -> list[Result]:
    how = "Chromium's own count, headers included, brotli"
    return [
        Result("article: HTML and CSS of the first view", view.bytes_of("Document", "Stylesheet"), "bytes",
               MOST_BYTES, "lower", how),
        Result("article: requests of the first view", len(view.sizes), "requests", MOST_REQUESTS, "lower", how),
        Result("article: scripts of the first view", view.bytes_of("Script"), "bytes", 0, "lower", how),
    ]  # fmt: skip


def _paint(ours: list[View], theirs: list[View]) -> list[Result]:
    mine, other = (statistics.median(view.paint for view in views) for views in (ours, theirs))
    how = (
        f"medians of {ROUNDS} in turn: {mine:.0f} and {other:.0f} ms; 1.6 Mbit/s, 150 ms, processor slowed 4 times; "
        f"first view {sum(ours[0].sizes.values()):,} and {sum(theirs[0].sizes.values()):,} bytes"
    )
    return [Result("article: largest paint beside the NHS template", mine / other, "times", MOST_PAINT, "lower", how)]


def _measure(ours: str, theirs: str) -> tuple[list[View], list[View]]:
    views: dict[str, list[View]] = {ours: [], theirs: []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium())
        for _ in range(ROUNDS + 1):  # the first round warms server and browser up
            for url in filter(None, views):
                views[url].append(first_view(browser, url))
        browser.close()
    return views[ours][1:], views[theirs][1:]


@contextmanager
def _nhs(site: Server, folder: Path) -> Iterator[str]:
    """The same article in the NHS template, served by the same server; gives its address."""
    with urllib.request.urlopen(site.url + ARTICLE) as answer:
        page = answer.read().decode()
    title = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[0]
    prose = page.partition('<div class="prose">')[2].partition("<footer>")[0].rpartition("</div>")[0]
    root = nhs.build(folder, title, prose, site.folder / "static" / "illustrations")
    environment = {**environment_in(folder), "PEER_ROOT": str(root)}
    with listening("tests.bench.weight.peer:application", environment, folder) as url:
        yield f"{url}/"
