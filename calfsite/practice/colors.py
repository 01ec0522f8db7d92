"""A practice's own accent color: its contrast on every background of the site, and the nearest shade that is readable.

A color is text such as #0a4d52. The site's own colors are read from static/css/site.css.
"""

import colorsys
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext_lazy as _

Scheme = Literal["light", "dark"]
MIN_CONTRAST = 7.0
"""Of text: WCAG 2.2, level AAA."""
STEPS = 512
LINEAR_BELOW = 0.04045  # sRGB's curve is linear below this value

BACKGROUNDS = {
    "desk": _("around the page"),
    "paper": _("on the page"),
    "shade": _("on a shaded box"),
    "emergency-wash": _("on an emergency card"),
    "urgent-wash": _("on an urgent card"),
    "soon-wash": _("on a “see someone soon” card"),
    "self-care-wash": _("on a self-care card"),
    "on-accent": _("on a button, with its text"),
}
"""The colors that the accent must contrast with, and where they are."""


@cache
def style_sheet() -> str:
    """The style sheet of every page, static/css/site.css."""
    return (settings.BASE_DIR / "static" / "css" / "site.css").read_text(encoding="utf-8")


@cache
def tokens() -> dict[Scheme, dict[str, str]]:
    """Every color of the style sheet by its name, on light and on dark pages; dark ones inherit from the light."""
    blocks = re.findall(r":root \{(.*?)\n\s*\}", style_sheet(), re.DOTALL)[:2]
    light, dark = (dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})", block)) for block in blocks)
    return {"light": light, "dark": light | dark}


def site_color(name: str, scheme: Scheme) -> str:
    """A color of the style sheet with six digits: `#fff` as `#ffffff`."""
    color = tokens()[scheme][name]
    return "#" + "".join(2 * digit for digit in color[1:]) if len(color) == len("#fff") else color


@dataclass(frozen=True)
class Measured:
    """The lowest contrast that a color has on our backgrounds, and where."""

    ratio: float
    place: str

    @property
    def passes(self) -> bool:
        """Whether the contrast is enough for text."""
        return self.ratio >= MIN_CONTRAST

    @property
    def shown(self) -> str:
        """The ratio with one digit, cut off rather than rounded: a failing one must not read as 7.0."""
        return f"{int(self.ratio * 10) / 10:.1f}:1"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colors as WCAG defines it: from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def measure(color: str, scheme: Scheme) -> Measured:
    """The color on the background where it is hardest to read."""
    ratios = {name: contrast(color, site_color(name, scheme)) for name in BACKGROUNDS}
    worst = min(ratios, key=lambda name: ratios[name])
    return Measured(ratios[worst], str(BACKGROUNDS[worst]))


def nearest(color: str, scheme: Scheme) -> str:
    """The first shade that passes between the color and black (on light pages) or white (on dark ones)."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(color))
    end = 0.0 if scheme == "light" else 1.0
    shades = (_hex(hue, lightness + (end - lightness) * step / STEPS, saturation) for step in range(1, STEPS + 1))
    return color if measure(color, scheme).passes else next(s for s in shades if measure(s, scheme).passes)


def both(light: str, dark: str) -> tuple[str, str]:
    """Both accents: a missing one is the nearest readable shade of the other."""
    return light or nearest(dark, "light"), dark or nearest(light, "dark")


def stronger(color: str, scheme: Scheme) -> str:
    """More contrast: for links pointed at, and the outline of what is focused."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(color))
    return _hex(hue, lightness * 0.65 if scheme == "light" else (lightness + 1) / 2, saturation)


@dataclass(frozen=True)
class Look:
    """The accent of one scheme, with the colors around it, for an example of how it looks."""

    scheme: Scheme
    color: str
    measured: Measured
    desk: str
    paper: str
    on_accent: str


def looks(light: str, dark: str) -> list[Look]:
    """The accents that patients see on light and on dark pages."""
    own = site_color("accent", "light"), site_color("accent", "dark")
    day, night = both(light, dark) if light or dark else own
    pair: dict[Scheme, str] = {"light": day, "dark": night}
    return [
        Look(
            scheme,
            color,
            measure(color, scheme),
            *(site_color(name, scheme) for name in ("desk", "paper", "on-accent")),
        )
        for scheme, color in pair.items()
    ]


def css(light: str, dark: str) -> str:
    """A style sheet that sets the custom properties; empty where no color is set. Print stays black and white."""
    if not light and not dark:
        return ""
    day, night = both(light, dark)
    return (
        f"@media screen{{:root{{{_properties(day, 'light')}}}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_properties(night, 'dark')}}}}}\n"
    )


def digest(text: str) -> str:
    """A short hash of a text, for its URL."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _properties(color: str, scheme: Scheme) -> str:
    return f"--accent:{color};--accent-strong:{stronger(color, scheme)};--on-accent:{site_color('on-accent', scheme)}"


def _parts(color: str) -> tuple[float, float, float]:
    """Red, green and blue, each from 0 to 1."""
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _luminance(color: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(hue: float, lightness: float, saturation: float) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation))
