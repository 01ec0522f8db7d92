"""The boxes in an article's Markdown (care cards, lists, steps, figures, tools) and the order of its headings.

A box is written `::: urgent Title`, then its text, then `:::`. A box inside a box needs one colon more outside.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.container import container_plugin

from articles.text import figures
from articles.text.tools import ID_PREFIX, TOOLS

_DEEPEST = 6


@dataclass(frozen=True)
class Kind:
    """How one kind of box is shown. The word stands before the title, so that color is never the only sign.

    A box without a title has a name instead: `::: figure calf-muscles`.
    """

    tag: str
    css: str
    title_css: str = ""
    word: Promise | str = ""
    title: Promise | None = None


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
    "steps": Kind("div", "steps", "box__title", "", gettext_lazy("Step by step")),
    "figure": Kind("figure", "figure"),
    "tool": Kind("div", "tool"),
}
TAGS = {kind.tag for kind in KINDS.values()}
CLASSES = {name for kind in KINDS.values() for name in kind.css.split()}
TITLE_CLASSES = {kind.title_css for kind in KINDS.values() if kind.title_css}
WORD_CLASS = "card__kind"


def boxes_plugin(md: MarkdownIt) -> None:
    """Teach the parser boxes, and put headings in order: below the page's own h1, no level skipped."""
    container_plugin(md, "box", validate=_is_box, render=_render_tag)
    md.use(figures.figures_plugin)
    md.core.ruler.after("block", "outline", _outline)
    md.core.ruler.after("inline", "box_words", _put_words)


def key_and_rest(token: Token) -> tuple[str, str]:
    """What a box's first line says after the colons: the key of its kind, and its title or name."""
    key, *rest = token.info.split(maxsplit=1)
    return key, rest[0].strip() if rest else ""


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
    end: tuple[Token, ...] = ()  # what stands before its closing tag


def _outline(state: StateCore) -> None:
    """Give each box its tag and heading, and each heading the level that follows from what it stands under."""
    parts = [_Part("", floor=1, level=1)]
    tokens: list[Token] = []
    tools: set[str] = set()
    for token in state.tokens:
        part = parts[-1]
        if token.type == "container_box_open":
            parts.append(_open_box(token, part, tokens, tools))
            continue
        if token.type == "container_box_close":
            tokens += part.end
            token.tag = parts.pop().tag
        elif token.type == "heading_open":
            part.level = min(max(int(token.tag[1]), part.floor + 1), part.level + 1, _DEEPEST)
            token.tag = f"h{part.level}"
        elif token.type == "heading_close":
            token.tag = f"h{part.level}"
        tokens.append(token)
    state.tokens = tokens


def _open_box(token: Token, around: _Part, tokens: list[Token], tools: set[str]) -> _Part:
    """Dress the box's opening token and add it and what follows it to the tokens; the part that the box is.

    `tools` are those that the text has had before: an id stands on a page once.
    """
    key, rest = key_and_rest(token)
    kind = KINDS[key]
    token.tag = kind.tag
    token.attrSet("class", kind.css)
    tokens.append(token)
    if kind.title:
        level = min(around.level + 1, _DEEPEST)
        tokens += _heading(f"h{level}", kind, rest or str(kind.title), token.level + 1)
        return _Part(kind.tag, floor=level, level=level)
    if key == "figure":
        tokens.append(figures.start(rest))
        return _Part(kind.tag, around.floor, around.level, (figures.end(rest),))
    if rest in TOOLS and rest not in tools:
        tools.add(rest)
        token.attrSet("id", f"{ID_PREFIX}{rest}")
    return _Part(kind.tag, around.floor, around.level)


def _heading(tag: str, kind: Kind, title: str, level: int) -> list[Token]:
    inline = Token("inline", "", 0, content=title, children=[], level=level, meta={"word": str(kind.word)})
    start = Token("box_title_open", tag, 1, attrs={"class": kind.title_css}, block=True)
    return [start, inline, Token("box_title_close", tag, -1, block=True)]


def _put_words(state: StateCore) -> None:
    """Put the box's word before its title, unless the title begins with it."""
    for token in state.tokens:
        word = token.meta.get("word")
        if word and not _plain(token.content).startswith(_plain(word)):
            html = f'<span class="{WORD_CLASS}">{escapeHtml(word)}:</span> '
            token.children = [Token("html_inline", "", 0, content=html), *(token.children or [])]


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")
