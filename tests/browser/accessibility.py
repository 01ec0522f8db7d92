"""Accessibility of a page as axe judges it: WCAG 2.2 up to level AA, and best practice."""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def axe_script() -> str:
    """axe-core, as the package carries it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def axe(page: Page) -> None:
    """Fails with every rule that the page breaks, and where. Needs a page with JavaScript on."""
    # The admin's style sheets import others. axe would copy those into the page, which our Content-Security-Policy
    # stops; without, one rule is not judged there: that nothing hinders turning the screen.
    preload = "/admin/" not in page.url
    page.evaluate(axe_script())  # through the debugger, which the page's strict Content-Security-Policy lets pass
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": preload}
    # Colors that are on their way, as after a change to the dark, are nobody's colors.
    page.evaluate("Promise.allSettled(document.getAnimations().map(moving => moving.finished)).then(() => null)")
    found = page.evaluate("options => axe.run(options)", options)
    assert found["passes"], f"axe looked at nothing on {page.url}"
    broken = [
        f"{violation['id']}: {violation['help']}\n    {node['html']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
    assert not broken, f"axe on {page.url}:\n  " + "\n  ".join(broken)
