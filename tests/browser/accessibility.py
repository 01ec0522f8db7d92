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
    page.evaluate(axe_script())  # through the debugger, which the page's strict Content-Security-Policy lets pass
    found = page.evaluate(
        # No preload: axe would put style sheets into the page once more, inline, which the page's policy refuses.
        "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], preload: false})",
        TAGS,
    )
    assert found["passes"], f"axe looked at nothing on {page.url}"
    broken = [
        f"{violation['id']}: {violation['help']}\n    {node['html']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
    assert not broken, f"axe on {page.url}:\n  " + "\n  ".join(broken)
