"""The colors as static/css/site.css has them, each with the contrast that is worked out from what stands there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calfsite.practice.colors import Measured, contrast

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
"""Text, and the grounds that it stands on: contrast 7:1 or more."""
EDGE_ON: Mapping[str, tuple[str, ...]] = {
    "line": ("paper", "shade"),
    **{key: ("paper", f"{key}-wash") for key in URGENCIES},
}
"""Edges and signs: contrast 3:1 or more."""

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
    """A token: what it is for, its color on light and on dark pages, and its lowest contrast on each."""

    name: str
    use: Promise | str
    light: str
    dark: str
    contrasts: tuple[Measured, ...]
    """On light pages, then on dark ones; none where nothing has to be read or found by this color."""
    needed: int = 0

    @property
    def fill(self) -> str:
        """The color of the scheme at hand, for the attribute of a drawing."""
        return f"var(--{self.name})"


@cache
def style_sheet() -> str:
    """The style sheet of every page."""
    return (settings.BASE_DIR / "static" / "css" / "site.css").read_text(encoding="utf-8")


def tokens() -> tuple[dict[str, str], dict[str, str]]:
    """Every color by name, on light and on dark pages. What the dark ones don't set anew is as on light ones."""
    light, dark = (_in_block(block) for block in re.findall(r":root \{(.*?)\n\s*\}", style_sheet(), re.DOTALL)[:2])
    return light, light | dark


def focus_rule() -> str:
    """How what has the focus is shown, word for word."""
    found = re.search(_WHOLE_RULE, style_sheet())
    return found[0].strip() if found else ""


def colors() -> Iterator[Color]:
    """Every color, in the order of the style sheet."""
    light, dark = tokens()
    for name in light:
        grounds, needed = (TEXT_ON[name], 7) if name in TEXT_ON else (EDGE_ON.get(name, ()), 3)
        lowest = tuple(_lowest(name, grounds, scheme) for scheme in (light, dark)) if grounds else ()
        yield Color(name, _USES.get(name, ""), light[name], dark[name], lowest, needed)


def _in_block(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})", block))


def _lowest(name: str, grounds: tuple[str, ...], scheme: Mapping[str, str]) -> Measured:
    ratios = {ground: contrast(_long(scheme[name]), _long(scheme[ground])) for ground in grounds}
    worst = min(ratios, key=lambda ground: ratios[ground])
    return Measured(ratios[worst], worst)


def _long(color: str) -> str:
    """`#fff` as `#ffffff`."""
    return "#" + "".join(2 * digit for digit in color[1:]) if len(color) == len("#fff") else color
