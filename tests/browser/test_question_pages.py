"""The pages of questions in a real browser: errors, pages with two questions, units, where a page opens."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import journey
from tests.browser.accessibility import axe, axe_in_light_and_dark, fits
from tests.browser.clicks import follow
from tests.browser.conftest import OpenPage
from tests.browser.journey import tick
from tests.triage.protocols.leg_cases import LEG

NO_PLACE = re.compile("^[^#]*$")  # an address that leads to the top of its page
WHAT_IS_THE_MATTER = LEG.question_by_key["main"].text
SMALL_PHONE = {"width": 390, "height": 664}


def go_on(page: Page) -> None:
    follow(page.get_by_role("button", name="Continue"))


def none(page: Page) -> None:
    page.get_by_label("None of these", exact=True).check()
    go_on(page)


def at_main(page: Page) -> None:
    """To the page that asks what is the matter, and in which leg."""
    journey.resume_as(page, journey.before("main"), "main")
    expect(page.get_by_role("heading", level=1)).to_have_text(WHAT_IS_THE_MATTER)


def at_onset(page: Page) -> None:
    journey.resume_as(page, journey.before("onset"), "onset")


def at_cast(page: Page) -> None:
    patient = {**journey.before("event"), "onset": "slow", "since": "3 weeks", "event": "none"}
    journey.resume_as(page, patient, "cast")


def opens_at_its_top(page: Page) -> None:
    """Nothing is scrolled away: the line with the emergency number is in view."""
    expect(page).to_have_url(NO_PLACE)
    expect(page.locator(".emergency-line")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()


def focused_and_in_view(summary: Locator) -> None:
    expect(summary).to_be_focused()
    expect(summary.get_by_role("heading")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_what_an_error_links_to_does_not_outlive_the_form(open_page: OpenPage, javascript: bool, width: int) -> None:
    page = open_page(width=width, height=664, javascript=javascript)
    journey.begin(page)
    opens_at_its_top(page)
    for _ in range(2):
        go_on(page)
        focused_and_in_view(page.get_by_role("alert"))
        expect(page).to_have_url(NO_PLACE)
        page.get_by_role("alert").get_by_role("link").click()
        expect(page.get_by_role("checkbox").first).to_be_focused()
        expect(page.get_by_role("checkbox").first).to_be_in_viewport(ratio=1)
        expect(page).to_have_url(NO_PLACE if javascript else re.compile("#"))
    none(page)
    opens_at_its_top(page)
    go_on(page)
    focused_and_in_view(page.get_by_role("alert"))
    expect(page).to_have_url(NO_PLACE)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_nor_does_it_in_the_form_of_the_email_list(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto("/newsletter/")
    for _ in range(2):
        follow(page.get_by_role("button", name="Join"))
        focused_and_in_view(page.get_by_role("alert"))
        expect(page).to_have_url(NO_PLACE)
        page.get_by_role("alert").get_by_role("link").first.click()
        expect(page.get_by_role("textbox").first).to_be_focused()


def test_each_question_of_a_page_has_its_own_error(page: Page) -> None:
    at_onset(page)
    go_on(page)
    links = page.get_by_role("alert").get_by_role("link")
    expect(links).to_have_text(["Choose one answer.", "Enter a number, then choose days, weeks, months or years."])
    axe(page)
    steps = page.evaluate("history.length")
    links.last.click()
    expect(page.get_by_role("textbox")).to_be_focused()
    assert page.evaluate("history.length") == steps, "the link has left no step behind"


def test_a_question_that_the_one_above_rules_out_goes_away(page: Page) -> None:
    at_main(page)
    legs = page.get_by_role("radiogroup", name="Which leg is it?")
    expect(legs).to_be_visible()
    tick(page, "main", "back_only")
    expect(legs).to_be_hidden()
    tick(page, "main", "calf")
    expect(legs).to_be_visible()
    axe_in_light_and_dark(page)
    tick(page, "main", "back_only")
    go_on(page)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(WHAT_IS_THE_MATTER)
    page.go_back()
    expect(legs).to_be_hidden()


def test_without_a_script_it_stays_with_words_and_is_not_required(no_js: Page) -> None:
    at_main(no_js)
    tick(no_js, "main", "back_only")
    expect(no_js.get_by_text("Skip this if you chose")).to_be_visible()
    go_on(no_js)
    expect(no_js.get_by_role("heading", level=1)).not_to_have_text(WHAT_IS_THE_MATTER)


def test_none_of_these_clears_the_others_and_they_clear_it(page: Page) -> None:
    journey.begin(page)
    first, second, alone = (page.get_by_role("checkbox").nth(place) for place in (0, 1, -1))
    first.check()
    second.check()
    expect(first).to_be_checked()
    alone.check()
    expect(first).not_to_be_checked()
    expect(second).not_to_be_checked()
    second.check()
    expect(alone).not_to_be_checked()
    expect(page.get_by_text("or tick only this:")).to_be_visible()


def test_without_a_script_both_ticks_are_an_error_that_says_so(no_js: Page) -> None:
    journey.begin(no_js)
    no_js.get_by_role("checkbox").first.check()
    no_js.get_by_role("checkbox").last.check()
    go_on(no_js)
    expect(no_js.get_by_role("alert")).to_contain_text("together with another answer")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_time_is_typed_in_any_unit_and_shown_as_it_was_typed(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    at_onset(page)
    tick(page, "onset", "slow")
    page.get_by_role("textbox").fill("3")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("Choose days, weeks, months or years.")
    page.get_by_label("Days, weeks, months or years").select_option("weeks")
    go_on(page)
    opens_at_its_top(page)
    follow(page.get_by_role("link", name="Back"))
    expect(page.get_by_role("textbox")).to_have_value("3")
    expect(page.get_by_label("Days, weeks, months or years")).to_have_value("weeks")


def test_two_questions_and_a_guide_fit_a_narrow_phone(open_page: OpenPage) -> None:
    page = open_page(width=320, height=640)
    at_cast(page)
    expect(page.locator(".guide__picture").first).to_be_visible()
    fits(page)
    axe(page)


def test_the_start_button_is_in_the_first_screen_of_a_phone(page: Page) -> None:
    page.set_viewport_size(SMALL_PHONE)  # type: ignore[arg-type]
    for address in ("/triage/leg/", "/triage/leg/?notice=deleted"):
        page.goto(address)
        expect(page.get_by_role("button", name="Start")).to_be_in_viewport(ratio=1)
        axe_in_light_and_dark(page)


def test_who_answers_for_a_child_is_reminded_on_each_page(page: Page) -> None:
    page.goto("/triage/leg/")
    page.get_by_label("A child").check()
    follow(page.get_by_role("button", name="Start"))
    expect(page.get_by_text("Answer for the child")).to_be_visible()
    axe(page)
    none(page)
    expect(page.get_by_text("Answer for the child")).to_be_visible()
    assert "child" not in page.url


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_answers_are_deleted_once_asked(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    journey.begin(page)
    none(page)
    address = page.url
    follow(page.get_by_role("link", name="Delete my answers"))
    follow(page.get_by_role("link", name="Keep them"))
    expect(page).to_have_url(address)
    follow(page.get_by_role("link", name="Delete my answers"))
    follow(page.get_by_role("button", name="Delete my answers"))
    expect(page.get_by_role("status")).to_contain_text("Your answers are deleted")
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "journey"]
