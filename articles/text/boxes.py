"""The boxes in an article's Markdown (care cards, lists, steps, figures, tools) and the order of its headings.

A box is written `::: urgent Title`, then its text, then `:::`. A box inside a box needs one more colon outside.
What a text shows is noted in the parser's environment: `tools` and `figures`, by name.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

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

from articles.text.pasted import at_line
from articles.text.tools import ID_PREFIX, TOOLS
from calfsite.lib import illustrations

_DEEPEST = 6


@dataclass(frozen=True)
class Kind:
    """How one kind of box is shown. Its word comes before the title, so that color is never the only sign.

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
    md.add_render_rule("figure_start", _render_figure_start)
    md.add_render_rule("figure_end", _render_figure_end)
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
    return renderer.renderToken(tokens, index, options, env)


@dataclass
class _Part:
    """A part of the text with headings of its own: the whole article, or a box."""

    tag: str
    floor: int  # headings of this part are below this level
    level: int  # of the last heading so far
    end: tuple[Token, ...] = ()  # what comes before its closing tag


def _outline(state: StateCore) -> None:
    """Give each box its tag and heading, and each heading the level that follows from the one above it."""
    parts = [_Part("", floor=1, level=1)]
    tokens: list[Token] = []
    for token in state.tokens:
        part = parts[-1]
        if token.type == "container_box_open":
            parts.append(_open_box(token, part, tokens, state.env))
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


def _open_box(token: Token, around: _Part, tokens: list[Token], env: EnvType) -> _Part:
    """Give the box's opening token its tag and class, and add it and what follows it to the tokens."""
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
        env["figures"].append(rest)
        tokens.append(_figure("start", rest))
        return _Part(kind.tag, around.floor, around.level, (_figure("end", rest),))
    if rest in TOOLS and rest not in env["tools"]:  # only the first box of a tool gets the id: ids are unique
        env["tools"].append(rest)
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


def _figure(end: str, name: str) -> Token:
    return Token(f"figure_{end}", "", 0, meta={"name": name}, block=True)


def _render_figure_start(
    _renderer: RendererHTML, tokens: list[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """The picture and the start of its caption; no picture where no drawing has this name."""
    picture = illustrations.picture(tokens[index].meta["name"])
    address = picture.address if picture else ""
    if picture is None or not address:
        return "<figcaption>\n"
    size = f'width="{picture.width}" height="{picture.height}"'
    words = f'src="{escapeHtml(address)}" alt="{escapeHtml(picture.title)}"'
    return f'<img {words} {size} loading="lazy" decoding="async">\n<figcaption>\n'


def _render_figure_end(
    _renderer: RendererHTML, tokens: list[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """The drawing's lesson in words, inside the caption: HTML allows nothing after it."""
    picture = illustrations.picture(tokens[index].meta["name"])
    if picture is None:
        return "</figcaption>\n"
    summary = escapeHtml(_("Picture in words"))
    return f"<details><summary>{summary}</summary><p>{escapeHtml(picture.description)}</p></details>\n</figcaption>\n"


def faults(lines: Sequence[str], tokens: Sequence[Token]) -> Iterator[str]:
    """What an author got wrong about boxes, as instructions. Patients would see colons, an empty box, or no picture.

    Takes the Markdown's lines and its tokens.
    """
    seen = set()
    for index, token in enumerate(tokens):
        if token.type == "container_box_open" and token.map:
            own = [*_own_faults(tokens, index), *_unclosed(lines, token)]
            yield from (at_line(lines, token.map[0], fault) for fault in own)
            key, name = key_and_rest(token)
            if key == "tool" and name in seen:
                once = _("Show the tool “%(name)s” only once in an article. Remove the other box.") % {"name": name}
                yield at_line(lines, token.map[0], once)
            seen.add(name)
        elif token.type == "inline" and token.map:
            for at, line in enumerate(token.content.split("\n")):
                if line.startswith(":::"):
                    yield at_line(
                        lines,
                        token.map[0] + at,
                        _("This does not start or end a box. A box starts with ::: and one of: %(kinds)s.")
                        % {"kinds": ", ".join(KINDS)},
                    )


def _unclosed(lines: Sequence[str], token: Token) -> Iterator[str]:
    """A box without an end swallows all the text that follows it."""
    after = (token.map or [0, 0])[1]
    end = lines[after] if after < len(lines) else ""
    if not end.rstrip().endswith(token.markup):
        yield _("Close the box “%(box)s” with a line %(end)s") % {"box": token.info.strip(), "end": token.markup}


def _own_faults(tokens: Sequence[Token], index: int) -> Iterator[str]:
    """What is wrong with a box of this kind."""
    key, rest = key_and_rest(tokens[index])
    if key in _OWN_FAULTS:
        yield from _OWN_FAULTS[key](rest, _inside(tokens, index))


def _inside(tokens: Sequence[Token], index: int) -> list[str]:
    """The types of the tokens in the box that opens at this index."""
    level = tokens[index].level
    types = ((token.type, token.level) for token in tokens[index + 1 :])
    return [kind for kind, _level in takewhile(lambda token: token != ("container_box_close", level), types)]


def _figure_faults(name: str, inside: list[str]) -> Iterator[str]:
    if illustrations.picture(name) is None:
        yield _("No picture is called “%(name)s”. Write ::: figure and one of: %(names)s.") % {
            "name": name[:60],
            "names": ", ".join(illustrations.names()),
        }
    if "inline" not in inside:
        yield _("Write a caption of one or two sentences under ::: figure %(name)s") % {"name": name[:60]}


def _steps_faults(_title: str, inside: list[str]) -> Iterator[str]:
    if "ordered_list_open" not in inside:
        yield _("Write the steps as a list under ::: steps, each on a line that starts with 1. and a space.")


def _tool_faults(name: str, inside: list[str]) -> Iterator[str]:
    if name not in TOOLS:
        yield _("No tool is called “%(name)s”. Write ::: tool and one of: %(names)s.") % {
            "name": name[:60],
            "names": ", ".join(TOOLS),
        }
    if "inline" not in inside:
        yield _("Say under ::: tool %(name)s what to do, for those who can’t use the tool.") % {"name": name[:60]}


_OWN_FAULTS: dict[str, Callable[[str, list[str]], Iterator[str]]] = {
    "figure": _figure_faults,
    "steps": _steps_faults,
    "tool": _tool_faults,
}
