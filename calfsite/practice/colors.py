"""A practice's own color: whether text in it can be read on every ground of ours, and the shade nearest to it that can.

A color is text such as #0a4d52. The grounds are those of static/css/site.css; tests/calfsite/practice/test_colors.py
compares the two.
"""

import colorsys
import hashlib
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

Scheme = Literal["light", "dark"]
LEAST = 7.0
"""The contrast that text must have: WCAG 2.2, level AAA."""
STEPS = 512
LINEAR_BELOW = 0.04045  # sRGB's curve begins with a straight line

OWN: dict[Scheme, str] = {"light": "#0a4d52", "dark": "#90d8d0"}
"""Calfsite's own accent."""
GROUNDS: dict[Scheme, dict[str, str]] = {
    "light": {
        "desk": "#efe6d6",
        "paper": "#fffdf8",
        "shade": "#f6efe2",
        "emergency-wash": "#fdebe7",
        "urgent-wash": "#fdf0d5",
        "soon-wash": "#e6f0f9",
        "self-care-wash": "#e7f3e4",
        "on-accent": "#ffffff",
    },
    "dark": {
        "desk": "#0b1414",
        "paper": "#132020",
        "shade": "#1a2b2a",
        "emergency-wash": "#3a1517",
        "urgent-wash": "#33250b",
        "soon-wash": "#11273e",
        "self-care-wash": "#122e1d",
        "on-accent": "#06201f",
    },
}
"""What stands behind text in the accent, and the text that stands on a button of it."""
PLACES = {
    "desk": _("around the page"),
    "paper": _("on the page"),
    "shade": _("on a shaded box"),
    "emergency-wash": _("on an emergency card"),
    "urgent-wash": _("on an urgent card"),
    "soon-wash": _("on a “see someone soon” card"),
    "self-care-wash": _("on a self-care card"),
    "on-accent": _("on a button, with its text"),
}


@dataclass(frozen=True)
class Measured:
    """The least contrast that a color has on our grounds, and where."""

    ratio: float
    place: str

    @property
    def passes(self) -> bool:
        """Whether everybody can read it."""
        return self.ratio >= LEAST

    @property
    def shown(self) -> str:
        """The ratio with one digit, cut off and not rounded: what fails never reads as 7.0."""
        return f"{int(self.ratio * 10) / 10:.1f}:1"


def contrast(one: str, other: str) -> float:
    """The contrast of two colors as WCAG works it out: from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def measure(color: str, scheme: Scheme) -> Measured:
    """The color on the ground where it is hardest to read."""
    ratios = {name: contrast(color, ground) for name, ground in GROUNDS[scheme].items()}
    worst = min(ratios, key=lambda name: ratios[name])
    return Measured(ratios[worst], str(PLACES[worst]))


def nearest(color: str, scheme: Scheme) -> str:
    """The first shade that passes, on the way from the color to black (light pages) or to white (dark ones)."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(color))
    end = 0.0 if scheme == "light" else 1.0
    shades = (_hex(hue, lightness + (end - lightness) * step / STEPS, saturation) for step in range(1, STEPS + 1))
    return color if measure(color, scheme).passes else next(s for s in shades if measure(s, scheme).passes)


def both(light: str, dark: str) -> tuple[str, str]:
    """The two accents: where one is missing, the nearest shade of the other that can be read there."""
    return light or nearest(dark, "light"), dark or nearest(light, "dark")


def stronger(color: str, scheme: Scheme) -> str:
    """A little further from the grounds: a link that is pointed at, the edge of what is focused."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(color))
    return _hex(hue, lightness * 0.65 if scheme == "light" else (lightness + 1) / 2, saturation)


@dataclass(frozen=True)
class Look:
    """The accent of one scheme, with all that a drawing of it needs."""

    scheme: Scheme
    color: str
    measured: Measured
    desk: str
    paper: str
    on_accent: str


def looks(light: str, dark: str) -> list[Look]:
    """The accents that patients see, of light pages and of dark ones."""
    pair: dict[Scheme, str] = OWN
    if light or dark:
        day, night = both(light, dark)
        pair = {"light": day, "dark": night}
    return [
        Look(scheme, color, measure(color, scheme), *(GROUNDS[scheme][name] for name in ("desk", "paper", "on-accent")))
        for scheme, color in pair.items()
    ]


def css(light: str, dark: str) -> str:
    """A style sheet of custom properties only; empty where no color is set. Paper stays black and white."""
    if not light and not dark:
        return ""
    day, night = both(light, dark)
    return (
        f"@media screen{{:root{{{_properties(day, 'light')}}}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_properties(night, 'dark')}}}}}\n"
    )


def digest(text: str) -> str:
    """A short name of a text or file, which no other one has."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _properties(color: str, scheme: Scheme) -> str:
    return f"--accent:{color};--accent-strong:{stronger(color, scheme)};--on-accent:{GROUNDS[scheme]['on-accent']}"


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
