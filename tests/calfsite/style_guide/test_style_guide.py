"""The style guide shows every component in every state, from the real thing, with the true contrast of each color."""

import re
from collections import Counter

import pytest
from django.conf import settings
from django.test import Client

from articles.text import boxes, tools
from calfsite.lib import illustrations
from calfsite.style_guide import colors
from tests.calfsite.test_look import DARK, EDGE_PAIRS, LIGHT, PATIENTS_CSS_FILES, TEXT_PAIRS

SHEETS = [
    path
    for path in PATIENTS_CSS_FILES
    if path.stem in {"site", "forms", "triage", "search", "home", "glossary", "style-guide"}
]
# Classes that the style guide need not show: states and parts of pages that it only tells of.
ELSEWHERE = re.compile(
    r"(hero|leg|home|topic|letter|result|summary(?!__text|-list)|guide|record|until|watch|look-again|plan|delete-answers"
    r"|answer-for|who|figures__sum|print-only)"
)


@pytest.fixture
def html(client: Client, db: None) -> str:
    response = client.get("/style-guide/")
    assert response.status_code == 200
    assert not response.cookies, "a page that is only read sets no cookie"
    return response.content.decode()


def test_it_is_for_those_who_make_pages_and_no_search_engine(html: str) -> None:
    assert html.count("<h1") == 1
    assert '<meta name="robots" content="noindex">' in html
    assert 'href="/about/"' in html
    assert "autofocus" not in html, "the page must begin at its beginning"


def test_every_id_is_there_once_and_every_link_within_the_page_leads_somewhere(html: str) -> None:
    ids = Counter(re.findall(r'\sid="([^"]+)"', html))
    assert [name for name, count in ids.items() if count > 1] == []
    assert {target for target in re.findall(r'href="#([^"]+)"', html) if target not in ids} <= {"main"}
    described = " ".join(re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', html)).split()
    assert set(described) <= set(ids)


def test_every_box_and_tool_that_an_article_can_hold_is_shown(html: str) -> None:
    for kind in boxes.KINDS.values():
        assert f'class="{kind.css}"' in html, kind.css
    shown = [name for name in tools.TOOLS if f'id="tool-{name}"' in html]
    assert "knee-to-wall-tracker" in shown
    assert any("timer" in name for name in shown)
    assert "popover" in html, "a medical word with its meaning"


def test_every_drawing_is_shown_with_its_name_and_its_words(html: str) -> None:
    pictures = html.partition('id="pictures"')[2].partition("<h2")[0]
    assert re.findall(r"/illustrations/([a-z0-9-]+)", pictures) == list(illustrations.names())
    assert re.findall(r"<strong>([a-z0-9-]+)</strong>", pictures) == list(illustrations.names())
    assert pictures.count("<summary>Picture in words</summary>") == len(illustrations.names())


def test_forms_come_from_the_template_pack_with_hint_error_choice_and_number(html: str) -> None:
    for part in ("choice__hint", "choice--or", "field__hint", "field__why", "field__unit", 'type="radio"', "checked"):
        assert part in html, part
    summary = html[html.index('class="error-summary"') :]
    assert '<a href="#id_wrong-where_0">Choose where it hurts.</a>' in summary
    assert '<a href="#id_wrong-age">Write your age in digits, such as 42.</a>' in summary
    assert 'value="twelve"' in summary, "what was typed is not lost"
    assert html.count("field--invalid") == 2
    assert "<form" not in html.replace('<form class="search', ""), "nothing is sent from here but a search"


def test_every_class_that_has_a_rule_is_shown_or_known_to_be_elsewhere(html: str) -> None:
    """A component that is new, and not in the style guide, is noticed here."""
    rules = "".join(re.sub(r"/\*.*?\*/|url\([^)]*\)", "", path.read_text(), flags=re.DOTALL) for path in SHEETS)
    ruled = set(re.findall(r"\.([a-z][\w-]*)(?=[^{}]*\{)", rules))
    shown = set(" ".join(re.findall(r'class="([^"]*)"', html)).split())
    assert sorted(name for name in ruled - shown if not ELSEWHERE.match(name)) == []


def test_colors_are_those_of_the_style_sheet() -> None:
    assert colors.tokens() == {"light": LIGHT, "dark": DARK}
    assert {(text, ground) for text, grounds in colors.TEXT_ON.items() for ground in grounds} == set(TEXT_PAIRS)
    assert {(edge, ground) for edge, grounds in colors.EDGE_ON.items() for ground in grounds} == set(EDGE_PAIRS)


def test_each_contrast_is_worked_out_and_shown(html: str) -> None:
    shown = list(colors.colors())
    assert [color.name for color in shown] == list(LIGHT)
    ink = next(color for color in shown if color.name == "ink")
    assert [(measured.shown, measured.place) for measured in ink.contrasts] == [
        ("11.3:1", "desk"),
        ("12.6:1", "self-care-wash"),
    ]
    assert "contrast 11.3:1 (on desk) and 12.6:1 (on self-care-wash); needs 7:1" in html
    assert all(measured.ratio >= color.needed for color in shown for measured in color.contrasts)
    assert html.count('fill="var(--') == len(LIGHT)


def test_the_focus_that_is_shown_is_the_real_one(html: str) -> None:
    rule = colors.focus_rule()
    assert rule.startswith(":focus-visible {")
    assert rule in html
    own = (settings.BASE_DIR / "static" / "css" / "style-guide.css").read_text()
    assert rule.replace(":focus-visible", ".shown-focus") in own
