"""Journeys in a real browser: by thumb, by keyboard, without JavaScript, in the dark; every page accessible."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import journey
from tests.browser.accessibility import axe
from tests.browser.conftest import OpenPage
from tests.browser.journey import CHECK, EMERGENCY, see, see_question


def test_a_mild_strain_walks_to_self_care_and_every_page_is_accessible(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, journey.MILD_STRAIN, look=lambda: axe(page))
    see(page, CHECK)
    journey.advice(page)
    axe(page)


def test_an_emergency_is_out_after_its_telling_answer(dark: Page) -> None:
    journey.begin(dark)
    journey.answer(dark, danger=["foot"])
    see(dark, EMERGENCY)
    expect(dark.get_by_role("main").get_by_role("link", name="Call 112").first).to_have_attribute("href", "tel:112")
    axe(dark)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_error_is_summed_up_linked_and_accessible(open_page: OpenPage, scheme: str) -> None:
    page = open_page(scheme=scheme)
    journey.begin(page)
    journey.send(page)
    expect(page).to_have_title(f"Error: {journey.words('danger')} – {journey.LEG.title} – Calfsite")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    axe(page)
    summary.get_by_role("link").click()
    expect(page.get_by_role("checkbox").first).to_be_focused()


def test_what_was_typed_stays_and_the_error_says_what_to_do(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, journey.upto("pain"))
    journey.answer(page, pain="quite bad")
    expect(page.get_by_role("textbox")).to_have_value("quite bad")
    expect(page.get_by_role("alert")).to_contain_text("Enter one from 0 to 10, in digits")
    axe(page)


def test_the_whole_journey_works_without_javascript(no_js: Page) -> None:
    journey.begin(no_js)
    journey.walk(no_js, journey.MILD_STRAIN)
    journey.advice(no_js)


def test_the_keyboard_is_enough(desktop: Page) -> None:
    journey.begin(desktop)
    journey.choice(desktop, "danger", "none").focus()
    desktop.keyboard.press("Space")
    while not desktop.evaluate("document.activeElement.name === 'continue'"):  # past “Why we ask”
        desktop.keyboard.press("Tab")
    desktop.keyboard.press("Enter")
    see_question(desktop, "illness")


def test_an_answer_can_be_changed_from_the_result(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, journey.MILD_STRAIN)
    journey.advice(page)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    page.get_by_role("link", name=f"Change your answer to: {journey.short('danger')}", exact=True).last.click()
    expect(journey.choice(page, "danger", "none")).to_be_checked()
    journey.answer(page, danger=["chest"])
    see(page, EMERGENCY)


def test_two_journeys_in_two_tabs_do_not_mix(page: Page) -> None:
    other = page.context.new_page()
    journey.begin(page)
    journey.begin(other)
    journey.answer(other, danger=["none"])
    page.reload()
    see_question(page, "danger")
    expect(journey.choice(page, "danger", "none")).not_to_be_checked()
    other.reload()
    see_question(other, "illness")


def test_deleted_answers_are_gone(page: Page) -> None:
    journey.begin(page)
    journey.answer(page, danger=["none"])
    address = page.url
    journey.delete(page)
    axe(page)
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "journey"]
    page.goto(address)
    see(page, "Your answers are no longer here")
    axe(page)


def test_nothing_scrolls_sideways_on_a_narrow_phone(open_page: OpenPage) -> None:
    page = open_page(width=320, height=640)
    journey.begin(page)

    def fits() -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url

    journey.walk(page, journey.MILD_STRAIN, look=fits)
    journey.advice(page)
    fits()


def test_an_old_address_leads_to_the_triage(page: Page) -> None:
    for slug in ("calf", "sciatica"):
        page.goto(f"/triage/{slug}/")
        expect(page).to_have_url(f"{page.url.partition('/triage/')[0]}{journey.START}")
