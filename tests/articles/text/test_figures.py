"""Figures, steps and tools in an article."""

from pathlib import Path
from typing import Any

import pytest

from articles.text.markdown import faults, render
from articles.text.tools import TOOLS
from calfsite.lib import illustrations

LEG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 260.4" role="img"><title>A leg</title>
<desc>The calf is
  at the back.</desc><g><title>Inner</title></g></svg>"""


@pytest.fixture(autouse=True)
def pictures(tmp_path: Path, settings: Any) -> Path:
    settings.ILLUSTRATIONS = tmp_path
    (tmp_path / "leg.svg").write_text(LEG)
    (tmp_path / "sign.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>')
    return tmp_path


def test_a_figure_shows_the_drawing_its_caption_and_its_lesson_in_words() -> None:
    text = "::: figure leg\nYour **calf**.\n:::"
    assert faults(text) == []
    assert render(text).html == (
        '<figure class="figure">\n'
        '<img src="/static/illustrations/leg.svg" alt="A leg" width="400" height="260" loading="lazy" '
        'decoding="async">\n<figcaption>\n<p>Your <strong>calf</strong>.</p>\n'
        "<details><summary>Picture in words</summary><p>The calf is at the back.</p></details>\n"
        "</figcaption>\n</figure>\n"
    )


def test_a_figure_without_its_drawing_keeps_the_caption() -> None:
    html = render("::: figure arm\nYour arm.\n:::").html
    assert html == '<figure class="figure">\n<figcaption>\n<p>Your arm.</p>\n</figcaption>\n</figure>\n'


def test_a_drawing_that_was_not_collected_costs_the_reader_only_the_picture(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    backend = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}}
    text = "::: figure leg\nNot collected.\n:::"
    assert faults(text) == []
    assert caplog.text == ""
    html = render(text).html
    assert "<img" not in html
    assert "The calf is at the back." in html
    assert "run collectstatic" in caplog.text


def test_steps_are_a_numbered_list_under_a_heading() -> None:
    text = "## At home\n\n::: steps Stretch your *calf*\n1. Stand.\n2. Lean.\n:::"
    assert faults(text) == []
    assert (
        '<div class="steps">\n<h3 class="box__title">Stretch your <em>calf</em></h3>\n<ol>\n<li>Stand.</li>'
    ) in render(text).html
    assert '<h2 class="box__title">Step by step</h2>' in render("::: steps\n1. Stand.\n:::").html


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_is_words_that_a_script_finds_by_id(name: str) -> None:
    text = f"::: tool {name}\nCount to ten.\n:::"
    assert faults(text) == []
    assert render(text).html == f'<div class="tool" id="tool-{name}">\n<p>Count to ten.</p>\n</div>\n'


def test_an_id_stands_on_a_page_once() -> None:
    text = "::: tool stretch-timer\na\n:::\n::: tool stretch-timer\nb\n:::"
    assert render(text).html.count("id=") == 1
    once = "Show the tool “stretch-timer” only once in an article. Remove the other box."
    assert faults(text) == [f"Line 4 (“::: tool stretch-timer”): {once}"]


def test_headings_go_on_in_order_around_boxes_without_a_heading() -> None:
    html = render("## A\n::: tool stretch-timer\n#### B\n:::\n### C\n::: figure leg\n## D\n:::").html
    assert [html[at + 1 : at + 3] for at in range(len(html)) if html.startswith("<h", at)] == ["h2", "h3", "h3", "h2"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("::: figure arm\na\n:::", "No picture is called “arm”. Write ::: figure and one of: leg."),
        ("::: figure\na\n:::", "No picture is called “”."),
        ("::: figure leg arm\na\n:::", "No picture is called “leg arm”."),
        ("::: figure sign\na\n:::", "No picture is called “sign”."),
        ("::: figure leg\n:::", "Write a caption of one or two sentences under ::: figure leg"),
        ("::: steps\n- Stand.\n:::", "Write the steps as a list under ::: steps"),
        ("::: tool abacus\na\n:::", "No tool is called “abacus”. Write ::: tool and one of: stretch-timer"),
        ("::: tool stretch-timer\n:::", "Say under ::: tool stretch-timer what to do"),
    ],
)
def test_an_author_is_told_what_to_mend(text: str, fault: str) -> None:
    start = f"Line 1 (“{text.splitlines()[0]}”): "
    assert [found for found in faults(text) if found.startswith(start + fault)] == faults(text)


@pytest.mark.parametrize(
    "drawing",
    [
        LEG.replace("<title>A leg</title>", ""),
        LEG.replace("<desc>", "<desc/><!--").replace("</desc>", "-->"),
        LEG.replace("400 260.4", "400"),
        LEG.replace("400 260.4", "inf 1"),
        LEG.replace("400 260.4", "0 1"),
        LEG + "<",
        "",
        '<!DOCTYPE svg [<!ENTITY a "aaa">]>' + LEG.replace("A leg", "&a;"),
        LEG + " " * 100_000,
    ],
)
def test_what_lacks_words_or_size_is_no_drawing(pictures: Path, drawing: str) -> None:
    (pictures / "bad.svg").write_text(drawing)
    assert illustrations.picture("bad") is None
    assert illustrations.names() == ("leg",)


def test_a_drawing_is_read_once(pictures: Path) -> None:
    assert illustrations.picture("leg")
    (pictures / "leg.svg").unlink()
    assert illustrations.picture("leg")
