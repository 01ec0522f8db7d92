"""A person without a mouse: Tab to what has this name, then Enter, Space or letters."""

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 900
IS_FOCUSED = "element => element === document.activeElement"


def reach(page: Page, what: Locator, backwards: bool = False) -> None:
    """Tab until this is focused; fails when the keyboard can't get there."""
    expect(what).to_have_count(1)
    for _ in range(MOST_TABS):
        if what.evaluate(IS_FOCUSED):
            return
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"The keyboard does not reach {what}.")


def press(page: Page, what: Locator) -> None:
    """A link or a button."""
    reach(page, what)
    before = page.evaluate("performance.timeOrigin")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "before => performance.timeOrigin !== before && document.readyState === 'complete'", arg=before
    )


def write(page: Page, what: Locator, text: str) -> None:
    """Replace what a field holds."""
    reach(page, what)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def choose(page: Page, what: Locator, words: str) -> None:
    """An option of a select, by its first letters."""
    reach(page, what)
    page.keyboard.type(words)
    expect(what.locator("option:checked")).to_contain_text(words)


def tick(page: Page, what: Locator) -> None:
    """A checkbox."""
    reach(page, what)
    page.keyboard.press("Space")
    expect(what).to_be_checked()


def pick(page: Page, what: Locator) -> None:
    """One of several radio buttons: Tab to the first, then the arrows."""
    first = page.get_by_role("radio").first
    reach(page, first)
    page.keyboard.press("Space")
    for _ in range(page.get_by_role("radio").count()):
        if what.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"The arrows do not reach {what}.")
