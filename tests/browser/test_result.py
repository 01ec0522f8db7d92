"""The result in a real browser: accessible, on one printed sheet, copied with a click, whole without JavaScript."""

import json
import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import axe_in_light_and_dark
from tests.browser.conftest import PHONE, OpenPage
from tests.triage.journey import finished
from triage.journey.cookie import COOKIE

POINT = 96 / 72  # CSS pixels
SMALLEST_PRINT = 8.5 * POINT


everybody = pytest.mark.parametrize(("protocol", "urgency"), finished.EVERYBODY)


def open_result(page: Page, urgency: str, protocol: str = "calf") -> Page:
    """The result of the patient with this urgency, on the live version: another test may have withdrawn the first."""
    journey = finished.journey_of(protocol, urgency)
    live = page.request.get(f"/triage/{protocol}/questionnaire.json").json()["version"]
    journey = replace(journey, protocol=replace(journey.protocol, version=int(live)))
    cookie = finished.cookie_of(journey)
    page.context.add_cookies([{"name": COOKIE, "value": cookie.value, "domain": "127.0.0.1", "path": cookie["path"]}])
    page.goto(journey.store.url("result"))
    expect(page.locator(f".card--{urgency}")).to_be_visible()
    return page


def unfold(page: Page) -> None:
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")


@everybody
def test_every_result_is_accessible_folded_and_unfolded(page: Page, protocol: str, urgency: str) -> None:
    open_result(page, urgency, protocol)
    axe_in_light_and_dark(page)
    unfold(page)
    axe_in_light_and_dark(page)


@everybody
def test_a_result_fits_one_printed_sheet_in_readable_type_with_the_number(
    desktop: Page, protocol: str, urgency: str
) -> None:
    open_result(desktop, urgency, protocol)
    unfold(desktop)  # what was opened on the screen must not cost a second sheet
    sheets = re.findall(rb"/Type\s*/Page\b", desktop.pdf(format="A4", prefer_css_page_size=True))
    assert len(sheets) == 1
    desktop.emulate_media(media="print")
    sizes = desktop.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(part => part.checkVisibility() && [...part.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .map(part => parseFloat(getComputedStyle(part).fontSize))"""
    )
    assert len(sizes) > 30
    assert min(sizes) >= SMALLEST_PRINT
    expect(desktop.locator(".emergency-line")).to_contain_text("Call 112")
    for part in (".card h1", ".do", ".summary__sheet", ".record"):
        expect(desktop.locator(part)).to_be_visible()
    summary = desktop.locator(".summary__sheet").inner_text()  # which tells every answer, so that none is printed twice
    missing = [short for short in desktop.locator(".record dt").all_text_contents() if short not in summary]
    assert missing in ([], ["Age"])  # told in its heading
    expect(desktop.get_by_role("button", name="Delete my answers")).to_be_hidden()


def test_the_first_screen_of_an_emergency_holds_what_to_do_and_the_call_button(page: Page) -> None:
    open_result(page, "emergency")
    for part in (page.get_by_role("heading", level=1), page.get_by_role("link", name="Call 112 now")):
        box = part.bounding_box()
        assert box
        assert box["y"] + box["height"] <= PHONE[1]


def test_the_summary_is_copied_and_the_page_says_so(page: Page, server) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    open_result(page, "urgent")
    page.get_by_role("button", name="Copy the summary").click()
    expect(page.get_by_role("status")).to_have_text("Copied. You can paste it now.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#summary-text").text_content()
    assert copied.startswith("Urgent: within 24 hours · Age 35 years")


def test_where_the_browser_refuses_to_copy_the_text_is_marked(page: Page) -> None:
    open_result(page, "soon")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')) }")
    page.get_by_role("button", name="Copy the summary").click()
    expect(page.get_by_role("status")).to_contain_text("copy it yourself")
    assert page.evaluate("getSelection().toString()").startswith("Soon: within days to two weeks")


def test_without_javascript_all_is_there_but_the_button(no_js: Page) -> None:
    open_result(no_js, "self_care")
    expect(no_js.get_by_text("Copy the summary", exact=True)).to_be_hidden()
    no_js.get_by_text("The summary as plain text").click()
    expect(no_js.locator("#summary-text")).to_contain_text("NONE OR NORMAL")
    no_js.get_by_text("The 11 answers behind this").first.click()
    no_js.get_by_role("link", name="Change your answer to: Walking").first.click()
    expect(no_js.get_by_role("heading", level=1)).to_have_text("How do you walk now?")


def test_the_answers_are_saved_as_a_file(page: Page) -> None:
    open_result(page, "urgent")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download your answers").click()
    assert saved.value.suggested_filename == "calf-answers.json"
    assert json.loads(saved.value.path().read_text())["resourceType"] == "QuestionnaireResponse"


def test_nothing_scrolls_sideways_on_a_narrow_phone(open_page: OpenPage) -> None:
    page = open_page(width=320, height=640)
    for protocol, urgency in finished.EVERYBODY:
        open_result(page, urgency, protocol)
        unfold(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, urgency
