"""The plan for home in a real browser: offered beside self-care, the test at the wall in inches and centimeters."""

from playwright.sync_api import Page, expect

from tests.browser import journey
from tests.browser.accessibility import axe
from tests.browser.conftest import OpenPage
from tests.browser.journey import MILD_STRAIN, at, see, tick

TIGHT = {
    **MILD_STRAIN,
    "main": "tight",
    "legs": "both",
    "onset": "slow",
    "since": "100 days",
    "event": "none",
    "heel": "strong",
    "walking": "usual",
    "pain": "2",
    "knee_to_wall_safe": "yes",
    "knee_to_wall_left": "4 inches",
    "knee_to_wall_right": "3.5 inches",
    "worked_through": "none",
    "standing": "none",
}
LEFT = "knee_to_wall_left"
PLAN = "Your plan for home"


def begin(page: Page) -> None:
    """Through the check to the result, and from there to the first question of the plan."""
    journey.begin(page)
    journey.walk(page, TIGHT)
    page.get_by_role("link", name="See my advice").first.click()
    page.get_by_role("link", name="Make a plan for home").click()
    at(page, "knee_to_wall_safe")


def at_the_wall(page: Page) -> None:
    begin(page)
    journey.answer(page, "yes")
    at(page, LEFT)


def test_tight_ankles_lead_to_the_whole_plan_and_every_page_is_accessible(page: Page) -> None:
    begin(page)
    journey.walk(page, TIGHT, look=lambda: axe(page))
    see(page, PLAN)
    text = page.locator(".plan__steps").inner_text().lower()
    steps = ["spine", "hip", "knee", "ankle"]
    assert sorted(steps, key=text.index) == steps


def test_in_the_dark_and_on_a_narrow_phone_no_page_scrolls_sideways(open_page: OpenPage) -> None:
    page = open_page(width=320, height=640, scheme="dark")

    def looks_right() -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url

    begin(page)
    journey.walk(page, TIGHT, look=looks_right)
    see(page, PLAN)


def test_the_pictures_teach_the_test_and_centimeters_are_taken_for_both_legs(page: Page) -> None:
    at_the_wall(page)
    expect(page.locator(".guide__picture").first).to_be_visible()
    journey.answer(page, "13 cm", "12.7 cm")
    journey.walk(page, TIGHT)
    see(page, PLAN)
    expect(page.locator(".plan__steps")).to_contain_text("the ankle is not what holds you back")


def test_a_length_that_can_not_be_is_refused_and_stays_as_it_was_typed(page: Page) -> None:
    at_the_wall(page)
    journey.answer(page, "400 cm", "10 cm")
    expect(page.get_by_role("alert")).to_contain_text("0 inches to 12 inches")
    expect(page.locator(f"[data-question={LEFT}]").get_by_role("textbox")).to_have_value("400")
    axe(page)
    journey.answer(page, "10 cm", "10 cm")
    expect(page.locator(f"[data-question={LEFT}]")).to_have_count(0)


def test_who_can_not_do_the_test_is_not_asked_for_lengths_and_still_gets_a_plan(no_js: Page) -> None:
    begin(no_js)
    journey.walk(no_js, TIGHT | {"knee_to_wall_safe": "cannot"})
    see(no_js, PLAN)
    expect(no_js.locator(".plan__steps")).to_contain_text("spine")


def test_a_changed_answer_takes_the_plan_away(page: Page) -> None:
    begin(page)
    address = page.url.replace("/knee_to_wall_safe/", "/")
    page.goto(f"{address}pain/")
    journey.answer(page, "9")
    page.goto(f"{address}plan/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(PLAN)
    expect(page.get_by_role("link", name="Make a plan for home")).to_have_count(0)


def test_the_keyboard_is_enough_for_a_length_and_its_unit(desktop: Page) -> None:
    at_the_wall(desktop)
    for box in desktop.get_by_role("textbox").all():
        box.focus()
        desktop.keyboard.type("4")
        desktop.keyboard.press("Tab")
        desktop.keyboard.type("cent")
    expect(desktop.get_by_role("combobox").last).to_have_value("cm")
    desktop.keyboard.press("Tab")
    desktop.get_by_role("button", name="Continue").press("Enter")
    at(desktop, "worked_through")
    tick(desktop, "worked_through", "none")
