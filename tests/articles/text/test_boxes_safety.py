"""Figures, steps, tools and medical words can do no harm either, whoever wrote the text, the drawing or the meaning."""

import time
from html import escape
from pathlib import Path
from typing import Any

import pytest

from articles.text.glossary_links import Word
from articles.text.markdown import MAX_LENGTH, faults, parse, render, sanitize
from tests.articles.text.test_markdown_safety import audit

PAYLOADS = [
    "::: figure ../../secret\nx\n:::",
    "::: figure /etc/passwd\nx\n:::",
    "::: figure hostile\n## x\n:::",
    '::: figure hostile" onerror="alert(1)\nx\n:::',
    "::: figure <script>alert(1)</script>\n<script>alert(1)</script>\n:::",
    "::: figure hostile\n::: do\n</figcaption></figure><script>alert(1)</script>\n:::",
    '::: tool stretch-timer" onclick="alert(1)\nx\n:::',
    "::: tool main\nx\n:::",
    "::: tool <script>alert(1)</script>\n<script>alert(1)</script>\n:::",
    "::: steps <script>alert(1)</script>\n1. <img src=x onerror=alert(1)>\n:::",
    "[<script>alert(1)</script>](/glossary/#bad)",
    '[x](/glossary/#bad "onclick=alert(1)")',
    '[x](/glossary/#bad"onclick="alert(1)) [x](/glossary/#main) [x](/glossary/#../main)',
    "<button popovertarget=main formaction=https://evil.example type=submit autofocus>x</button>",
    "<button popovertarget='word-x y' popovertargetaction=show onclick=alert(1)>x</button>",
    "<div popover=manual id=main class='meaning sheet' autofocus tabindex=0>x</div>",
    "<div id=tool-anything popover=auto></div><section id=word-x class=words></section>",
    "<img src=/static/x.svg width=99999 height=100% loading=eager decoding=sync srcset=//evil.example/x.png>",
    "<figure onclick=alert(1)><details open ontoggle=alert(1)><summary autofocus onfocus=x>x</summary></details>",
]
HARM = '</title><script>alert(1)</script>" onload="alert(1)'
HOSTILE_SVG = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><title>{escape(HARM)}</title>
<desc><![CDATA[{HARM}</p></details></figure>]]></desc></svg>"""
GLOSSARY = (Word("bad", HARM, f"</p></div>{HARM}"),)


@pytest.fixture(autouse=True)
def hostile_drawing(tmp_path: Path, settings: Any) -> None:
    settings.ILLUSTRATIONS = tmp_path / "drawings"
    (tmp_path / "drawings").mkdir()
    (tmp_path / "drawings" / "hostile.svg").write_text(HOSTILE_SVG)
    (tmp_path / "secret.svg").write_text(HOSTILE_SVG.replace("<title>", "<title>Secret"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_boxes_and_words_come_out_harmless(payload: str) -> None:
    for text in (payload, f"> - {payload}", f":::: key\n{payload}\n::::", f"a {payload} b"):
        html = render(text, GLOSSARY).html
        audit(html)
        assert "Secret" not in html
    audit(sanitize(payload))


def test_a_hostile_drawing_and_a_hostile_word_are_text() -> None:
    html = render("::: figure hostile\n[x](/glossary/#bad)\n:::", GLOSSARY).html
    assert 'alt="&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;alert(1)"' in html
    assert html.count("&lt;script&gt;alert(1)") == 4
    assert html.count("<details>") == html.count("</figure>") == html.count("</section>") == 1


def test_no_text_takes_an_id_of_the_page_around_it() -> None:
    names = ["main", "sources", "check", "word-bad", "tool-stretch-timer", "s-x"]
    text = "\n\n".join(f"## {name}\n\n::: tool {name}\nx\n:::\n\n[x](/glossary/#{name})" for name in names)
    words = tuple(Word(name, name, "x") for name in names)
    html = render(f"{text}\n\n{text}\n\n::: tool stretch-timer\nx\n:::", (*GLOSSARY, *words)).html
    audit(html)
    assert html.count('id="tool-stretch-timer"') == 1


NASTY = {
    "figures": "::: figure hostile\n:::\n",
    "unknown figures": "::: figure x\n:::\n",
    "open steps": "::: steps\n1. ",
    "tools": "::: tool stretch-timer\na\n:::\n",
    "words": "[a](/glossary/#bad)",
    "words in words": "[[a](/glossary/#bad)](/glossary/#bad)",
}


@pytest.mark.parametrize("name", NASTY)
def test_thousands_of_boxes_and_words_take_bounded_time(name: str) -> None:
    text = (NASTY[name] * MAX_LENGTH)[:MAX_LENGTH]
    started = time.process_time()
    html = render(text, GLOSSARY).html
    faults(text)
    _ = parse(text).words
    assert time.process_time() - started < 2
    audit(html)


@pytest.mark.parametrize("box", ["do", "figure hostile", "steps", "tool stretch-timer"])
def test_deep_nesting_ends(box: str) -> None:
    text = "\n".join("  " * depth + "- " + "> " * depth + f":::: {box}" for depth in range(150))
    audit(render(text).html)
    text = "\n".join(f"{':' * (200 - depth)} {box}" for depth in range(150))
    faults(text)
    audit(render(text).html)
