"""The drawings in articles: safe to show, told in plain words, legible in light and dark.

Read as browsers read them, but for what a drawing does not need: rules name one class or one tag each, so that the
color of every label is found by walking from the root to it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings

from articles.editorial.grade import LIMIT, grade
from tests.calfsite.test_look import SCHEMES, contrast

SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 8 * 1024  # bytes
SMALLEST_TEXT = 19  # of 400 across: 14 px on the smallest phone
PATHS = sorted(
    path for path in (settings.BASE_DIR / "static" / "illustrations").glob("*.svg") if not path.name.startswith("sign-")
)
MEDIA = re.compile(r"@media([^{]*)\{((?:[^{}]*\{[^{}]*\})*)\s*\}")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")

Rules = dict[str, dict[str, str]]  # selector → property → value


def rules(css: str) -> Rules:
    found: Rules = {}
    for selectors, block in RULE.findall(css):
        declared = dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", block))
        for selector in selectors.split(","):
            found.setdefault(selector.strip(), {}).update(declared)
    return found


def dark_block(style: str) -> str:
    return "".join(
        block for query, block in MEDIA.findall(style) if "prefers-color-scheme" in query and "dark" in query
    )


def rules_by_scheme(root: ET.Element) -> dict[str, Rules]:
    style = root.findtext(f"{SVG}style", "")
    light = MEDIA.sub("", style)
    return {"light": rules(light), "dark": rules(light + dark_block(style))}


def inherited(element: ET.Element, above: dict[str, str], known: Rules) -> dict[str, str]:
    """Color and size of an element's text: its own, by attribute, tag or class, else those of what holds it."""
    own = {name: value for name in ("fill", "font-size") if (value := element.get(name))}
    selectors = [element.tag.removeprefix(SVG), *(f".{name}" for name in element.get("class", "").split())]
    for selector in (name for name in known if name in selectors):
        own |= known[selector]
        if "font" in known[selector]:
            own["font-size"] = known[selector]["font"]
    return {**above, **{name: own[name].strip() for name in ("fill", "font-size") if name in own}}


def labels(element: ET.Element, above: dict[str, str], known: Rules) -> Iterator[tuple[str, str, float]]:
    """(words, color, size) of every piece of text in the drawing."""
    here = inherited(element, above, known)
    if element.tag in {f"{SVG}text", f"{SVG}tspan"} and (words := (element.text or "").strip()):
        size = re.search(r"([\d.]+)(?:px|$)", here["font-size"])
        assert size, here
        yield words, here["fill"], float(size[1])
    for child in element:
        yield from labels(child, here, known)


def test_there_are_drawings() -> None:
    assert PATHS


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def root(path: Path) -> ET.Element:
    return ET.fromstring(path.read_bytes())


def test_drawing_is_400_wide_and_small(path: Path, root: ET.Element) -> None:
    _left, _top, width, height = map(float, root.get("viewBox", "").split())
    assert (root.tag, width) == (f"{SVG}svg", 400)
    assert (root.get("width"), root.get("height")) == ("400", f"{height:g}")
    assert path.stat().st_size <= LARGEST


def test_drawing_says_in_plain_words_what_it_shows(root: ET.Element) -> None:
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", f"{title.get('id')} {desc.get('id')}")
    assert len((title.text or "").split()) >= 4
    assert grade(desc.text or "") <= LIMIT
    assert (desc.text or "").count(".") >= 3


def test_drawing_runs_and_fetches_nothing(path: Path, root: ET.Element) -> None:
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags.isdisjoint({"script", "image", "foreignObject", "a", "animate", "set"})
    attributes = [item for element in root.iter() for item in element.attrib.items()]
    assert [name for name, _value in attributes if name == "style" or name.startswith("on")] == []
    assert [value for name, value in attributes if name.endswith(("href", "src")) and not value.startswith("#")] == []
    text = path.read_text()
    assert re.findall(r"url\((?!#)|@import|<!DOCTYPE|<!ENTITY|javascript:", text) == []
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg\")", text) == []


def test_references_within_the_drawing_lead_somewhere(path: Path, root: ET.Element) -> None:
    ids = [name for element in root.iter() if (name := element.get("id"))]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"(?:href=\"|url\()#([\w-]+)", path.read_text())) <= set(ids)


def test_style_has_a_dark_scheme_and_rules_of_one_name(root: ET.Element) -> None:
    style = root.findtext(f"{SVG}style", "")
    assert rules(dark_block(style))
    assert [
        name for name in rules(MEDIA.sub("", style) + dark_block(style)) if not re.fullmatch(r"\.?[\w-]+", name)
    ] == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_labels_are_large_and_stand_out(root: ET.Element, scheme: str) -> None:
    known = rules_by_scheme(root)[scheme]
    grounds = [SCHEMES[scheme]["paper"], known.get(".blob", {}).get("fill", SCHEMES[scheme]["paper"])]
    found = list(labels(root, {"fill": "#000000", "font-size": "16px"}, known))
    assert [(words, size) for words, _color, size in found if size < SMALLEST_TEXT] == []
    assert [
        (words, color, ground) for words, color, _size in found for ground in grounds if contrast(color, ground) < 7
    ] == []
