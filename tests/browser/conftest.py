"""A real server and a real browser. Each worker of the test run has one of both."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import desk
from tests.browser.server import Server, serving
from tests.browser.watch import Watch

PHONE = (390, 844)
DESKTOP = (1280, 800)
WAIT_MILLISECONDS = 60_000  # who passes does not wait for it
PROOF_MILLISECONDS = 120_000  # a click that publishes comes back when the proof is done: ten seconds of a processor
QUIET = [  # a browser that speaks to nobody but the page's server
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
]

expect.set_options(timeout=WAIT_MILLISECONDS)

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The site as `make run` sets it up and serves it."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    run = tmp_path_factory.getbasetemp() if alone else tmp_path_factory.getbasetemp().parent  # shared by the workers
    model = Path(os.environ.get("MODEL_SITE") or run / "model-site")
    with serving(tmp_path_factory.mktemp("site"), model=model) as running:
        yield running


def chromium(*, lean: bool = False) -> dict[str, Any]:
    """How the system's Chromium is started.

    A lean one has no window and no profile: Debian's chromium-headless-shell, the same browser in half the time. Where
    that is not installed, or CHROMIUM names another, the whole one is as good.
    """
    path = os.environ.get("CHROMIUM") or (lean and shutil.which("chromium-headless-shell")) or shutil.which("chromium")
    if not path or not Path(path).exists():
        pytest.fail(
            "Chromium is missing: install it (Debian: apt-get install chromium), or set CHROMIUM.", pytrace=False
        )
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # as root, Chromium starts in no other way
    return {"executable_path": path, "args": [*QUIET, *sandbox]}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    options = chromium(lean=True)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(**options)
        yield started
        started.close()


@contextmanager
def watched(context: BrowserContext, server: Server) -> Iterator[Page]:
    """A page of this browser profile; the test fails when the page did what no page of the site may do."""
    context.set_default_timeout(PROOF_MILLISECONDS)
    watch = Watch(server.url)
    watch.follow(context)
    try:
        page = context.new_page()
        yield page
        page.wait_for_load_state("load")  # so that no late fault is missed
    finally:
        context.close()
    assert not watch.problems, "The page did what it may not:\n  " + "\n  ".join(watch.problems)


@contextmanager
def watched_page(
    browser: Browser, server: Server, size: tuple[int, int], scheme: str, javascript: bool
) -> Iterator[Page]:
    """A watched page of a fresh profile."""
    settings: dict[str, Any] = {"viewport": {"width": size[0], "height": size[1]}, "color_scheme": scheme}
    context = browser.new_context(base_url=server.url, java_script_enabled=javascript, **settings)
    with watched(context, server) as page:
        yield page


@contextmanager
def own_browser(browser: Browser, server: Server, folder: Path, preferences: dict[str, Any]) -> Iterator[Page]:
    """A watched page of a Chromium of its own, with a person's preferences, that keeps left pages as phones do."""
    (folder / "Default").mkdir()
    (folder / "Default" / "Preferences").write_text(json.dumps(preferences))
    context = browser.browser_type.launch_persistent_context(
        folder,
        **chromium(),
        base_url=server.url,
        viewport={"width": PHONE[0], "height": PHONE[1]},
        ignore_default_args=["--disable-back-forward-cache"],
    )
    with watched(context, server) as page:
        yield page


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """Opens pages of any size: `open_page(width=320, scheme="dark", javascript=False)`."""
    with ExitStack() as pages:

        def open_one(
            width: int = PHONE[0],
            height: int = PHONE[1],
            scheme: Literal["light", "dark"] = "light",
            javascript: bool = True,
        ) -> Page:
            return pages.enter_context(watched_page(browser, server, (width, height), scheme, javascript))

        yield open_one


@pytest.fixture
def leg_as_shipped(server: Server) -> Iterator[None]:
    """Whatever becomes of the check in this test, the next one meets it as it was."""
    yield
    desk.as_shipped(server)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page as a phone shows it."""
    return open_page()


@pytest.fixture
def desktop(open_page: OpenPage) -> Page:
    """A page as a desktop shows it."""
    return open_page(*DESKTOP)


@pytest.fixture
def dark(open_page: OpenPage) -> Page:
    """A phone page for a visitor who likes it dark."""
    return open_page(scheme="dark")


@pytest.fixture
def no_js(open_page: OpenPage) -> Page:
    """A phone page in a browser that runs no JavaScript."""
    return open_page(javascript=False)
