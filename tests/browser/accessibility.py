"""Accessibility of a page as axe judges it: WCAG 2.2 up to level AA, best practice, and contrast up to level AAA."""

import re
from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def axe_script() -> str:
    """axe-core, as the package carries it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


# All that axe can see: what stands in the page, what is ticked, typed and focused, and how it is shown.
SEEN = """() => JSON.stringify([
  document.documentElement.outerHTML,
  [...document.querySelectorAll("input, select, textarea")].map(field => [field.checked, field.value.length]),
  [...document.querySelectorAll("*")].indexOf(document.activeElement),
  [...document.querySelectorAll("[popover]")].map(part => part.matches(":popover-open")),
  innerWidth, innerHeight, devicePixelRatio, matchMedia("print").matches,
  matchMedia("(prefers-color-scheme: dark)").matches, matchMedia("(prefers-reduced-motion: reduce)").matches,
])"""
# What differs between two pages that are otherwise the same: a form's token, and the journey's own address.
OF_THIS_VISIT = re.compile(r"csrfmiddlewaretoken[^>]*|/triage/\w+/[-\w]{8,}/")
judged: set[str] = set()


def axe(page: Page) -> None:
    """Fails with every rule that the page breaks, and where. Needs a page with JavaScript on.

    A page that looks exactly like one that was judged before in this run needs no second judgment.
    """
    looks = OF_THIS_VISIT.sub("", page.evaluate(SEEN))
    if looks not in judged:
        judge(page)
        judged.add(looks)


def axe_in_light_and_dark(page: Page) -> None:
    """As `axe`, for who likes it light and who likes it dark; leaves the page dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        axe(page)


def judge(page: Page) -> None:
    """Has axe look at the page, whatever was judged before."""
    # The admin's style sheets import others. axe would copy those into the page, which our Content-Security-Policy
    # stops; without, one rule is not judged there: that nothing hinders turning the screen.
    ours = "/admin/" not in page.url
    page.evaluate(axe_script())  # through the debugger, which the page's strict Content-Security-Policy lets pass
    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {"color-contrast-enhanced": {"enabled": ours}},  # 7:1 for text; the admin's colors are Django's
        "resultTypes": ["violations"],
        "preload": ours,
    }
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
