"""The look: contrast of every token pair, weight of the style sheet, what no template may hold, one h1 a page."""

import re
from collections.abc import Callable, Iterable

import brotli
import pytest
from django.conf import settings
from django.template.loader import render_to_string

from calfsite.practice import current

CSS_FILES = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
PATIENTS_CSS_FILES = [path for path in CSS_FILES if not path.name.startswith("admin-")]  # no patient loads the desk's
CSS = (settings.BASE_DIR / "static" / "css" / "site.css").read_text()
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))

URGENCIES = ("emergency", "urgent", "soon", "self-care")
GROUNDS = ("desk", "paper", "shade")
TEXT_PAIRS = [
    *((text, ground) for text in ("ink", "soft", "accent", "accent-strong") for ground in GROUNDS),
    *((text, f"{key}-wash") for key in URGENCIES for text in ("ink", "soft", "accent", "accent-strong", f"{key}-ink")),
    *(("emergency-ink", ground) for ground in GROUNDS),
    *(("on-accent", button) for button in ("accent", "accent-strong")),
    *(("on-emergency", button) for button in ("emergency", "emergency-ink")),
]
EDGE_PAIRS = [
    *(("line", ground) for ground in ("paper", "shade")),
    *((key, ground) for key in URGENCIES for ground in ("paper", f"{key}-wash")),
]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})", block))


LIGHT = tokens(CSS[: CSS.index("@media")])
DARK = LIGHT | tokens(CSS[CSS.index("@media (prefers-color-scheme: dark)") : CSS.index("---- base")])
SCHEMES = {"light": LIGHT, "dark": DARK}


def luminance(color: str) -> float:
    digits = color.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


def weaker(pairs: list[tuple[str, str]], least: float) -> dict[tuple[str, str, str], float]:
    """The contrast of each of these pairs of tokens that has less than it should, in either scheme."""
    found = {(name, *pair): contrast(*(colors[t] for t in pair)) for name, colors in SCHEMES.items() for pair in pairs}
    return {which: has for which, has in found.items() if has < least}


def test_text_contrast_is_aaa() -> None:
    assert weaker(TEXT_PAIRS, 7) == {}


def test_edges_and_signs_stand_out() -> None:
    assert weaker(EDGE_PAIRS, 3) == {}


def test_dark_scheme_sets_every_token_that_text_or_edge_uses() -> None:
    dark_only = tokens(CSS[CSS.index("@media (prefers-color-scheme: dark)") : CSS.index("---- base")])
    assert {name for pair in TEXT_PAIRS + EDGE_PAIRS for name in pair} <= dark_only.keys()


def test_rules_take_their_colors_from_tokens() -> None:
    rules = {path.name: re.sub(r"--[\w-]+:[^;]+;", "", path.read_text()) for path in PATIENTS_CSS_FILES}
    color = re.compile(r":[^;{}]*#[0-9a-f]{3,8}\b")
    assert [(name, found) for name, text in rules.items() for found in color.findall(text)] == []


def test_every_text_color_is_a_token_whose_contrast_is_proven() -> None:
    proven = {text for text, _ground in TEXT_PAIRS} | {"tone", "line"}  # --tone is always one of the urgencies' inks
    colors = re.compile(r"(?<![\w-])color:\s*var\(--([\w-]+)")
    used = {(path.name, name) for path in PATIENTS_CSS_FILES for name in colors.findall(path.read_text())}
    assert {(file, name) for file, name in used if name not in proven | {"edge"}} == set()


def test_browser_bar_has_the_color_of_the_emergency_line() -> None:
    base = (settings.BASE_DIR / "templates" / "base.html").read_text()
    bars = dict(re.findall(r'content="(#\w+)"\s+media="\(prefers-color-scheme: (\w+)\)"', base))
    assert {scheme: color for color, scheme in bars.items()} == {
        scheme: colors["emergency-wash"] for scheme, colors in SCHEMES.items()
    }


def test_the_style_sheet_of_every_page_is_small() -> None:
    assert len(brotli.compress(CSS.encode())) < 6_000


def test_only_pages_of_the_check_load_its_style_sheets() -> None:
    """What an article's first view need not carry. A page with a form of another kind loads the forms' sheet alone."""
    loading = {path.relative_to(settings.BASE_DIR / "templates").as_posix(): path.read_text() for path in TEMPLATES}
    # "page" is what the others extend
    assert {name for name, html in loading.items() if "css/triage.css" in html} == {
        "calfsite/style_guide/style_guide.html",
        *(f"triage/journey/{page}.html" for page in ("page", "performance", "start")),
    }
    assert "css/forms.css" in loading["triage/journey/question.html"]


def test_style_sheet_names_only_files_of_our_own_that_exist() -> None:
    addresses = re.findall(r"url\(\"?([^\")]+)\"?\)", CSS)
    assert addresses
    assert [a for a in addresses if not (settings.BASE_DIR / "static" / "css" / a).is_file()] == []


INLINE = re.compile(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|<script(?![^>]*\ssrc=)|\bsrc=\"(?:https?:|data:)")


def in_templates(look: Callable[[str], Iterable[str]]) -> list[str]:
    """What a look at each template finds, behind its name."""
    return [f"{path.relative_to(settings.BASE_DIR)}: {found}" for path in TEMPLATES for found in look(path.read_text())]


def test_template_has_no_inline_style_or_script() -> None:
    assert TEMPLATES
    assert in_templates(INLINE.findall) == []


def test_no_remark_of_ours_is_shown_to_patients() -> None:
    """A remark in `{# #}` that goes on in a second line is none to Django: it stands on the page."""
    assert in_templates(lambda html: [row for row in html.splitlines() if row.count("{#") != row.count("#}")]) == []


ANSWER = {"question": "How did it begin?", "answer_texts": ["In a moment"], "change_url": "/change/"}
PAGES = {
    "calfsite/home.html": {},
    "triage/journey/list.html": {"protocols": [{"slug": "calf", "title": "Calf pain", "summary": "Pain"}]},
    "triage/journey/start.html": {
        "protocol": {"slug": "calf", "title": "Calf pain", "summary": "Pain", "intro": "We ask."},
        "notice": "Sorry.",
    },
    "triage/journey/check.html": {"answers": [ANSWER], "protocol_title": "Calf pain", "result_url": "/result/"},
    "triage/journey/result.html": {
        "urgency": "emergency",
        "urgency_title": "Get help now",
        "what_to_do": "Call the emergency number.",
        "until": "Until help comes",
        "advice_do": ["Rest."],
        "advice_dont": ["Do not stretch."],
        "waiting": {"url": "/age/", "begun": False},
        "because": "You felt a pop.",
        "because_of": [ANSWER],
        "unfolded": 5,
        "answers": [ANSWER],
        "version_label": "Calf, version 1",
        "delete_url": "/delete/",
    },
    "triage/journey/plan.html": {
        "steps": [{"text": "Stretch your calf.", "picture": None}],
        "measured": [("Tighter side", "3 inches")],
        "safety_net": [{"urgency": "urgent", "heading": "Be seen today if", "signs": ["One leg gets bigger"]}],
        "look_again": ["In 2 days."],
    },
}


@pytest.mark.parametrize("template", PAGES)
def test_page_has_one_h1_a_title_and_the_emergency_number(template: str) -> None:
    html = render_to_string(template, {"practice": current.practice(), **PAGES[template]})
    assert html.count("<h1") == 1
    assert re.search(r"<title>\s*\w", html)
    header = html[html.index("<header") : html.index("</header>")]
    footer = html[html.index("<footer") :]
    assert f'href="{current.practice().emergency_href}"' in header
    assert f'href="{current.practice().emergency_href}"' in footer


def test_result_says_urgency_in_words_with_number_reasons_and_change_links() -> None:
    html = render_to_string(
        "triage/journey/result.html", {"practice": current.practice(), **PAGES["triage/journey/result.html"]}
    )
    card = html[html.index('<section class="card card--emergency">') : html.index("</section>")]
    assert "Emergency" in card
    assert "Get help now" in card
    assert f'href="{current.practice().emergency_href}"' in card
    reasons = html[html.index("Why we say this") : html.index("For your clinician")]
    assert reasons.index("You felt a pop.") < reasons.index("In a moment") < reasons.index('href="/change/"')
    assert "Calf, version 1" in html
