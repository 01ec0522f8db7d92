"""The plan for home in a real browser: the test at the wall in inches and centimeters, and what comes of it."""

import re

from playwright.sync_api import Page, expect

from tests.browser import journey, keyboard
from tests.browser.accessibility import axe, axe_in_light_and_dark, fits
from tests.browser.clicks import follow
from tests.browser.conftest import OpenPage
from tests.browser.journey import at, see
from tests.triage.journey import leg_results

TIGHT, SAFE, WALL = "tight_calves_after_a_winter_off", "knee_to_wall_safe", "knee_to_wall_left"
STEPS = ["First, the spine", "Next, the hips", "Then the knee", "Last, the ankle", "Lean in, ease off", "Roll the calf"]
PLAN = "Your plan for home"
SIDES = 2  # of one sheet of paper


def offer(page: Page, case: str = TIGHT) -> None:
    """The result of this worked case, who is offered a plan, and takes it."""
    journey.resume(page, leg_results.journeys()[case])
    follow(page.get_by_role("link", name="Make a plan for home"))
    at(page, SAFE)


def measure(page: Page) -> None:
    """On to the distances."""
    journey.answer(page, "yes")
    at(page, WALL)


def centimeters(page: Page, place: int) -> None:
    page.get_by_role("combobox").nth(place).select_option("cm")


def steps(page: Page) -> str:
    see(page, PLAN)
    return page.locator(".plan__steps").inner_text()


def test_tight_ankles_lead_from_the_spine_to_the_calf_with_drawings_on_one_sheet(page: Page) -> None:
    offer(page)
    axe_in_light_and_dark(page)
    measure(page)
    expect(page.locator(".guide__picture").first).to_be_visible()
    axe_in_light_and_dark(page)
    journey.answer(page, "4 inches", "3.5 inches")
    journey.answer(page, "none")
    journey.answer(page, "feet_out knees_in")
    text = steps(page)
    assert [step for step in STEPS if step in text] == sorted(STEPS, key=text.index)
    drawings = page.locator(".plan__steps img")
    assert drawings.count() >= 4
    for drawing in drawings.all():  # the last ones are fetched when they come into sight
        drawing.scroll_into_view_if_needed()
        expect(drawing).not_to_have_js_property("naturalWidth", 0)
    expect(page.locator(".watch li").last).to_be_visible()
    axe_in_light_and_dark(page)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))) <= SIDES
    follow(page.get_by_role("link", name="Change your answer to: Left knee to wall"))
    expect(page.get_by_role("textbox").first).to_have_value("4")
    journey.answer(page, "6 inches", "6 inches")
    text = steps(page)
    assert "the ankle is not what holds you back" in text
    assert "Lean in, ease off" not in text
    follow(page.get_by_role("link", name="Back to my result"))
    expect(page.get_by_role("link", name="Make a plan for home")).to_be_visible()


def test_each_distance_is_taken_in_centimeters_and_refused_in_them(open_page: OpenPage) -> None:
    page = open_page(width=320, height=640)
    offer(page)
    measure(page)
    for place in (0, 1):
        centimeters(page, place)
    journey.answer(page, "400", "12.7")
    expect(page.get_by_role("alert")).to_contain_text("0 inches to 12 inches (30 cm)")
    for place, typed in enumerate(("400", "12.7")):
        expect(page.get_by_role("textbox").nth(place)).to_have_value(typed)
        expect(page.get_by_role("combobox").nth(place)).to_have_value("cm")
    axe(page)
    fits(page)
    journey.answer(page, "13")
    journey.answer(page, "none")
    journey.answer(page, "none")
    assert "the ankle is not what holds you back" in steps(page)
    expect(page.get_by_role("main")).to_contain_text("12.7 cm")  # as it was typed
    fits(page)


def test_who_can_not_do_the_test_is_asked_for_no_distance_and_still_gets_a_plan(no_js: Page) -> None:
    offer(no_js)
    journey.answer(no_js, "cannot")
    at(no_js, "worked_through")
    journey.answer(no_js, "spine")
    journey.answer(no_js, "unsure")
    assert "Ask a physical therapist" in steps(no_js)


def test_a_graver_answer_takes_the_plan_away(page: Page) -> None:
    case = leg_results.journeys()[TIGHT]
    journey.resume(page, case, "pain")
    journey.answer(page, "9")
    page.goto(case.store.url("plan"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text(PLAN)
    expect(page.get_by_role("link", name="Make a plan for home")).to_have_count(0)


def test_the_keyboard_is_enough_for_a_distance_and_its_unit(desktop: Page) -> None:
    offer(desktop)
    measure(desktop)
    for place in (0, 1):
        keyboard.write(desktop, desktop.get_by_role("textbox").nth(place), "10")
        keyboard.choose(desktop, desktop.get_by_role("combobox").nth(place), "cent")
    keyboard.press(desktop, desktop.get_by_role("button", name="Continue"))
    at(desktop, "worked_through")
