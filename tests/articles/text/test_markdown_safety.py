"""Whoever writes the Markdown, what comes out can do no harm, and comes out soon."""

import re
import time
from html.parser import HTMLParser
from types import MappingProxyType

import pytest

from articles.text.markdown import MAX_LENGTH, faults, render, sanitize

PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1)>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>body{display:none}</style>",
    "<form action=https://evil.example><input name=x></form>",
    "<a href='javascript:alert(1)' onclick='alert(1)' style='position:fixed'>x</a>",
    "<div class='card card--emergency emergency-line' id='main'>x</div>",
    "<base href=https://evil.example><meta http-equiv=refresh content=0>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](//evil.example/x.png)",
    '![x" onerror="alert(1)](/static/x.png "t\\" onload=alert(1)")',
    '[x](/y "t\\" onclick=alert(1)")',
    "[x](/\\evil.example)",
    "[x](/&#9;/evil.example)",
    "::: emergency <script>alert(1)</script>\nx\n:::",
    '::: emergency" onclick="alert(1)\nx\n:::',
    "::: do <img src=x onerror=alert(1)>\n- x\n:::",
    '```<script>"><script>alert(1)</script>\n<script>\n```',
    "## <img src=x onerror=alert(1)>",
    "| <script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "\0<scr\0ipt>alert(1)</scr\0ipt>",
    "[x](https://example.org/\u202egpj.exe)",
]


class Audit(HTMLParser):
    """Fails at the first tag or attribute that could do harm."""

    BLOCKS = frozenset({"p", "br", "hr", "ul", "ol", "li", "pre", "section", "div"})
    FIGURES = frozenset({"figure", "figcaption", "details", "summary"})
    INLINES = frozenset({"em", "strong", "a", "img", "code", "span", "button", "h2", "h3", "h4", "h5", "h6"})
    TABLES = frozenset({"table", "thead", "tbody", "tr", "th", "td"})
    ATTRIBUTES = frozenset({"href", "src", "alt", "title", "class", "id", "scope", "start"})
    VALUES = MappingProxyType(
        {
            "width": r"\d{1,4}",
            "height": r"\d{1,4}",
            "loading": "lazy",
            "decoding": "async",
            "type": "button",
            "popover": "",
            "popovertarget": r"word-[-\w]+",
        }
    )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.BLOCKS | self.FIGURES | self.INLINES | self.TABLES
        assert tag != "button" or ("type", "button") in attrs
        for name, value in attrs:
            assert name in self.ATTRIBUTES | self.VALUES.keys()
            if name in self.VALUES:
                assert re.fullmatch(self.VALUES[name], value or "")
            if name == "href":
                assert re.match(r"https?://|tel:|#|/[^/\\\s]|/$", value or "")
            elif name == "src":
                assert (value or "").startswith("/static/")
            elif name == "id":
                assert re.match(r"word-[-\w]+$|tool-[-\w]+$" if tag == "div" else "s-", value or "")
                assert value not in self.ids
                self.ids.add(value)

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str | None] = set()

    def handle_decl(self, decl: str) -> None:
        pytest.fail(decl)

    handle_comment = handle_pi = unknown_decl = handle_decl


def audit(html: str) -> None:
    checker = Audit()
    checker.feed(html)
    checker.close()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_markdown_comes_out_harmless(payload: str) -> None:
    for text in (payload, f"> - {payload}", f"::: key\n{payload}\n:::", f"a {payload} b"):
        audit(render(text).html)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_html_is_harmless_even_if_the_parser_let_it_through(payload: str) -> None:
    audit(sanitize(payload))


def test_html_keeps_only_our_classes_ids_and_pictures() -> None:
    html = sanitize(
        '<section class="card emergency-line" id="main"><h2 id="s-a" class="card__title x">a</h2></section>'
        '<p class="notice">b</p><img src="https://evil.example/x.png" alt="c"><a href="/\\evil.example">d</a>'
    )
    assert html == (
        '<section class="card"><h2 id="s-a" class="card__title">a</h2></section><p>b</p><img alt="c"><a>d</a>'
    )


def test_signs_that_turn_the_direction_of_text_are_taken_out_and_letters_stay() -> None:
    assert (
        render("2\u202e days \u2066a\u2069 \u05e9\u05dc\u05d5\u05dd \ud800b\x07").html
        == "<p>2 days a \u05e9\u05dc\u05d5\u05dd b</p>\n"
    )


NASTY = {
    "brackets": "[",
    "image brackets": "![",
    "links": "[](",
    "link starts": "[a](",
    "quotes in quotes": ">",
    "quote lines": "> \n",
    "lists": "- ",
    "numbered lists": "1.\n",
    "stars": "*a **a ",
    "mixed emphasis": "*_",
    "backticks": "`a",
    "double quotes": "'a\" ",
    "angle brackets": "<a@",
    "comments": "<!--",
    "entities": "&",
    "backslashes": "\\",
    "open boxes": "::: do\n",
    "boxes": "::: do\n:::\n",
    "boxes in quotes": "> ::: do\n",
    "headings": "# a\n",
    "table rows": "|a\n|-\n",
    "definitions": "[a]: b 'c\n",
    "lines": "a\n",
    "braces": "{{",
    "nul": "\0",
    "right to left": "\u202e\u05d0",
}


@pytest.mark.parametrize("name", NASTY)
def test_nasty_text_of_full_length_takes_bounded_time(name: str) -> None:
    text = (NASTY[name] * MAX_LENGTH)[:MAX_LENGTH]
    started = time.process_time()
    html = render(text).html
    assert time.process_time() - started < 2
    audit(html)


@pytest.mark.parametrize("name", ["brackets", "image brackets", "open boxes", "right to left"])
def test_text_beyond_the_length_is_shown_as_it_is_at_once(name: str) -> None:
    text = NASTY[name] * 100_000
    started = time.process_time()
    html = render(text).html
    assert faults(text) == []
    assert time.process_time() - started < 1
    assert html.startswith("<pre>")
    audit(html)


def test_deep_nesting_ends() -> None:
    text = "\n".join("  " * depth + "- " + "> " * depth + ":::: do" for depth in range(150))
    audit(render(text).html)
