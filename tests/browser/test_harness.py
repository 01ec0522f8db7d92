"""The browser tests' own senses: what `page` and `axe` must notice, they do notice."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.accessibility import axe
from tests.browser.server import Server
from tests.browser.watch import Watch

WAIT_SECONDS = 20
STRICT = {"Content-Security-Policy": "default-src 'none'; script-src 'self'"}


@pytest.fixture
def watch(server: Server) -> Watch:
    """A watch that fails no test by itself."""
    return Watch(server.url)


@pytest.fixture
def faulty(browser: Browser, server: Server, watch: Watch) -> Iterator[Page]:
    """A page whose content the test makes up, at an address of the site."""
    context = browser.new_context(base_url=server.url)
    context.route("http://elsewhere.invalid/**", lambda route: route.abort())
    watch.follow(context)
    yield context.new_page()
    context.close()


def show(page: Page, body: str, headers: dict[str, str] | None = None) -> None:
    """Shows this body in place of a page of the site."""
    page.route("**/faulty", lambda route: route.fulfill(body=body, content_type="text/html", headers=headers))
    page.goto("/faulty")


@pytest.mark.parametrize(
    ("body", "headers", "problem"),
    [
        ("<img src='http://elsewhere.invalid/pixel.png'>", None, "request left the site: http://elsewhere.invalid/"),
        ("<img src='/static/no-such-picture.png'>", None, "console error: Failed to load resource"),
        ("<script>console.error('ouch')</script>", None, "console error: ouch"),
        ("<script>throw new Error('ouch')</script>", None, "script broke"),
        ("<script>document.title = 'inline'</script>", STRICT, "Content Security Policy"),
        ("<p style='color: red'>Red</p>", STRICT, "Content Security Policy"),
    ],
)
def test_a_fault_is_noticed(
    faulty: Page, watch: Watch, body: str, headers: dict[str, str] | None, problem: str
) -> None:
    show(faulty, body, headers)
    give_up = time.monotonic() + WAIT_SECONDS
    while not any(problem in noticed for noticed in watch.problems):  # Chromium speaks in its own time
        assert time.monotonic() < give_up, watch.problems
        faulty.wait_for_timeout(20)


def test_a_sound_page_is_not_blamed(faulty: Page, watch: Watch) -> None:
    show(faulty, "<p>Hello</p>", STRICT)
    faulty.goto("/no-such-page/")
    faulty.wait_for_load_state("networkidle")
    assert watch.problems == []


def test_axe_notices_a_picture_without_a_text_alternative(faulty: Page) -> None:
    show(faulty, "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(faulty)


def test_axe_notices_what_a_page_has_beyond_a_judged_one_of_its_kind(faulty: Page) -> None:
    sound = "<html lang=en><title>A</title><main><h1>A page</h1><ul><li>One</li><li>Two</li></ul>{}</main>"
    show(faulty, sound.format(""))
    axe(faulty)
    faulty.unroute("**/faulty")
    show(faulty, sound.format("<p>More</p><label>A</label><input>"))
    with pytest.raises(AssertionError, match="label"):
        axe(faulty)


def test_axe_notices_a_label_that_points_at_nothing_on_a_page_of_a_judged_kind(faulty: Page) -> None:
    page = "<html lang=en><title>A</title><main><h1>A page</h1><label for={}>A</label><input id=a></main>"
    show(faulty, page.format("a"))
    axe(faulty)
    faulty.unroute("**/faulty")
    show(faulty, page.format("b"))
    with pytest.raises(AssertionError, match="label"):
        axe(faulty)


@pytest.mark.parametrize("fault", ["<a href=/more></a>", "<a href=/more style='color: #eee'>More</a>"])
def test_axe_notices_one_row_of_many_that_is_not_as_the_others(faulty: Page, fault: str) -> None:
    rows = "<li><a href=/>Row</a></li>" * 9
    page = f"<html lang=en><title>A</title><main><h1>A page</h1><ul>{rows}{{}}{rows}</ul></main>"
    show(faulty, page.format(f"<li>{fault}</li>"))
    with pytest.raises(AssertionError, match='href="/more"'):
        axe(faulty)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_notices_letters_that_are_pale_in_one_scheme_only(faulty: Page, scheme: str) -> None:
    pale = f"<style>@media (prefers-color-scheme: {scheme}) {{ p {{ color: #eee; background: #fff }} }}</style>"
    show(faulty, f"<html lang=en><title>A</title>{pale}<main><h1>A page</h1><p>Pale</p></main>")
    faulty.emulate_media(color_scheme="dark" if scheme == "light" else "light")
    axe(faulty)
    faulty.emulate_media(color_scheme=scheme)
    with pytest.raises(AssertionError, match="color-contrast"):
        axe(faulty)
