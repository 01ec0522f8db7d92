"""Medical words open their meaning in place: by mouse and keyboard, without a script, in print, in old browsers."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from articles.text.glossary_links import Word
from articles.text.markdown import render
from tests.browser.accessibility import axe_in_light_and_dark, fits
from tests.browser.conftest import OpenPage
from tests.browser.keyboard import reach

ADDRESS = "/articles/why-cant-i-flex-my-calf/"
MEANING = "The deep calf muscle. It lies under the one that you can feel at the back of your leg."
TEXT = """Your [soleus](/glossary/#soleus) works hard. It is the [same soleus](/glossary/#soleus).

::: figure leg
A caption.
:::

::: steps Stretch your calf
1. Face a wall.
:::
"""
LEG = (
    """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><title>A leg</title><desc>It bends.</desc></svg>"""
)


@pytest.fixture(autouse=True)
def text(tmp_path: Path, settings: Any) -> str:
    """An article's HTML, with no need for a drawing or a word that ships."""
    settings.ILLUSTRATIONS = tmp_path
    (tmp_path / "leg.svg").write_text(LEG)
    return render(TEXT, (Word("soleus", "soleus", MEANING),)).html


def show(page: Page, html: str) -> Locator:
    """Open an article that consists of this HTML; gives the meaning of its word."""

    def replace(route: Route) -> None:
        answer = route.fetch()
        start, _prose, rest = answer.text().partition('<div class="prose">')
        end = rest.partition("<footer>")[2]
        route.fulfill(response=answer, body=f'{start}<div class="prose">{html}</div><footer>{end}')

    page.route(f"**{ADDRESS}", replace)
    page.route("**/illustrations/leg.svg", lambda route: route.fulfill(body=LEG, content_type="image/svg+xml"))
    page.goto(ADDRESS)
    return page.get_by_text(MEANING)


def is_told_open(page: Page, name: str) -> bool:
    """Whether the browser tells a screen reader that the button with this name has opened something."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    named = {(node["role"]["value"], node["name"]["value"]): node for node in nodes if "name" in node}
    states = {state["name"]: state["value"].get("value") for state in named["button", name]["properties"]}
    return bool(states["expanded"])


def test_a_word_opens_its_meaning_without_a_script(no_js: Page, text: str) -> None:
    meaning = show(no_js, text)
    expect(meaning).to_be_hidden()
    expect(no_js.get_by_role("heading", name="Words on this page")).to_be_hidden()
    no_js.get_by_role("button", name="same soleus").click()
    expect(meaning).to_be_in_viewport(ratio=1)
    no_js.get_by_role("heading", level=1).click()
    expect(meaning).to_be_hidden()


def test_the_keyboard_opens_and_closes_it_and_it_is_accessible(open_page: OpenPage, text: str) -> None:
    page = open_page(width=320, height=640)
    meaning = show(page, text)
    word = page.get_by_role("button", name="soleus", exact=True)
    reach(page, word)
    assert not is_told_open(page, "soleus")
    page.keyboard.press("Enter")
    expect(meaning).to_be_in_viewport(ratio=1)
    assert is_told_open(page, "soleus")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="All medical words")).to_be_focused()
    axe_in_light_and_dark(page)
    fits(page)
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    expect(word).to_be_focused()


def test_print_lists_the_words_at_the_foot(page: Page, text: str) -> None:
    meaning = show(page, text)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Words on this page")).to_be_visible()
    expect(meaning).to_be_visible()
    assert meaning.evaluate("element => element.parentElement.computedStyleMap().get('position').value") == "static"


def test_a_browser_without_popovers_lists_them_too(page: Page, text: str) -> None:
    """Such a browser takes `popover` for nothing, and drops each rule and condition that it cannot read."""

    def forget(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(":popover-open", ":unheard-of"))

    page.route("**/css/site*.css", forget)
    meaning = show(page, text.replace("popover", "data-unheard-of"))
    expect(page.get_by_role("heading", name="Words on this page")).to_be_visible()
    expect(meaning).to_be_visible()
    axe_in_light_and_dark(page)
