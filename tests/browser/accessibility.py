"""Accessibility of a page as axe judges it: WCAG 2.2 up to level AA, best practice, and contrast up to level AAA."""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def axe_script() -> str:
    """axe-core, as the package carries it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


# What axe can see of a page but for the words themselves: each element with its attributes and what stands in it. Of
# addresses, names and descriptions only whether they are there, and rows of a list that are built alike count once, so
# that the pages of one template are one kind of page. One with an id twice, or a reference to nothing, is a kind
# of its own. Last, the colors and sizes of letters, whatever gives them.
PARTS = r"""
  const words = new Set(["id", "for", "name", "value", "href", "src", "srcset", "action", "alt", "title", "content",
    "placeholder", "aria-label", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details",
    "popovertarget", "form", "list", "headers", "datetime", "maxlength", "min", "max", "size", "rows", "cols"]);
  const attribute = ({name, value}) => {
    if (words.has(name) || name.startsWith("data-")) return `${name}=${Boolean(value.trim())}`;
    return `${name}=${value}`;
  };
  const state = part => [part.checked, Boolean(part.value), part.disabled, part === document.activeElement,
    part.popover ? part.matches(":popover-open") : null].map(it => it === undefined ? "" : it).join();
  const kinds_of = new Map();
  const built = part => {
    if (!kinds_of.has(part)) kinds_of.set(part, build(part));
    return kinds_of.get(part);
  };
  const build = part => {
    if (part.nodeType === Node.TEXT_NODE) return part.data.trim() ? "text" : "";
    if (part.nodeType !== Node.ELEMENT_NODE) return "";
    const tag = part.localName, attributes = [...part.attributes].map(attribute).sort().join(" ");
    const drawn = tag === "svg" && !part.querySelector("text, a, [role], [tabindex]");
    const inside = drawn ? [...part.querySelectorAll("title, desc")].map(built) : [...part.childNodes].map(built);
    const kinds = inside.filter((kind, at, all) => kind && kind !== all[at - 1]);
    return `<${tag} ${attributes} ${state(part)}>${kinds.join("")}</>`;
  };
  const seen = part => {
    const style = getComputedStyle(part);
    return [style.color, style.backgroundColor, style.backgroundImage, style.fontSize, style.fontWeight].join();
  };
  const known = new Set(), twice = [];
  document.querySelectorAll("[id]").forEach(part => known.has(part.id) ? twice.push(part.id) : known.add(part.id));
  const pointers = ["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details", "popovertarget"];
  const lost = pointers.flatMap(name => [...document.querySelectorAll(`[${name}]`)].flatMap(
    part => part.getAttribute(name).split(/\s+/).filter(id => id && !known.has(id))));
"""
BUILT = (
    f"() => {{{PARTS}"
    + r"""
  const colors = [...new Set([...document.querySelectorAll("*")].map(seen))].sort().join(" ");
  return [built(document.documentElement), twice.join(), lost.join(), innerWidth, innerHeight, devicePixelRatio,
    matchMedia("print").matches,
    matchMedia("(prefers-reduced-motion: reduce)").matches,
    `${matchMedia("(prefers-color-scheme: dark)").matches} ${colors}`];
}"""
)
# axe itself, but for rows beyond the second that are built and colored exactly as one before them: the desk's page of
# a version has hundreds, and what axe says of two it says of all.
RUN = (
    f"options => {{{PARTS}"
    + r"""
  const looks = part => [...part.querySelectorAll("*")].map(seen).join(" ") + seen(part) + built(part);
  const rows = twice.length || lost.length ? "none" : "ul, ol, tbody, dl, section";
  const more = [...document.querySelectorAll(rows)].flatMap(list => {
    const count = new Map();
    return [...list.children].filter(row => {
      const kind = looks(row);
      count.set(kind, (count.get(kind) || 0) + 1);
      return count.get(kind) > 2;
    });
  });
  return axe.run({include: [document], exclude: more}, options);
}"""
)
# The only rules that ask for colors: all else is alike in the light and in the dark.
OF_COLORS = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
judged: set[tuple[str, ...]] = set()


def axe(page: Page) -> None:
    """Fails with every rule that the page breaks, and where. Needs a page with JavaScript on.

    A page that is built exactly as one that was judged before in this run needs no second judgment; where it was
    judged in other colors, only its colors do.
    """
    page.wait_for_load_state()
    # Colors that are on their way, as after a change to the dark, are nobody's colors.
    page.evaluate("Promise.allSettled(document.getAnimations().map(moving => moving.finished)).then(() => null)")
    *built, colors = page.evaluate(BUILT)
    kind = tuple(map(str, built))
    if (*kind, colors) not in judged:
        judge(page, colors_only=kind in judged)
        judged.update([kind, (*kind, colors)])


def axe_in_light_and_dark(page: Page) -> None:
    """As `axe`, for who likes it light and who likes it dark; leaves the page dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        axe(page)


def axe_on_a_phone(page: Page) -> None:
    """As `axe_in_light_and_dark`, and that the page fits, on a phone; leaves the page as large as it was, and light."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": 390, "height": 844})
    axe_in_light_and_dark(page)
    fits(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(size)


def fits(page: Page) -> None:
    """Fails when the page scrolls sideways."""
    page.wait_for_load_state()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels too wide"


def judge(page: Page, *, colors_only: bool = False) -> None:
    """Has axe look at the page, whatever was judged before."""
    # The admin's style sheets import others. axe would copy those into the page, which our Content-Security-Policy
    # stops; without, one rule is not judged there: that nothing hinders turning the screen.
    ours = "/admin/" not in page.url
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_script())  # through the debugger, which the page's strict Content-Security-Policy lets pass
    rules = [rule for rule in OF_COLORS if ours or rule != "color-contrast-enhanced"]
    options = {
        "runOnly": {"type": "rule", "values": rules} if colors_only else {"type": "tag", "values": TAGS},
        "rules": {"color-contrast-enhanced": {"enabled": ours}},  # 7:1 for text; the admin's colors are Django's
        "resultTypes": ["violations"],
        "preload": ours,
    }
    found = page.evaluate(RUN, options)
    assert found["passes"], f"axe looked at nothing on {page.url}"
    broken = [
        f"{violation['id']}: {violation['help']}\n    {node['html']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
    assert not broken, f"axe on {page.url}:\n  " + "\n  ".join(broken)
