"""Sciatica in a real browser: the whole way, the test at the wall in inches and centimeters, and the plan."""

from playwright.sync_api import Page, expect

from tests.browser import journey
from tests.browser.accessibility import axe
from tests.browser.conftest import OpenPage
from tests.browser.journey import row, see

TIGHT_ANKLES = {
    "Do you have any of these right now?": "None of these",
    "Which of these fit you?": "None of these",
    "Where is the pain?": "In one leg",
    "Is a leg or a foot weak?": "No, it is as strong as ever",
    "Is a patch of skin on your leg or foot numb?": "No",
    "Does your foot drop when you walk?": "No, I can lift it",
    "Look at both calves. Is one of them swollen, warm or red?": "No",
    "How bad is the pain right now?": "4",
    "Does walking bring on leg pain, or does your foot hurt in bed?": "No, or rest makes no difference",
    "How many weeks ago did it begin?": "2",
    "Is it getting better?": "It stays the same",
    "How old are you?": "40",
    "Is any of this true for you?": "None of these",
    "Do any of these apply to you?": "None of these",
    "Can you do a small test at a wall?": "Yes",
    "How far is your left big toe from the wall?": "4",
    "How far is your right big toe from the wall?": "3.5",
    "Which parts have you worked on so far?": "None of these yet",
    "What have you tried so far?": "Nothing yet",
    "How do you stand?": "None of these",
}
WALL = "Can you do a small test at a wall?"
LEFT = "How far is your left big toe from the wall?"
RIGHT = "How far is your right big toe from the wall?"
WORKED = "Which parts have you worked on so far?"
SELF_CARE = "You can look after this at home"
CHECK = "Check your answers"


def begin(page: Page) -> None:
    page.goto("/triage/")
    page.get_by_role("link", name="Sciatica and tight calves").click()
    page.get_by_role("button", name="Start").click()


def upto(question: str) -> dict[str, str | None]:
    return {key: value for key, value in TIGHT_ANKLES.items() if key != question}


def advice(page: Page) -> str:
    page.get_by_role("link", name="See my advice").click()
    see(page, SELF_CARE)
    return page.get_by_role("main").inner_text()


def test_tight_ankles_walk_to_the_plan_and_every_page_is_accessible(page: Page) -> None:
    begin(page)
    journey.walk(page, TIGHT_ANKLES, look=lambda: axe(page))
    see(page, CHECK)
    assert (row(page, "Left knee to wall"), row(page, "Right knee to wall")) == ("4 inches", "3.5 inches")
    text = advice(page)
    steps = ["First, the spine", "Next, the hips", "Then the knee", "Lean in, ease off", "roll the calf"]
    assert sorted(steps, key=text.index) == steps


def test_in_the_dark_and_on_a_narrow_phone_no_page_scrolls_sideways(open_page: OpenPage) -> None:
    page = open_page(width=320, height=640, scheme="dark")

    def looks_right() -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url

    begin(page)
    journey.walk(page, TIGHT_ANKLES, look=looks_right)
    advice(page)
    looks_right()


def test_the_pictures_teach_the_test_and_centimeters_are_taken_for_both_legs(page: Page) -> None:
    begin(page)
    journey.walk(page, upto(LEFT))
    see(page, LEFT)
    expect(page.locator(".guide__picture").first).to_be_visible()
    page.get_by_label("centimeters", exact=True).check()
    journey.answer(page, "13")
    see(page, RIGHT)
    expect(page.get_by_label("centimeters", exact=True)).to_be_checked()
    journey.answer(page, "12.7")
    journey.walk(page, TIGHT_ANKLES)
    assert row(page, "Right knee to wall") == "12.7 cm (5 inches)"
    text = advice(page)
    assert "the ankle is not what holds you back" in text
    assert "Lean in, ease off" not in text


def test_a_length_that_can_not_be_is_refused_in_the_unit_it_was_typed_in(page: Page) -> None:
    begin(page)
    journey.walk(page, upto(LEFT))
    page.get_by_label("centimeters", exact=True).check()
    journey.answer(page, "400")
    expect(page.get_by_role("alert")).to_contain_text("0 to 30.5 cm")
    expect(page.get_by_role("textbox")).to_have_value("400")
    expect(page.get_by_label("centimeters", exact=True)).to_be_checked()
    axe(page)
    journey.answer(page, "10")
    see(page, RIGHT)


def test_who_can_not_do_the_test_is_not_asked_for_lengths_and_still_gets_a_plan(no_js: Page) -> None:
    begin(no_js)
    journey.walk(no_js, TIGHT_ANKLES | {WALL: "I can’t do this test safely"})
    expect(no_js.get_by_text("Left knee to wall")).to_have_count(0)
    no_js.get_by_role("link", name="See my advice").click()
    expect(no_js.get_by_role("main")).to_contain_text("First, the spine")


def test_a_sign_of_the_cauda_equina_is_an_emergency_within_three_pages(dark: Page) -> None:
    begin(dark)
    journey.answer(dark, "New trouble to pass or hold pee or poop, or you are numb between your legs")
    see(dark, "Get emergency help now")


def test_a_changed_answer_late_in_the_journey_leaves_the_plan_out(page: Page) -> None:
    begin(page)
    journey.walk(page, TIGHT_ANKLES)
    page.get_by_role("link", name="Change your answer to: Weakness").click()
    journey.answer(page, "Yes, and it is getting weaker")
    see(page, CHECK)
    page.get_by_role("link", name="See my advice").click()
    expect(page.locator(".card--urgent")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("Next, the hips")


def test_the_keyboard_is_enough_for_a_length_and_its_unit(desktop: Page) -> None:
    begin(desktop)
    journey.walk(desktop, upto(LEFT))
    desktop.get_by_role("textbox").focus()
    desktop.keyboard.type("4")
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("ArrowDown")
    expect(desktop.get_by_label("centimeters", exact=True)).to_be_checked()
    desktop.keyboard.press("Enter")
    see(desktop, RIGHT)
