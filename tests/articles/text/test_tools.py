import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils.html import strip_tags
from pytest_django.fixtures import DjangoAssertNumQueries

from articles import lookup
from articles.editorial import grade
from articles.models import LiveArticle
from articles.text import tools
from calfsite.lib.units import Quantity
from tests.articles import stubs

MakeLive = Callable[..., LiveArticle]
SHEET = "/exercises/"
VALUES = {
    "leg.stretch_seconds_min": "75 seconds",
    "leg.stretch_seconds_max": "180 seconds",
    "leg.rolling_seconds_min": "65 seconds",
    "leg.rolling_seconds_max": "65 seconds",
    "leg.knee_to_wall_optimal": "4.5 inches",
    "leg.sciatica_review_after": "7 weeks",
}
LIMITS = {"leg.knee_to_wall_left.minimum": "0 inches", "leg.knee_to_wall_left.maximum": "11 inches"}


def limits(keys: Collection[str]) -> dict[str, Quantity | str]:
    return {key: stubs.value(text) for key, text in LIMITS.items() if key in keys}


@pytest.fixture(autouse=True)
def _values(_values: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ARTICLE_VALUES = {**settings.ARTICLE_VALUES, "limit": "tests.articles.text.test_tools.limits"}
    for key, text in VALUES.items():
        monkeypatch.setitem(stubs.THRESHOLDS, key, text)


def page_with(client: Client, make_live: MakeLive, *names: str) -> str:
    make_live(body="\n\n".join(f"::: tool {name}\nWords for all.\n:::" for name in names))
    return client.get("/articles/strain/").content.decode()


def test_every_tool_that_an_article_may_hold_can_be_shown(client: Client, make_live: MakeLive) -> None:
    page = page_with(client, make_live, *tools.TOOLS)
    assert [page.count(f'<template data-tool="{name}">') for name in tools.TOOLS] == [1, 1, 1]


def test_the_numbers_of_a_tool_come_from_the_triage(client: Client, make_live: MakeLive) -> None:
    page = page_with(client, make_live, "stretch-timer", "knee-to-wall-tracker")
    for attribute in ("least", "75"), ("most", "180"), ("best", "4.5"), ("lowest", "0"), ("highest", "11"):
        assert '{}="{}"'.format(f"data-{attribute[0]}", attribute[1]) in page
    words = " ".join(strip_tags(page).split())
    assert "75 seconds for each leg. You may go on until 3 minutes." in words
    assert "You can stop now, or go on until 3 minutes." in words


def test_where_least_is_most_nobody_is_told_to_go_on(client: Client, make_live: MakeLive) -> None:
    words = " ".join(strip_tags(page_with(client, make_live, "rolling-timer")).split())
    assert "65 seconds for each leg. Stop if it hurts." in words


def test_neither_script_nor_template_knows_a_number_of_the_triage() -> None:
    paths = [
        *(site.BASE_DIR / "static" / "js").rglob("*.js"),
        *(site.BASE_DIR / "templates" / "articles" / "tools").rglob("*.html"),
    ]
    texts = {path.name: path.read_text() for path in paths if "picture" not in path.name}
    assert {"timer.js", "tracker.js", "timer.html", "tracker.html"} <= texts.keys()
    assert [name for name, text in texts.items() for number in ("90", "120", "12.7") if f" {number}" in text] == []


def test_scripts_are_loaded_once_and_only_where_a_tool_stands(client: Client, make_live: MakeLive) -> None:
    make_live(slug="plain", body='Write: `::: tool stretch-timer` and id="tool-stretch-timer".')
    plain = client.get("/articles/plain/").content.decode()
    assert '<script type="module"' not in plain
    assert "<template" not in plain
    page = page_with(client, make_live, *tools.TOOLS)
    assert page.count("js/timer.js") == 1
    assert page.count("js/tracker.js") == 1
    assert f'href="{SHEET}"' in page


@pytest.mark.parametrize("text", ["", "2 minutes", "0 seconds", "200 seconds", "many seconds", "-5 seconds"])
def test_a_tool_without_sound_numbers_is_left_out_and_its_words_remain(
    client: Client, make_live: MakeLive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    monkeypatch.setitem(stubs.THRESHOLDS, "leg.stretch_seconds_min", text)
    page = page_with(client, make_live, "stretch-timer")
    assert "Words for all." in page
    assert "<template" not in page
    assert '<script type="module"' not in page
    assert "'stretch-timer'" in caplog.text


@pytest.mark.parametrize("text", ["10 cm", "4 inches", ""])
def test_a_tracker_without_sound_limits_is_left_out(
    client: Client, make_live: MakeLive, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setitem(LIMITS, "leg.knee_to_wall_left.maximum", text)
    assert "<template" not in page_with(client, make_live, "knee-to-wall-tracker")


def test_a_timer_costs_no_query_more_than_a_quoted_threshold(
    client: Client, make_live: MakeLive, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    body = "{{ threshold:leg.severe_pain }}\n\n::: tool stretch-timer\nWords.\n:::"
    make_live(body=body)
    with django_assert_num_queries(2):
        client.get("/articles/strain/")


def test_a_threshold_knows_the_articles_whose_tools_show_it(make_live: MakeLive) -> None:
    make_live(body="::: tool stretch-timer\nWords.\n:::")
    make_live(slug="other", title="Other", body="No tool.")
    assert lookup.quoting("threshold:leg.stretch_seconds_max") == [("strain", "A pulled calf")]
    assert lookup.quoting("threshold:leg.rolling_seconds_max") == []
    assert lookup.quoting("threshold:leg.severe_pain") == []


def test_the_exercise_sheet_has_the_numbers_of_the_triage(client: Client, db: None) -> None:
    words = " ".join(strip_tags(client.get(SHEET).content.decode()).split())
    assert "Keep moving for 75 seconds to 3 minutes on each leg." in words
    assert "Aim for about 4.5 inches (11.4 cm)." in words
    assert "the pain has lasted 7 weeks or more" in words
    assert "Call 112 now" in words


def test_a_number_that_is_gone_is_said_on_the_sheet_and_logged(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delitem(stubs.THRESHOLDS, "leg.knee_to_wall_optimal")
    assert "Aim for about (ask your clinic)." in client.get(SHEET).content.decode()
    assert "knee_to_wall_optimal" in caplog.text


def test_the_sheet_is_read_only_and_easy_to_read(client: Client, db: None) -> None:
    assert client.head(SHEET).status_code == 200
    assert client.post(SHEET).status_code == 405
    page = client.get(SHEET).content.decode()
    main = page[page.index("<h1") : page.index("</main>")]
    ended = (
        main.replace("</li>", ".</li>").replace("</h2>", ".</h2>").replace("</h3>", ".</h3>").replace("</th>", ".</th>")
    )
    assert grade.grade(strip_tags(ended)) <= grade.LIMIT


def test_pictures_of_tools_move_between_poses_that_match() -> None:
    """The script finds each part's place from the numbers of both poses: each needs the same words around them."""
    folder: Path = site.BASE_DIR / "templates" / "articles" / "tools"
    number = re.compile(r"-?\d+(?:\.\d+)?")
    for path in folder.glob("*_picture.html"):
        moving = re.findall(r'<g\s+transform="([^"]+)"\s+data-out="([^"]+)"\s+data-in="([^"]+)"', path.read_text())
        assert moving, path.name
        assert path.read_text().count("data-out=") == len(moving), path.name
        for before, out, into in moving:
            assert before == out, path.name
            assert number.sub("0", out) == number.sub("0", into), path.name
