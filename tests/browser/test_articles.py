"""Articles in a real browser: reached from the home page, accessible, and fit for a narrow phone."""

import re

from playwright.sync_api import Page, expect

from tests.browser.clicks import follow


def test_an_article_is_two_clicks_from_home_and_leads_to_the_check(no_js: Page) -> None:
    no_js.goto("/")
    follow(no_js.get_by_role("link", name="I want to learn"))
    follow(no_js.get_by_role("link", name="Why can’t I flex my calf?"))
    expect(no_js.get_by_role("main")).to_contain_text("within 2 days")
    follow(no_js.get_by_role("main").get_by_role("link", name="check your leg").first)
    expect(no_js).to_have_url("/triage/leg/")


def test_all_warning_signs_fit_one_printed_sheet(desktop: Page) -> None:
    desktop.goto("/articles/when-to-get-help/")
    sheets = re.findall(rb"/Type\s*/Page\b", desktop.pdf(format="A4", prefer_css_page_size=True))
    assert len(sheets) == 1
