"""The clinician's way with an article in a real browser: draft, preview, publish, compare, go back; two at once."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser import keyboard
from tests.browser.accessibility import axe, axe_in_light_and_dark, fits
from tests.browser.clicks import follow
from tests.browser.conftest import OpenPage
from tests.browser.desk import let_publish_articles
from tests.browser.server import Server
from tests.browser.test_desk import sign_in

PUBLIC = "/articles/tight-calves-and-sciatica/"
LIST = "/admin/articles/article/"
PUT_BACK = """
from articles.publishing import versions, workflow
from articles.models import Article
article = Article.objects.get(slug="tight-calves-and-sciatica")
workflow.restore(article, versions.published(article)[-1].content, by=None, reason="The test is over.")
workflow.publish(article, by=None, reason="The test is over.")
"""


@pytest.fixture(autouse=True)
def _as_before(server: Server) -> Iterator[None]:
    """The server's clinician may publish; afterwards patients read what they read before."""
    let_publish_articles(server)
    yield
    server.desk.run(PUT_BACK)


def edit(page: Page, old: str, new: str) -> None:
    """Opens the draft and replaces words of its text."""
    page.goto(LIST)
    follow(page.get_by_role("link", name="Tight calves and sciatica"))
    body = page.locator("#id_body")
    assert old in body.input_value()
    body.fill(body.input_value().replace(old, new))


def press(page: Page, name: str) -> None:
    """Reaches a button with the Tab key alone, and presses Enter."""
    keyboard.press(page, page.get_by_role("button", name=name, exact=True))


def test_draft_preview_publish_compare_and_go_back_with_the_keyboard(open_page: OpenPage, server: Server) -> None:
    desk, patient = open_page(1280, 800), open_page()
    sign_in(desk, server)
    edit(desk, "It can burn, shoot or tingle.", "It can burn like fire.")
    with desk.expect_popup() as opened:
        keyboard.reach(desk, desk.get_by_role("button", name="Preview in a new tab"))
        desk.keyboard.press("Enter")
    expect(opened.value.get_by_role("main")).to_contain_text("It can burn like fire.")
    expect(opened.value.get_by_role("main")).to_contain_text("Preview, not saved.")
    opened.value.close()

    desk.locator("#id_body").focus()
    press(desk, "Save draft")
    expect(desk.get_by_text("Patients read an earlier text.")).to_be_visible()
    patient.goto(PUBLIC)
    expect(patient.get_by_role("main")).to_contain_text("It can burn, shoot or tingle.")

    desk.locator("#id_body").focus()
    press(desk, "Save draft, then publish …")
    expect(desk.get_by_role("region", name="Text")).to_contain_text("[out: , shoot or tingle][new:  like fire]")
    press(desk, "Publish for patients")
    expect(desk.get_by_text("This field is required.")).to_be_visible()
    desk.get_by_label("Why?").focus()
    desk.keyboard.type("Plainer words.")
    press(desk, "Publish for patients")
    expect(desk.get_by_text("Patients read this text from now on.")).to_be_visible()
    patient.reload()
    expect(patient.get_by_role("main")).to_contain_text("It can burn like fire.")

    keyboard.press(desk, desk.get_by_role("link", name="Versions", exact=True))
    expect(desk.get_by_text("Reason: Plainer words.")).to_be_visible()
    keyboard.press(desk, desk.get_by_role("link", name=re.compile("Restore this text.*Published")).last)
    expect(desk.get_by_role("region", name="Text")).to_contain_text("[out:  like fire][new: , shoot or tingle]")
    press(desk, "Make it the draft")
    expect(desk.get_by_text("Patients see it once it is published.")).to_be_visible()
    expect(desk.locator("#id_body")).to_have_value(re.compile("It can burn, shoot or tingle."))
    patient.reload()
    expect(patient.get_by_role("main")).to_contain_text("It can burn like fire.")


def test_two_clinicians_on_one_draft_lose_nothing(open_page: OpenPage, server: Server) -> None:
    first, second = open_page(1280, 800), open_page()
    for page in (first, second):
        sign_in(page, server)
        edit(page, "It can burn, shoot or tingle.", "It can burn like fire." if page is first else "It can sting.")
    for page in (first, second):
        follow(page.get_by_role("button", name="Save draft", exact=True))
    told = second.get_by_role("alert")
    expect(told).to_contain_text("while you were editing")
    expect(told.get_by_role("term")).to_have_text("Text")
    expect(told).to_contain_text("[new: like fire]")
    expect(second.locator("#id_body")).to_have_value(re.compile("It can sting."))
    axe(second)
    follow(second.get_by_role("button", name="Save draft", exact=True))
    expect(second.get_by_text("was changed successfully")).to_be_visible()
    expect(second.locator("#id_body")).to_have_value(re.compile("It can sting."))


def test_leaving_with_unsaved_text_asks(page: Page, server: Server) -> None:
    sign_in(page, server)
    answers, asked = [False, True, True], []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept() if answers[len(asked) - 1] else dialog.dismiss()

    page.on("dialog", answer)
    edit(page, "It can burn", "It can burn")
    follow(page.get_by_role("link", name="Home").first)
    expect(page).to_have_url(re.compile("/admin/$"))
    assert not asked, "nothing was typed"

    edit(page, "It can burn", "It can sting")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview in a new tab").click()
    opened.value.close()
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Home").first.click()
    expect(page.locator("#id_body")).to_have_value(re.compile("It can sting"))
    assert asked == ["beforeunload"]
    page.locator("#id_title").fill("")
    follow(page.get_by_role("button", name="Save draft", exact=True))
    expect(page.get_by_text("This field is required.")).to_be_visible()
    assert len(asked) == 1, "what is sent is not lost"
    follow(page.get_by_role("link", name="Home").first)
    expect(page).to_have_url(re.compile("/admin/$"))
    assert len(asked) == 2, "what was refused is saved nowhere"


def test_every_page_of_the_desk_is_accessible_and_fits_a_phone(page: Page, server: Server) -> None:
    sign_in(page, server)
    edit(page, "It can burn, shoot or tingle.", "It can burn for 2 days, see [this](/nowhere/).")
    follow(page.get_by_role("button", name="Save draft", exact=True))
    expect(page.get_by_text("The link to /nowhere/ leads to no page.")).to_be_visible()
    form = page.url
    pages = ["", "../publish/", "../take-back/", "../history/", "../compare/?old=live-1", "../restore/live-1/"]
    for address in [LIST, *(form + end for end in pages)]:
        page.goto(address)
        axe_in_light_and_dark(page)
        fits(page)
    edit(page, "2 days, see [this](/nowhere/)", "long")
    follow(page.get_by_role("button", name="Save draft, then publish …"))
    expect(page.get_by_role("button", name="Publish for patients")).to_be_visible()
    axe_in_light_and_dark(page)
