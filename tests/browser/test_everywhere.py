"""Every page that anybody may open fits, narrow and enlarged; each kind is judged by axe, in the light and the dark."""

import re

from playwright.sync_api import Page, expect

from tests.browser.accessibility import axe, fits
from tests.browser.conftest import OpenPage

NOT_IN_THE_SITEMAP = [
    "/search/",
    "/search/?q=calf+pain",
    "/search/?q=chest+pain",
    "/search/?q=xyzzy",
    "/newsletter/",
    "/no-such-page/",
    "/style-guide/",
]
# What is focused must show it: an outline of its own, or of the card around it.
UNSEEN_FOCUS = """() => {
  const stops = document.querySelectorAll("a[href], button, input, select, textarea, summary");
  const outlined = part => part && getComputedStyle(part).outlineStyle !== "none"
    && parseFloat(getComputedStyle(part).outlineWidth) >= 2;
  return [...stops].filter(stop => stop.checkVisibility({visibilityProperty: true})).filter(stop => {
    stop.focus({focusVisible: true, preventScroll: true});
    return !outlined(stop) && !outlined(stop.closest(".link-card, .choice"));
  }).map(stop => stop.outerHTML.slice(0, 120));
}"""


def addresses(page: Page) -> list[str]:
    """Every page that the sitemap has, and those that it leaves out on purpose."""
    told = re.findall(r"<loc>https?://[^/]+(.*?)</loc>", page.request.get("/sitemap.xml").text())
    assert len(told) > 25, "the articles, the topics, the triages, and more"
    return [*told, *NOT_IN_THE_SITEMAP]


def kind(address: str) -> str:
    """What kind of page an address leads to: articles, topics and pages about the site are three kinds."""
    return re.sub(r"^/(articles|topics|about)/[-\w]+/$", r"/\1/one/", address)


def look_at(page: Page, address: str, *, judged: bool) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    if judged:
        axe(page)
    fits(page)
    assert page.evaluate(UNSEEN_FOCUS) == [], f"focus is not seen on {address}"


def test_every_page_fits_in_the_dark_and_narrow_and_each_kind_is_accessible(open_page: OpenPage) -> None:
    page = open_page(width=320, height=640, scheme="dark")
    kinds: set[str] = set()
    for address in addresses(page):
        look_at(page, address, judged=kind(address) not in kinds)
        kinds.add(kind(address))


def test_each_kind_of_page_is_accessible_and_fits_in_the_light_at_twice_the_size(open_page: OpenPage) -> None:
    page = open_page(width=640, height=400, scheme="light")  # 1280 by 800, at 200 %
    for address in {kind(address): address for address in addresses(page)}.values():
        look_at(page, address, judged=True)


def test_the_keyboard_walks_an_article_from_top_to_end_and_each_stop_is_in_sight(page: Page) -> None:
    page.goto("/articles/calf-stretch/")
    expect(page.get_by_role("button", name="Start")).to_be_visible()  # the timer, which a script has put there
    last, seen = page.get_by_role("contentinfo").get_by_role("link").last, 0
    while not last.evaluate("link => link === document.activeElement"):
        page.keyboard.press("Tab")
        stop = page.locator(":focus")
        expect(stop).to_be_in_viewport()
        seen += 1
        assert seen < 150, "the walk has no end"
    assert seen > 25
