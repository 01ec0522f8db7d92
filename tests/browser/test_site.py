"""The site in a real browser: it loads, fits, can be used by keyboard, and is accessible."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import axe
from tests.browser.clicks import follow
from tests.browser.conftest import OpenPage

CANARY = "<!doctype html><title>Canary</title><p>off<script>document.querySelector('p').textContent = 'on'</script>"


def test_home_page_loads_and_is_accessible(desktop: Page) -> None:
    answer = desktop.goto("/")
    assert answer is not None
    assert answer.status == 200
    axe(desktop)


def test_error_page_is_accessible_and_leads_back(page: Page) -> None:
    answer = page.goto("/no-such-page/")
    assert answer is not None
    assert answer.status == 404
    axe(page)
    follow(page.get_by_role("main").locator('a[href="/"]').first)
    expect(page).to_have_url("/")


def test_skip_link_is_the_first_stop_and_leads_to_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    skip_link = page.locator(":focus")
    expect(skip_link).to_have_attribute("href", "#main")
    expect(skip_link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url("/#main")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('header')"), "the header was not skipped"


def test_static_files_are_served_hashed_and_for_good(page: Page) -> None:
    page.goto("/")
    address = page.locator('link[rel="stylesheet"]').first.get_attribute("href")
    assert address is not None
    answer = page.request.get(address)
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(("javascript", "text"), [(True, "on"), (False, "off")])
def test_canary_javascript_runs_only_where_it_should(open_page: OpenPage, javascript: bool, text: str) -> None:
    page = open_page(javascript=javascript)
    page.route("**/canary", lambda route: route.fulfill(body=CANARY, content_type="text/html"))
    page.goto("/canary")
    expect(page.get_by_role("paragraph")).to_have_text(text)


def test_home_page_works_without_javascript(no_js: Page) -> None:
    no_js.goto("/")
    expect(no_js.get_by_role("heading", level=1)).to_be_visible()
