"""The boxes in an article's Markdown (care cards, do and don't lists, key points) and the order of its headings.

A box is written `::: urgent Title`, then its text, then `:::`. A box inside a box needs one colon more outside.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.container import container_plugin

_DEEPEST = 6


@dataclass(frozen=True)
class Kind:
    """How one kind of box is shown. The word stands before the title, so that color is never the only sign."""

    tag: str
    css: str
    title_css: str
    word: Promise | str
    title: Promise


def _card(key: str, word: Promise, title: Promise) -> Kind:
    return Kind("section", f"card card--{key}", "card__title", word, title)


KINDS = {
    "emergency": _card("emergency", gettext_lazy("Emergency"), gettext_lazy("Get emergency help now")),
    "urgent": _card("urgent", gettext_lazy("Urgent"), gettext_lazy("Be seen by a clinician today")),
    "soon": _card("soon", gettext_lazy("Soon"), gettext_lazy("Book a visit")),
    "self_care": _card("self_care", gettext_lazy("Self-care"), gettext_lazy("Look after it at home")),
    "do": Kind("div", "do", "box__title", gettext_lazy("Do"), gettext_lazy("Do")),
    "dont": Kind("div", "dont", "box__title", gettext_lazy("Don’t"), gettext_lazy("Don’t")),
    "key": Kind("div", "key", "box__title", "", gettext_lazy("Key points")),
}
TAGS = {kind.tag for kind in KINDS.values()}
CLASSES = {name for kind in KINDS.values() for name in kind.css.split()}
TITLE_CLASSES = {kind.title_css for kind in KINDS.values()}
WORD_CLASS = "card__kind"


def boxes_plugin(md: MarkdownIt) -> None:
    """Teach the parser boxes, and put headings in order: below the page's own h1, no level skipped."""
    container_plugin(md, "box", validate=_is_box, render=_render_tag)
    md.core.ruler.after("block", "outline", _outline)
    md.core.ruler.after("inline", "box_words", _put_words)


def faults(text: str, tokens: list[Token]) -> Iterator[str]:
    """What an author got wrong about boxes, as instructions: the patient would see colons, or a box without an end."""
    lines = text.split("\n")
    for token in tokens:
        if token.type == "container_box_open" and token.map:
            # A box without an end swallows all the text that follows it.
            end = lines[token.map[1]] if token.map[1] < len(lines) else ""
            if not end.rstrip().endswith(token.markup):
                yield _("Close the box “%(box)s” with a line %(end)s") % {
                    "box": token.info.strip(),
                    "end": token.markup,
                }
        elif token.type == "inline" and (stray := re.search("^:::.*", token.content, re.MULTILINE)):
            yield _("“%(line)s” starts or ends no box. A box starts with ::: and one of: %(kinds)s.") % {
                "line": stray[0][:60],
                "kinds": ", ".join(KINDS),
            }


def _is_box(params: str, _markup: str) -> bool:
    """Whether the words after the colons name a kind of box."""
    return params.split(maxsplit=1)[:1] in [[key] for key in KINDS]


def _render_tag(renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """A box's own tag, as `_outline` has set it."""
    return renderer.renderToken(tokens, index, options, env)


@dataclass
class _Part:
    """A part of the text with headings of its own: the whole article, or a box."""

    tag: str
    floor: int  # headings of this part stand below this level
    level: int  # the level of the heading that the text at hand stands under


def _outline(state: StateCore) -> None:
    """Give each box its tag and heading, and each heading the level that follows from what it stands under."""
    parts = [_Part("", floor=1, level=1)]
    tokens: list[Token] = []
    for token in state.tokens:
        tokens.append(token)
        part = parts[-1]
        if token.type == "heading_open":
            part.level = min(max(int(token.tag[1]), part.floor + 1), part.level + 1, _DEEPEST)
            token.tag = f"h{part.level}"
        elif token.type == "heading_close":
            token.tag = f"h{part.level}"
        elif token.type == "container_box_open":
            level = min(part.level + 1, _DEEPEST)
            tokens += _open_box(token, f"h{level}")
            parts.append(_Part(token.tag, floor=level, level=level))
        elif token.type == "container_box_close":
            token.tag = parts.pop().tag
    state.tokens = tokens


def _open_box(token: Token, heading: str) -> list[Token]:
    """Dress the box's opening token, and return the tokens of its heading."""
    key, *title = token.info.split(maxsplit=1)
    kind = KINDS[key]
    token.tag = kind.tag
    token.attrSet("class", kind.css)
    text = title[0].strip() if title else str(kind.title)
    start = Token("box_title_open", heading, 1, attrs={"class": kind.title_css}, block=True)
    inline = Token("inline", "", 0, content=text, children=[], level=token.level + 1, meta={"word": str(kind.word)})
    return [start, inline, Token("box_title_close", heading, -1, block=True)]


def _put_words(state: StateCore) -> None:
    """Put the box's word before its title, unless the title begins with it."""
    for token in state.tokens:
        word = token.meta.get("word")
        if word and not _plain(token.content).startswith(_plain(word)):
            html = f'<span class="{WORD_CLASS}">{escapeHtml(word)}:</span> '
            token.children = [Token("html_inline", "", 0, content=html), *(token.children or [])]


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")
