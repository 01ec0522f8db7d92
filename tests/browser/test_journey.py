"""Journeys in a real browser: by thumb, by keyboard, without JavaScript, in the dark; every page accessible."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import journey
from tests.browser.accessibility import axe
from tests.browser.conftest import OpenPage


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_a_mild_strain_walks_to_self_care_and_every_page_is_accessible(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, journey.MILD_STRAIN, look=lambda: axe(page))
    assert heading(page) == "Check your answers"
    page.get_by_role("link", name="See my advice").click()
    assert "You can look after this at home" in heading(page)
    axe(page)


def test_an_emergency_is_out_after_its_telling_answer(dark: Page) -> None:
    journey.begin(dark)
    journey.answer(dark, "Your foot is cold, pale or blue")
    assert "Get emergency help now" in heading(dark)
    expect(dark.get_by_role("main").get_by_role("link", name="Call 112").first).to_have_attribute("href", "tel:112")
    axe(dark)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_error_is_summed_up_linked_and_accessible(open_page: OpenPage, scheme: str) -> None:
    page = open_page(scheme=scheme)
    journey.begin(page)
    journey.answer(page, None)
    expect(page).to_have_title("Error: Do you have any of these right now? – Calf pain, weakness or cramp – Calfsite")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    axe(page)
    summary.get_by_role("link").click()
    expect(page.get_by_role("checkbox").first).to_be_focused()


def test_what_was_typed_stays_and_the_error_says_what_to_do(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, {k: v for k, v in journey.MILD_STRAIN.items() if not k.startswith("How bad")})
    journey.answer(page, "quite bad")
    expect(page.get_by_role("textbox")).to_have_value("quite bad")
    expect(page.get_by_role("alert")).to_contain_text("Enter one from 0 to 10, in digits")
    axe(page)


def test_the_whole_journey_works_without_javascript(no_js: Page) -> None:
    journey.begin(no_js)
    journey.walk(no_js, journey.MILD_STRAIN)
    no_js.get_by_role("link", name="See my advice").click()
    assert "You can look after this at home" in heading(no_js)


def test_the_keyboard_is_enough(desktop: Page) -> None:
    journey.begin(desktop)
    desktop.get_by_label("None of these").focus()
    desktop.keyboard.press("Space")
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("button", name="Continue")).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Do you feel ill, or have any of these?")


def test_an_answer_can_be_changed_from_the_result(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, journey.MILD_STRAIN)
    page.get_by_role("link", name="See my advice").click()
    page.get_by_role("link", name="Change your answer to: Rising onto the toes").first.click()
    expect(page.get_by_label("Yes, but it is weak or sore")).to_be_checked()
    journey.answer(page, "No, I can’t")
    assert "Get emergency help now" in heading(page)


def test_two_journeys_in_two_tabs_do_not_mix(page: Page) -> None:
    other = page.context.new_page()
    journey.begin(page)
    journey.begin(other)
    journey.answer(other, "None of these")
    page.reload()
    assert heading(page) == "Do you have any of these right now?"
    expect(page.get_by_label("None of these")).not_to_be_checked()
    other.reload()
    assert heading(other) == "Do you feel ill, or have any of these?"


def test_deleted_answers_are_gone(page: Page) -> None:
    journey.begin(page)
    journey.answer(page, "None of these")
    address = page.url
    page.get_by_role("button", name="Delete my answers").click()
    expect(page.get_by_role("status")).to_contain_text("Your answers are deleted")
    axe(page)
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "journey"]
    page.goto(address)
    assert "Your answers are no longer here" in heading(page)
    axe(page)


def test_nothing_scrolls_sideways_on_a_narrow_phone(open_page: OpenPage) -> None:
    page = open_page(width=320, height=640)
    journey.begin(page)

    def fits() -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url

    journey.walk(page, journey.MILD_STRAIN, look=fits)
    page.get_by_role("link", name="See my advice").click()
    fits()
