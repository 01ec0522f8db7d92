"""The colors of static/css/site.css, each with its contrast."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calfsite.practice.colors import Measured, Scheme, contrast, site_color, style_sheet, tokens

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
URGENCIES = ("emergency", "urgent", "soon", "self-care")
GROUNDS = ("desk", "paper", "shade")
WASHES = tuple(f"{key}-wash" for key in URGENCIES)

TEXT_ON: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("ink", "soft", "accent", "accent-strong"), GROUNDS + WASHES),
    "emergency-ink": ("emergency-wash", *GROUNDS),
    **{f"{key}-ink": (f"{key}-wash",) for key in URGENCIES[1:]},
    "on-accent": ("accent", "accent-strong"),
    "on-emergency": ("emergency", "emergency-ink"),
}
"""Text colors, and the backgrounds that they are used on: contrast 7:1 or more."""
EDGE_ON: Mapping[str, tuple[str, ...]] = {
    "line": ("paper", "shade"),
    **{key: ("paper", f"{key}-wash") for key in URGENCIES},
}
"""Borders and signs, and their backgrounds: contrast 3:1 or more."""

_USES: Mapping[str, Promise] = {
    "ink": _("text"),
    "soft": _("text of less weight"),
    "accent": _("links, main buttons"),
    "accent-strong": _("links pointed at, the edge of what has the focus"),
    "on-accent": _("text on a main button"),
    "on-emergency": _("text on the button that calls"),
    "line": _("edges of fields and boxes"),
    "desk": _("ground around the page"),
    "paper": _("ground of the page"),
    "shade": _("ground of a box, or of what is pointed at"),
    "hair": _("fine lines that only decorate"),
}
_WHOLE_RULE = r"(?:^|\n):focus-visible \{[^}]*\}"


@dataclass(frozen=True)
class Color:
    """A custom property: its use, its color on light and dark pages, and its lowest contrast on each."""

    name: str
    use: Promise | str
    light: str
    dark: str
    contrasts: tuple[Measured, ...]
    """On light pages, then on dark ones; none for colors that need no contrast."""
    needed: int = 0

    @property
    def fill(self) -> str:
        """The color in the current scheme, for an attribute of an SVG."""
        return f"var(--{self.name})"


def focus_rule() -> str:
    """The CSS rule of `:focus-visible`."""
    found = re.search(_WHOLE_RULE, style_sheet())
    return found[0].strip() if found else ""


def colors() -> Iterator[Color]:
    """Every color, in the order of the style sheet."""
    light, dark = tokens()["light"], tokens()["dark"]
    for name in light:
        grounds, needed = (TEXT_ON[name], 7) if name in TEXT_ON else (EDGE_ON.get(name, ()), 3)
        lowest = tuple(_lowest(name, grounds, scheme) for scheme in SCHEMES) if grounds else ()
        yield Color(name, _USES.get(name, ""), light[name], dark[name], lowest, needed)


def _lowest(name: str, grounds: tuple[str, ...], scheme: Scheme) -> Measured:
    ratios = {ground: contrast(site_color(name, scheme), site_color(ground, scheme)) for ground in grounds}
    worst = min(ratios, key=lambda ground: ratios[ground])
    return Measured(ratios[worst], worst)
