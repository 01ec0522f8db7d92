"""Plots as SVG: pure functions from numbers to text. Colors are classes, so that each scheme and print has its own.

No plot speaks by color alone: every bar has its words next to it. A number that is hidden (None) is a hatched stub.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET  # writes only: nothing is parsed

WIDTH = 400
LINE = 16
"""A line of text."""


@dataclass(frozen=True)
class Words:
    """A plot's name, and what it shows, for those who can't see it; `ident` is its own on the page."""

    ident: str
    title: str
    description: str


@dataclass(frozen=True)
class Series:
    """One row of bars: its name, the class of its color, a number for each place."""

    name: str
    color: str
    counts: Sequence[int | None]


PANEL, STUB = 48, 5
"""The height of a row of bars, and of the stub for a hidden number."""


def columns(words: Words, places: Sequence[str], series: Sequence[Series], marks: Sequence[tuple[int, str]]) -> str:
    """Rows of upright bars on one scale, a bar for each place; marks are lines before a place, with their words."""
    step, top = WIDTH / len(places), LINE * 1.25
    height = top + len(series) * (LINE + PANEL + 6) + LINE
    svg = _svg(words, height)
    most = max((count or 0 for row in series for count in row.counts), default=0) or 1
    for place, mark in marks:
        x = place * step
        if place:
            _add(svg, "line", "plot__mark", x1=x, x2=x, y1=top, y2=height - LINE)
        _text(svg, mark, "plot__small", x if x < WIDTH * 0.8 else x - 4, LINE * 0.75, at_end=x >= WIDTH * 0.8)
    for number, row in enumerate(series):
        y = top + number * (LINE + PANEL + 6)
        _text(svg, row.name, "plot__name", 0, y + LINE * 0.75)
        _row(svg, words.ident, row, y + LINE + PANEL, step, (PANEL - 14) / most)
    for place in range(0, len(places), 3):
        _text(svg, places[place], "plot__small", place * step + 2, height - 3)
    return ET.tostring(svg, encoding="unicode")


def _row(svg: ET.Element, ident: str, row: Series, floor: float, step: float, scale: float) -> None:
    _add(svg, "line", "plot__floor", x1=0, x2=WIDTH, y1=floor, y2=floor)
    for place, count in enumerate(row.counts):
        x, wide = place * step + 3, step - 6
        if count is None:
            _add(svg, "rect", "plot__hidden", x=x, y=floor - STUB, width=wide, height=STUB, fill=f"url(#{ident}-hatch)")
        elif count:
            tall = max(count * scale, STUB + 1)  # no shown number looks smaller than a hidden one
            _add(svg, "rect", row.color, x=x, y=floor - tall, width=wide, height=tall)
            _text(svg, str(count), "plot__number", x + wide / 2, floor - tall - 3)


def bars(words: Words, rows: Sequence[tuple[str, int]]) -> str:
    """Lying bars, each below its words."""
    each = LINE * 2.25
    svg = _svg(words, each * len(rows) + 2)
    most = max((count for _name, count in rows), default=0) or 1
    for number, (name, count) in enumerate(rows):
        y, wide = number * each, count / most * (WIDTH - 40)
        _text(svg, name, "plot__name", 0, y + LINE * 0.75)
        _add(svg, "rect", "plot__bar", x=0, y=y + LINE + 1, width=wide, height=LINE * 0.75)
        _text(svg, str(count), "plot__count", wide + 5, y + LINE * 1.75 - 1)
    return ET.tostring(svg, encoding="unicode")


def _svg(words: Words, height: float) -> ET.Element:
    names = f"{words.ident}-title {words.ident}-description"
    box = f"0 0 {WIDTH} {height:g}"
    svg = ET.Element("svg", {"class": "plot", "viewBox": box, "role": "img", "aria-labelledby": names})
    for tag, text in (("title", words.title), ("desc", words.description)):
        part = ET.SubElement(svg, tag, {"id": f"{words.ident}-{'title' if tag == 'title' else 'description'}"})
        part.text = text
    hatch = {"id": f"{words.ident}-hatch", "width": "4", "height": "4", "patternUnits": "userSpaceOnUse"}
    pattern = ET.SubElement(ET.SubElement(svg, "defs"), "pattern", hatch)
    ET.SubElement(pattern, "path", {"class": "plot__hatch", "d": "M0 4 4 0"})
    return svg


def _add(svg: ET.Element, tag: str, css: str, *, fill: str = "", **numbers: float) -> None:
    attributes = {name: f"{number:.1f}" for name, number in numbers.items()}
    ET.SubElement(svg, tag, {"class": css, **attributes, **({"fill": fill} if fill else {})})


def _text(svg: ET.Element, text: str, css: str, x: float, y: float, *, at_end: bool = False) -> None:
    end = {"text-anchor": "end"} if at_end else {}
    ET.SubElement(svg, "text", {"class": css, "x": f"{x:.1f}", "y": f"{y:.1f}", **end}).text = text
