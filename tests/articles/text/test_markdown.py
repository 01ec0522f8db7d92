import re

import pytest
from django.utils import translation

from articles.text.markdown import Heading, faults, render

CARDS = {
    "emergency": ("Emergency", "Get emergency help now"),
    "urgent": ("Urgent", "Be seen by a clinician today"),
    "soon": ("Soon", "Book a visit"),
    "self_care": ("Self-care", "Look after it at home"),
}


@pytest.mark.parametrize("kind", CARDS)
def test_a_care_card_shows_its_urgency_in_words(kind: str) -> None:
    word, title = CARDS[kind]
    assert render(f"::: {kind}\nGo **now**.\n:::").html == (
        f'<section class="card card--{kind}">\n'
        f'<h2 class="card__title"><span class="card__kind">{word}:</span> {title}</h2>\n'
        "<p>Go <strong>now</strong>.</p>\n</section>\n"
    )


def test_a_box_takes_the_title_that_the_author_gives() -> None:
    html = render("::: urgent Swollen <b> *calf*\nGo.\n:::").html
    assert '<span class="card__kind">Urgent:</span> Swollen &lt;b&gt; <em>calf</em></h2>' in html


def test_the_word_is_not_said_twice() -> None:
    assert '<h2 class="box__title">Don\'t</h2>' in render("::: dont Don't\n- Run.\n:::").html
    assert '<h2 class="card__title">Emergency help</h2>' in render("::: emergency Emergency help\nGo.\n:::").html


def test_do_dont_and_key_boxes() -> None:
    html = render("::: do\n- Rest.\n:::\n\n::: dont While you wait\n- Run.\n:::\n\n::: key\n- Hm.\n:::").html
    assert '<div class="do">\n<h2 class="box__title">Do</h2>\n<ul>' in html
    assert (
        '<div class="dont">\n<h2 class="box__title"><span class="card__kind">Don’t:</span> While you wait</h2>' in html
    )
    assert '<div class="key">\n<h2 class="box__title">Key points</h2>' in html


def test_what_is_remembered_is_remembered_per_language() -> None:
    english = render("::: soon\nGo.\n:::")
    with translation.override("de"):
        assert render("::: soon\nGo.\n:::") is not english
    assert render("::: soon\nGo.\n:::") is english


def test_headings_stay_in_order() -> None:
    text = "# A\n\n#### B\n\n::: soon\n## C\n\n###### D\n:::\n\n### E\n\n###### F"
    found = re.findall(r"<h(\d)[^>]*>(?:<span.*?</span> )?(.*?)</h", render(text).html)
    assert found == [
        ("2", "A"),
        ("3", "B"),
        ("4", "Book a visit"),
        ("5", "C"),
        ("6", "D"),
        ("3", "E"),
        ("4", "F"),
    ]


def test_main_headings_make_the_contents_and_ids_are_unique() -> None:
    rendered = render("## Rest & ice\n## Rest & ice\n### No\n## *Só* now\n## 足\n## !!\n::: soon\n:::")
    assert rendered.contents == (
        Heading("s-rest-ice", "Rest & ice"),
        Heading("s-rest-ice--2", "Rest & ice"),
        Heading("s-só-now", "Só now"),
        Heading("s-足", "足"),
        Heading("s-part", "!!"),
    )
    ids = re.findall(r'id="([^"]+)"', rendered.html)
    assert len(ids) == len(set(ids))


def test_tables_tell_what_their_heads_head() -> None:
    html = render("| a | b |\n|:-:|---|\n| 1 | 2 |").html
    assert '<th scope="col">a</th>' in html
    assert "style" not in html


def test_own_pictures_stay_and_foreign_ones_become_words() -> None:
    html = render("![A leg](/static/leg.svg) ![Tracker <b>](https://evil.example/x.png) ![Up](/static/../admin/x)").html
    assert html == '<p><img src="/static/leg.svg" alt="A leg"> Tracker &lt;b&gt; Up</p>\n'


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("/triage/calf/", True),
        ("#s-rest", True),
        ("tel:112", True),
        ("//evil.example", False),
        ("mailto:a@example.org", False),
        ("ftp://example.org", False),
        ("page", False),
    ],
)
def test_links_lead_to_the_web_the_site_or_a_phone(address: str, kept: bool) -> None:
    text = f"[x]({address})"
    assert ("href" in render(text).html) is kept
    assert (faults(text) == []) is kept


def test_boxes_inside_boxes_need_a_longer_outer_fence() -> None:
    text = ":::: soon\n::: do\n- Rest.\n:::\n::::"
    assert faults(text) == []
    html = render(text).html
    assert html.count("<section") == html.count("</section>") == 1
    assert '<h3 class="box__title">Do</h3>' in html


def test_an_open_box_ends_with_the_text() -> None:
    html = render("::: emergency\nGo.").html
    assert html.endswith("</section>\n")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("::: emergancy\nGo.\n:::", "Line 1 (“::: emergancy”): This does not start or end a box"),
        ("Go.\n:::", "Line 2 (“:::”): This does not start or end a box"),
        ("::: urgent Go\nNow.", "Line 1 (“::: urgent Go”): Close the box “urgent Go” with a line :::"),
        (":::: urgent\nNow.\n:::", "Line 1 (“:::: urgent”): Close the box “urgent” with a line ::::"),
        ("::: urgent\n::: do\n- x\n:::\n:::", "Line 5 (“:::”): This does not start or end a box"),
        (
            "![x](https://evil.example/x.png)",
            "Show only the site’s own pictures, from /static/",
        ),
        ("[x](//evil.example)", "Link to an address that starts with https://"),
    ],
)
def test_an_author_is_told_what_would_look_broken(text: str, fault: str) -> None:
    assert any(fault in found for found in faults(text))


@pytest.mark.parametrize("text", ["Plain.", "::: do\n- Rest.\n:::", "a ::: b"])
def test_sound_text_has_no_faults(text: str) -> None:
    assert faults(text) == []
