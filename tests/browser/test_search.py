"""Search in a real browser: by keyboard, narrow, light and dark, with results and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import keyboard
from tests.browser.accessibility import axe, fits
from tests.browser.conftest import OpenPage


def test_somebody_without_a_mouse_finds_a_page_though_it_is_misspelled(page: Page) -> None:
    page.goto("/articles/")
    box = page.get_by_role("searchbox", name="Search this site")
    keyboard.write(page, box, "siatica")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/search/?q=siatica")
    expect(page.get_by_text("We looked for sciatica.")).to_be_visible()
    keyboard.press(page, page.get_by_role("main").get_by_role("link", name="Tight calves and sciatica"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Tight calves and sciatica")


@pytest.mark.parametrize(("scheme", "searches"), [("dark", ["chest pian"]), ("light", ["zzzz", "calf " * 40])])
def test_whatever_is_found_is_accessible_and_fits(open_page: OpenPage, scheme: str, searches: list[str]) -> None:
    page = open_page(width=320, height=640, scheme=scheme)
    for typed in searches:
        page.goto(f"/search/?q={typed}")
        expect(page.get_by_role("searchbox")).to_have_value(typed.strip())
        axe(page)
        fits(page)
