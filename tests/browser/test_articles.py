"""Articles in a real browser: reached from the home page, accessible, and fit for a narrow phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import axe
from tests.browser.conftest import OpenPage

PAGES = [
    "/articles/",
    "/topics/calf-trouble/",
    "/articles/why-cant-i-flex-my-calf/",
    "/articles/tight-calves-and-sciatica/",
    "/triage/",
    "/triage/calf/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_accessible_and_fits(open_page: OpenPage, address: str, scheme: str) -> None:
    page = open_page(width=320, height=640, scheme=scheme)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_an_article_is_two_clicks_from_home_and_leads_to_the_check(no_js: Page) -> None:
    no_js.goto("/")
    no_js.get_by_role("link", name="I want to learn").click()
    no_js.get_by_role("link", name="Why can’t I flex my calf?").click()
    expect(no_js.get_by_role("main")).to_contain_text("within 2 days")
    no_js.get_by_role("main").get_by_role("link", name="check your leg").first.click()
    expect(no_js).to_have_url("/triage/calf/")


def test_all_warning_signs_fit_one_printed_sheet(desktop: Page) -> None:
    desktop.goto("/articles/when-to-get-help/")
    sheets = re.findall(rb"/Type\s*/Page\b", desktop.pdf(format="A4", prefer_css_page_size=True))
    assert len(sheets) == 1
