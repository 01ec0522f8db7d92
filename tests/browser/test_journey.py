"""Journeys in a real browser: by thumb, by keyboard, without JavaScript, in the dark; every page accessible."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import journey
from tests.browser.accessibility import axe, fits
from tests.browser.clicks import follow
from tests.browser.conftest import OpenPage
from tests.browser.journey import see

SELF_CARE = "You can look after this at home"


def to_the_result(page: Page) -> None:
    follow(page.get_by_role("link", name="See my advice").first)
    see(page, SELF_CARE)


def test_a_mild_strain_walks_to_self_care_and_every_page_is_accessible_and_fits_a_narrow_phone(
    open_page: OpenPage,
) -> None:
    page = open_page(width=320, height=640)

    def look() -> None:
        axe(page)
        fits(page)

    journey.begin_at_home(page)
    journey.walk(page, journey.MILD_STRAIN, look=look)
    see(page, "Check your answers")
    to_the_result(page)
    look()


def test_an_emergency_is_out_after_its_telling_answer(dark: Page) -> None:
    journey.begin(dark)
    journey.answer(dark, "foot")
    see(dark, "Get emergency help now")
    expect(dark.get_by_role("main").get_by_role("link", name="112").first).to_have_attribute("href", "tel:112")
    axe(dark)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_error_is_summed_up_linked_and_accessible(open_page: OpenPage, scheme: str) -> None:
    page = open_page(scheme=scheme)
    journey.begin(page)
    asked = page.get_by_role("heading", level=1).inner_text()
    journey.answer(page)
    expect(page).to_have_title(re.compile(f"^Error: {re.escape(asked)} – "))
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    axe(page)
    summary.get_by_role("link").click()
    expect(page.get_by_role("checkbox").first).to_be_focused()


def test_what_was_typed_stays_and_the_error_says_what_to_do(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, journey.upto("age"))
    journey.answer(page, "quite old")
    expect(page.get_by_role("textbox")).to_have_value("quite old")
    expect(page.get_by_role("alert")).to_contain_text("Enter one from 0 to 120, in digits")
    axe(page)


def test_the_whole_journey_works_without_javascript(no_js: Page) -> None:
    journey.begin_at_home(no_js)
    journey.walk(no_js, journey.MILD_STRAIN)
    to_the_result(no_js)


def test_the_keyboard_is_enough(desktop: Page) -> None:
    """From the first page to the third, over two questions on one page, with the list of units."""
    journey.begin(desktop)
    journey.walk(desktop, journey.upto("main"))
    desktop.locator("input[value=calf]").focus()
    desktop.keyboard.press("Space")
    for _ in range(2):
        desktop.keyboard.press("Tab")  # over "Why we ask" to the other question
    desktop.keyboard.press("ArrowDown")
    expect(desktop.locator("input[value=right]")).to_be_checked()
    desktop.keyboard.press("Enter")
    journey.at(desktop, "onset")
    desktop.locator("input[value=slow]").focus()
    desktop.keyboard.press("Space")
    for _ in range(2):
        desktop.keyboard.press("Tab")
    desktop.keyboard.type("3")
    desktop.keyboard.press("Tab")
    desktop.keyboard.type("w")
    expect(desktop.get_by_role("combobox")).to_have_value("weeks")
    for _ in range(2):
        desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("button", name="Continue")).to_be_focused()
    desktop.keyboard.press("Enter")
    journey.at(desktop, "event")


def test_an_answer_can_be_changed_from_the_result(page: Page) -> None:
    journey.resume_as(page, journey.MILD_STRAIN)
    see(page, SELF_CARE)
    follow(page.get_by_role("link", name="Change your answer to: Heel raise").first)
    expect(page.locator("input[value=sore]")).to_be_checked()
    journey.answer(page, "no", "none")
    see(page, "Get emergency help now")


def test_two_journeys_in_two_tabs_do_not_mix(page: Page) -> None:
    other = page.context.new_page()
    journey.begin(page)
    journey.begin(other)
    journey.answer(other, "none")
    page.reload()
    journey.at(page, "danger")
    expect(page.locator("input[value=none]")).not_to_be_checked()
    other.reload()
    journey.at(other, "illness")


def test_deleted_answers_are_gone(page: Page) -> None:
    journey.begin(page)
    journey.answer(page, "none")
    address = page.url
    follow(page.get_by_role("link", name="Delete my answers"))
    axe(page)
    follow(page.get_by_role("button", name="Delete my answers"))
    expect(page.get_by_role("status")).to_contain_text("Your answers are deleted")
    axe(page)
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "journey"]
    page.goto(address)
    see(page, "Your answers are no longer here")
    axe(page)
