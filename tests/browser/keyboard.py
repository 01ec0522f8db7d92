"""A person without a mouse: Tab to what has this name, then Enter, Space or letters."""

from playwright.sync_api import Locator, Page, expect

IS_FOCUSED = "element => element === document.activeElement"
COME_NEAR = """
([target, far]) => {
  const shown = element => element.checkVisibility({visibilityProperty: true}) && !element.closest("[inert]");
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter(element => !element.disabled && element.tabIndex >= 0 && element.type !== "hidden" && shown(element));
  const place = stops.indexOf(target), ahead = () => place - stops.indexOf(document.activeElement);
  if (ahead() > far) stops[place - far].focus();
  return Math.max(ahead() - 3, 0);
}
"""
"""How many stops lie before it, less some: radio buttons are one stop together, and a jump may have led elsewhere."""
FAR = 30
"""More stops than anybody tabs over: a version's page has hundreds, and the browser's own search leads near one."""
A_FEW_MORE = 40


def reach(page: Page, what: Locator) -> None:
    """Tab until this is focused; fails when the keyboard can't get there."""
    expect(what).to_have_count(1)
    for _ in range(what.evaluate(f"target => ({COME_NEAR})([target, {FAR}])")):
        page.keyboard.press("Tab")
    for _ in range(A_FEW_MORE):
        if what.evaluate(IS_FOCUSED):
            return
        page.keyboard.press("Tab")
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
    """One of several radio buttons: Tab to the first of its question, then the arrows."""
    group = page.locator(f"input[type=radio][name='{what.get_attribute('name')}']")
    reach(page, group.first)
    page.keyboard.press("Space")
    for _ in range(group.count()):
        if what.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"The arrows do not reach {what}.")
