"""The front door, the pages about the site and the style guide in a real browser."""

from playwright.sync_api import Page, expect

from tests.browser.clicks import follow


def test_both_ways_in_and_the_first_danger_signs_are_on_the_first_screen(page: Page) -> None:
    page.goto("/")
    for name in ("I have a problem now", "I want to learn"):
        expect(page.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("chest pain, or you are short of breath")).to_be_in_viewport(ratio=1)
    pictures = page.get_by_role("main").locator("img")
    assert pictures.count() > 4
    assert set(pictures.evaluate_all("all => all.map(one => one.loading)")) == {"lazy"}


def test_the_foot_of_a_page_leads_to_who_is_behind_it(no_js: Page) -> None:
    no_js.goto("/articles/calf-stretch/")
    follow(no_js.get_by_role("contentinfo").get_by_role("link", name="About this site"))
    expect(no_js).to_have_url("/about/")
    follow(no_js.get_by_role("main").get_by_role("link", name="Privacy", exact=True))
    expect(no_js.get_by_role("main")).to_contain_text("four hours after your last answer")
