"""Clinicians edit a draft in a real browser: with the keyboard alone, two at a time, and as axe judges the pages."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import desk, journey, keyboard
from tests.browser.accessibility import axe, axe_on_a_phone, fits
from tests.browser.clicks import follow
from tests.browser.conftest import DESKTOP, PHONE, OpenPage
from tests.browser.server import Server
from tests.browser.test_desk import sign_in

VERSIONS = "/admin/triage/protocolversion/"
WOUND = {**journey.MILD_STRAIN, "look": "wound"}
NO_COMMA = "A clinician should look at the broken skin and at what lies under it."  # which one may publish alone

pytestmark = pytest.mark.usefixtures("leg_as_shipped")


def published(page: Page) -> Locator:
    """The rows of live versions in the list; the reason of another may hold the word."""
    return page.get_by_role("row").filter(has=page.get_by_role("cell", name="published", exact=True))


def begin_draft(page: Page, protocol: str) -> str:
    """A copy of the live version; gives the address of its page."""
    page.goto(VERSIONS)
    follow(published(page).get_by_role("link", name=protocol))
    follow(page.get_by_role("button", name="Copy to a new draft"))
    expect(page.get_by_text("is a full copy")).to_be_visible()
    return page.url


def press_at_rule(page: Page, rule: str, name: str) -> None:
    """Find a rule on the page of a version, which folds them, and follow one of its links, by keyboard."""
    keyboard.write(page, page.get_by_label("Find in this version"), rule)
    keyboard.press(page, page.get_by_role("button", name="Find"))
    keyboard.press(page, page.locator(f"#rule-{rule}").get_by_role("link", name=name))


def try_with_keyboard(page: Page, patient: journey.Patient, pages: int) -> None:
    """Answer so many pages."""
    for _ in range(pages):
        address = page.url
        for question in journey.questions(page):
            said, box = patient[journey.key_of(question)], question.get_by_role("textbox")
            if box.count():
                keyboard.write(page, box, said)
            elif question.get_by_role("radio").count():
                keyboard.pick(page, question.locator(f"input[value={said}]"))
            else:
                keyboard.tick(page, question.locator(f"input[value={said}]"))
        keyboard.press(page, page.get_by_role("button", name="Continue"))
        expect(page).not_to_have_url(address)


def test_a_rule_is_changed_and_tried_with_the_keyboard_alone(desktop: Page, server: Server) -> None:
    sign_in(desktop, server)
    keyboard.press(desktop, desktop.get_by_role("link", name="Protocol versions").last)
    keyboard.press(desktop, published(desktop).get_by_role("link", name="Leg and back check"))
    keyboard.press(desktop, desktop.get_by_role("button", name="Copy to a new draft"))
    press_at_rule(desktop, "skin_swelling", "Edit")

    keyboard.choose(desktop, desktop.get_by_label("Urgency"), "Urgent")
    keyboard.write(desktop, desktop.get_by_role("textbox", name="Because"), "A wound on your leg needs care today.")
    new = desktop.locator("#when-1")
    keyboard.choose(desktop, new.get_by_label("Question"), "7. Which leg")
    for answer in ("Left", "Right"):
        keyboard.tick(desktop, new.get_by_label(answer, exact=True))
    keyboard.press(desktop, desktop.get_by_role("button", name="Save", exact=True))
    expect(desktop.locator(".sentence")).to_contain_text(
        "When Look and touch is “A wound, a blister or broken skin” and Which leg is “Left” or “Right”: "
        "urgent, because “A wound on your leg needs care today.”"
    )

    keyboard.press(desktop, desktop.get_by_role("link", name="Close"))
    version = desktop.url
    keyboard.press(desktop, desktop.get_by_role("link", name="Try it"))
    keyboard.press(desktop, desktop.get_by_role("button", name="Start"))
    try_with_keyboard(desktop, WOUND, pages=5)  # of every kind; the others are alike
    journey.walk(desktop, WOUND)
    keyboard.press(desktop, desktop.get_by_role("link", name="See my advice").first)
    expect(desktop.get_by_role("main")).to_contain_text("A wound on your leg needs care today.")
    assert "/admin/" in desktop.url
    kept = [cookie for cookie in desktop.context.cookies() if cookie["name"] == "trial"]
    assert [cookie["path"] for cookie in kept] == [re.sub(r".*(/admin/.*)change/", r"\1try/", version)]

    keyboard.press(desktop, desktop.get_by_role("link", name="Back to the desk"))
    keyboard.press(desktop, desktop.get_by_role("link", name="Check and publish"))
    keyboard.press(desktop, desktop.get_by_role("link", name="Back to the draft, to fix it"))  # for now it fits fewer
    assert desktop.url == version


def test_a_reason_is_corrected_and_published_with_the_keyboard_alone(desktop: Page, page: Page, server: Server) -> None:
    sign_in(desktop, server)
    begin_draft(desktop, "Leg and back check")
    press_at_rule(desktop, "skin_swelling", "Edit")
    keyboard.write(desktop, desktop.get_by_role("textbox", name="Because"), NO_COMMA)
    keyboard.press(desktop, desktop.get_by_role("button", name="Save", exact=True))
    keyboard.press(desktop, desktop.get_by_role("link", name="Close"))
    keyboard.press(desktop, desktop.get_by_role("link", name="Check and publish"))
    axe_on_a_phone(desktop)
    keyboard.write(desktop, desktop.get_by_label("Why do you publish it?"), "A browser test.")
    keyboard.press(desktop, desktop.get_by_role("button", name="Publish"))
    number = desk.wait_until_live(server)
    expect(desktop.get_by_text(f"Version {number} is live")).to_be_visible()
    journey.resume_as(page, WOUND)
    expect(page.get_by_role("main")).to_contain_text(NO_COMMA)


def test_a_rule_is_moved_with_the_keyboard_alone(desktop: Page, server: Server) -> None:
    sign_in(desktop, server)
    begin_draft(desktop, "Leg and back check")
    press_at_rule(desktop, "skin_swelling", "Move")
    axe_on_a_phone(desktop)
    keyboard.choose(desktop, desktop.get_by_label("Move it to place"), "1: before")
    keyboard.press(desktop, desktop.get_by_role("button", name="Move", exact=True))
    expect(desktop.get_by_text(re.compile("^Moved: .* is now number 1.$"))).to_be_visible()


def test_two_clinicians_on_one_draft_and_nothing_is_lost(open_page: OpenPage, server: Server) -> None:
    first, second = open_page(*DESKTOP), open_page(*PHONE, javascript=False)
    for page in (first, second):
        sign_in(page, server)
    version = begin_draft(first, "Leg and back check")
    for page in (first, second):
        page.goto(f"{version}?open=all")
        follow(page.locator("[id^=rule-]").first.get_by_role("link", name="Edit"))
    first.get_by_role("textbox", name="Because").fill("The first was quicker.")
    follow(first.get_by_role("button", name="Save", exact=True))
    expect(first.locator(".sentence")).to_contain_text("The first was quicker.")
    second.get_by_role("textbox", name="Because").fill("The second typed this.")
    follow(second.get_by_role("button", name="Save", exact=True))
    told = second.get_by_role("alert", name="Somebody else saved while you were editing")
    expect(told).to_contain_text(server.username)
    expect(told).to_contain_text("The first was quicker.")
    expect(second.get_by_role("textbox", name="Because")).to_have_value("The second typed this.")
    follow(second.get_by_role("button", name="Save anyway"))
    expect(second.locator(".sentence")).to_contain_text("The second typed this.")


def test_every_page_is_accessible(open_page: OpenPage, server: Server) -> None:
    page = open_page(*PHONE)
    sign_in(page, server)
    version = begin_draft(page, "Leg and back check")
    kinds = ("threshold", "question", "rule", "requirement", "advice", "articlelink", "vignette", "hazard", "criterion")
    edits = [page.locator(f"[id^={kind}-] a").first.get_attribute("href") for kind in kinds]
    adds = [link.get_attribute("href") for link in page.locator("a.addlink[href*=version]").all()]
    root = version.partition(server.url)[2].removesuffix("change/")
    steps = [f"{root}{step}/" for step in ("change", "texts", "diagram", "try", "preview/pain")]
    addresses = [str(url) for url in [*steps, *edits, *adds, str(edits[2]).replace("change", "delete")]]
    assert len(addresses) == 5 + 9 + 9 + 1
    same_form_as_another = set(adds) - {adds[3]}  # of these, that for a rule has the most on it
    telling = {steps[0], steps[2], steps[3], str(edits[2])}  # version, diagram, trial, rule: all that is on any page
    for url in (url for url in addresses if url not in same_form_as_another):
        page.goto(url)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")  # Save is in its own place then, and over nothing
        axe(page)
        if url in telling:
            page.emulate_media(color_scheme="dark")
            axe(page)
            page.emulate_media(color_scheme="light")
            fits(page)


def test_what_is_typed_on_a_long_page_can_be_saved_and_commented_on_without_a_search(
    open_page: OpenPage, server: Server
) -> None:
    page = open_page(*PHONE)
    sign_in(page, server)
    version = begin_draft(page, "Leg and back check")
    page.goto(f"{version}?q=look+at+both+legs")
    follow(page.locator("#question-look").get_by_role("link", name="Edit Look and touch"))
    hint = page.locator("#id_choices-2-hint")
    hint.focus()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_in_viewport(ratio=1)
    assert hint.evaluate("e => e.scrollHeight <= e.clientHeight"), "it can be read whole"
    page.goto(f"{page.url}#comments")
    expect(page.get_by_role("heading", name="Comments")).to_be_in_viewport()
