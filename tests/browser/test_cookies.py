"""Journeys whose cookie runs out, is cleared, refused or deleted: said truly and kindly, and nothing is left to see."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journey
from tests.browser.accessibility import fits
from tests.browser.clicks import follow
from tests.browser.conftest import OpenPage, own_browser
from tests.browser.journey import at, see, upto
from tests.browser.server import Server

LOST = "Your answers are no longer here"
NO_COOKIES = "Your browser did not keep our cookie"


def test_a_journey_whose_cookie_ran_out_says_so_and_starts_again(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, upto("age"))
    page.context.clear_cookies(name="journey")
    journey.answer(page, "35")
    see(page, LOST)
    follow(page.get_by_role("link", name="Start again"))
    follow(page.get_by_role("button", name="Start"))
    at(page, "danger")


@pytest.mark.parametrize("button", ["Continue", "Delete my answers"])
def test_all_cookies_gone_in_mid_journey_is_said_truly_with_the_way_on(page: Page, button: str) -> None:
    journey.begin(page)
    journey.walk(page, upto("age"))
    if button != "Continue":
        follow(page.get_by_role("link", name=button))
    page.context.clear_cookies()
    follow(page.get_by_role("button", name=button))
    see(page, NO_COOKIES)
    expect(page.get_by_role("main")).not_to_contain_text("not lost")
    follow(page.get_by_role("main").get_by_role("link", name="Go to the start of the check"))
    expect(page.get_by_role("button", name="Start")).to_be_visible()


def test_a_form_that_is_too_old_says_that_the_answers_are_not_lost(page: Page) -> None:
    journey.begin(page)
    journey.walk(page, upto("age"))
    page.locator("input[name=csrfmiddlewaretoken]").first.evaluate("field => { field.value = 'x'.repeat(32) }")
    journey.answer(page, "35")
    see(page, "We could not take that answer")
    expect(page.get_by_role("main")).to_contain_text("not lost")
    page.go_back()
    page.reload()
    journey.answer(page, "35")
    at(page, "main")


@pytest.fixture
def no_cookies(browser: Browser, server: Server, tmp_path: Path) -> Iterator[Page]:
    """A browser whose owner has told it to block all cookies."""
    block_all = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    with own_browser(browser, server, tmp_path, block_all) as page:
        yield page


def test_a_browser_that_refuses_cookies_is_told_kindly_what_to_do(no_cookies: Page) -> None:
    no_cookies.goto(journey.START)
    follow(no_cookies.get_by_role("button", name="Start"))
    see(no_cookies, NO_COOKIES)
    assert no_cookies.context.cookies() == [], "the browser took a cookie, so this test shows nothing"
    main = no_cookies.get_by_role("main")
    expect(main).to_contain_text("Allow cookies for this site")
    expect(main).to_contain_text("call a clinician")
    expect(main.get_by_role("link", name="Call 112")).to_have_attribute("href", "tel:112")


@pytest.fixture
def keeping(browser: Browser, server: Server, tmp_path: Path) -> Iterator[Page]:
    """A browser that keeps left pages alive, as those of patients do (Playwright's own switches that off)."""
    with own_browser(browser, server, tmp_path, {}) as page:
        yield page


def keeps_pages(page: Page) -> None:
    """An article that was left is there again as it was; otherwise going back would prove nothing."""
    page.goto("/articles/")
    page.evaluate("window.left = true")
    page.goto("/")
    page.evaluate("history.back()")
    page.wait_for_function("window.left === true")
    page.goto("/")


def test_going_back_after_deleting_shows_nothing_of_the_answers(keeping: Page) -> None:
    page = keeping
    keeps_pages(page)
    patient = {**journey.MILD_STRAIN, "age": "113"}
    journey.resume_as(page, journey.before("look", patient), "look")
    journey.walk(page, patient)
    follow(page.get_by_role("link", name="See my advice").first)
    expect(page.get_by_role("main")).to_contain_text("113 years")
    follow(page.get_by_role("link", name="Delete my answers"))
    follow(page.get_by_role("button", name="Delete my answers"))
    expect(page.get_by_role("status")).to_contain_text("Your answers are deleted")
    for _ in range(6):
        page.go_back()
        see(page, LOST)
        expect(page.locator(":checked")).to_have_count(0)
        assert "113" not in page.content()


def test_the_word_about_cookies_fits_a_narrow_phone_in_the_dark(open_page: OpenPage) -> None:
    page = open_page(width=320, height=640, scheme="dark")
    journey.begin(page)
    page.context.clear_cookies()
    journey.answer(page, "none")
    see(page, NO_COOKIES)
    fits(page)
