"""The result in a real browser: accessible, printed in readable type, copied with a click, whole without JavaScript."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import axe_in_light_and_dark, fits
from tests.browser.clicks import follow
from tests.browser.conftest import OpenPage
from tests.browser.journey import resume
from tests.triage.journey import leg_results
from triage.engine.parts.urgency import Urgency

POINT = 96 / 72  # CSS pixels
SMALLEST_PRINT = 11 * POINT
SIDES = 2  # of one sheet of paper
SMALL_PHONE = (390, 664)  # with the browser's own bars

everybody = pytest.mark.parametrize("urgency", Urgency)


def open_result(page: Page, urgency: Urgency) -> Page:
    """The result of this urgency that has most to say."""
    resume(page, leg_results.fullest(urgency))
    expect(page.locator(f".card--{urgency}").first).to_be_visible()
    return page


def unfold(page: Page) -> None:
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["y"] + box["height"]


@everybody
def test_every_result_is_accessible_folded_and_unfolded(page: Page, urgency: Urgency) -> None:
    open_result(page, urgency)
    axe_in_light_and_dark(page)
    unfold(page)
    axe_in_light_and_dark(page)


@everybody
def test_the_first_screen_of_a_phone_says_what_to_do_by_when_and_whom_to_call(
    open_page: OpenPage, urgency: Urgency
) -> None:
    page = open_result(open_page(*SMALL_PHONE), urgency)
    if urgency is Urgency.EMERGENCY:
        assert bottom(page, ".button--call") <= SMALL_PHONE[1]
    assert bottom(page, ".card h1") <= SMALL_PHONE[1]
    assert max(bottom(page, f".card > p:nth-of-type({place})") for place in (1, 2)) <= SMALL_PHONE[1]


@everybody
def test_a_result_is_printed_on_one_sheet_in_readable_type_with_its_safety_net(desktop: Page, urgency: Urgency) -> None:
    open_result(desktop, urgency)
    unfold(desktop)  # what was opened on the screen must not cost another page
    pages = re.findall(rb"/Type\s*/Page\b", desktop.pdf(format="A4", prefer_css_page_size=True))
    assert len(pages) <= SIDES
    desktop.emulate_media(media="print")
    sizes = desktop.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(part => part.checkVisibility() && [...part.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .map(part => parseFloat(getComputedStyle(part).fontSize))"""
    )
    assert len(sizes) > 30
    assert min(sizes) >= SMALLEST_PRINT - 0.01
    expect(desktop.locator(".emergency-line")).to_contain_text("Call 112")
    for part in (".card h1", ".summary__sheet", ".record"):
        expect(desktop.locator(part)).to_be_visible()
    signs = desktop.locator(".watch li")
    assert all(sign.is_visible() for sign in signs.all())
    assert (signs.count() > 0) is (urgency is not Urgency.EMERGENCY)
    summary = desktop.locator(".summary__sheet").inner_text()  # which tells every answer, so that none is printed twice
    assert [short for short in desktop.locator(".record dt").all_text_contents() if short not in summary] == []
    expect(desktop.get_by_role("button", name="Print this page")).to_be_hidden()


def test_an_emergency_calls_with_every_link_that_names_the_number(page: Page) -> None:
    open_result(page, Urgency.EMERGENCY)
    links = page.locator("main a", has_text="112")
    assert {link.get_attribute("href") for link in links.all()} == {"tel:112"}
    expect(page.locator("main .button--call")).to_be_visible()


def test_while_waiting_the_questions_go_on_and_lead_back(page: Page) -> None:
    resume(page, leg_results.cut_off())
    follow(page.get_by_role("link", name="A few more answers for the team"))
    expect(page.locator(".notice")).to_contain_text("Call 112 first.")
    axe_in_light_and_dark(page)
    follow(page.locator(".notice").get_by_role("link", name="Back to my result"))
    expect(page.locator(".card--emergency")).to_be_visible()


def test_the_summary_is_copied_and_the_page_says_so(page: Page, server) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    open_result(page, Urgency.URGENT)
    page.get_by_role("button", name="Copy the summary").click()
    expect(page.get_by_role("status")).to_have_text("Copied. You can paste it now.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#summary-text").text_content()
    assert copied.startswith("Urgent: within 24 hours · Age: ")


def test_where_the_browser_refuses_to_copy_the_text_is_marked(page: Page) -> None:
    open_result(page, Urgency.SOON)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')) }")
    page.get_by_role("button", name="Copy the summary").click()
    expect(page.get_by_role("status")).to_contain_text("copy it yourself")
    assert page.evaluate("getSelection().toString()").startswith("Soon: within days to two weeks")


def test_without_javascript_all_is_there_but_the_buttons(no_js: Page) -> None:
    open_result(no_js, Urgency.SELF_CARE)
    for button in ("Copy the summary", "Print this page"):
        expect(no_js.get_by_text(button, exact=True)).to_be_hidden()
    expect(no_js.locator(".watch li").last).to_be_visible()
    no_js.get_by_text("The summary as plain text").click()
    expect(no_js.locator("#summary-text")).to_contain_text("HISTORY AND MEDICINES")
    follow(no_js.get_by_role("link", name="Change your answer to: Age").last)
    expect(no_js.get_by_role("textbox")).to_be_visible()


def test_the_answers_are_saved_as_a_file(page: Page) -> None:
    open_result(page, Urgency.URGENT)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download your answers").click()
    assert saved.value.suggested_filename == "leg-answers.json"
    assert json.loads(saved.value.path().read_text())["resourceType"] == "QuestionnaireResponse"


def test_nothing_scrolls_sideways_on_a_narrow_phone(open_page: OpenPage) -> None:
    page = open_page(width=320, height=640)
    for urgency in Urgency:
        open_result(page, urgency)
        unfold(page)
        fits(page)
