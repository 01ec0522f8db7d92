"""Clicks that lead to another page.

A click comes back while the next page is still on its way, or half read. Whoever then reads at once (`page.url`,
`inner_text()`, `all()`, axe, a width) reads the page before, or a part of this one, if the machine is busy: so every
click that leads on goes through `follow`, or is followed by an `expect` that only the next page can meet.
"""

from playwright.sync_api import Locator


def follow(what: Locator) -> None:
    """Click a link or button, and wait until the page that it leads to has loaded."""
    with what.page.expect_navigation():
        what.click()
