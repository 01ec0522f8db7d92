"""Markdown to safe HTML, in one function. What it returns is the only article HTML that a template marks as safe.

The parser reads a text once. What is found on the way (headings, links, figures, tools) is noted in its environment.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from articles.text import boxes, glossary_links, pasted
from articles.text.glossary_links import Word
from articles.text.safe_html import HEADING_ID, LINK, is_own_image, sanitize

MAX_LENGTH = 30_000  # five thousand words; the parser’s worst case is quadratic

# Control characters that change the direction of text could make "2 days" read otherwise. And lone surrogates.
_TRICKS = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Heading:
    """A line of the table of contents."""

    id: str
    text: str


@dataclass(frozen=True)
class Parsed:
    """A Markdown text as tokens, and what is in it, each thing once, in order."""

    tokens: tuple[Token, ...] = ()
    contents: tuple[Heading, ...] = ()
    """The main headings."""
    anchors: tuple[str, ...] = ()
    """The ids of all headings, which a link may end with after `#`."""
    links: tuple[str, ...] = ()
    """Addresses that the text links to."""
    figures: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the glossary that the text links to, by slug."""
        return tuple(slug for address in self.links if (slug := glossary_links.slug_of(address)))


@dataclass(frozen=True)
class Rendered:
    """An article's text as HTML, and its main headings."""

    html: SafeString
    contents: tuple[Heading, ...] = ()


def parse(text: str) -> Parsed:
    """The Markdown as tokens; empty when it is too long to parse. Remembered by this process.

    The tokens are shared: don't change them.
    """
    return _parse(text, get_language() or "")


def render(text: str, glossary: tuple[Word, ...] = ()) -> Rendered:
    """The Markdown, which may be hostile, as harmless HTML. Remembered by this process, per language.

    A link to a word of the glossary opens its meaning; a word that is not among those given is plain text.
    """
    return _render(text, glossary, get_language() or "")


def faults(text: str) -> list[str]:
    """What a patient would see broken in this Markdown, as instructions to its author.

    None when the text is too long: its length is refused anyway, and parsing it could take minutes.
    """
    if _is_too_long(text):
        return []
    tokens, lines = parse(text).tokens, _clear(text).split("\n")
    found = [*pasted.faults(lines, tokens), *boxes.faults(lines, tokens), *_address_faults(lines, tokens)]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=256)
def _parse(text: str, _language: str) -> Parsed:  # box titles are in the reader's language
    if _is_too_long(text):
        return Parsed()
    env: dict[str, list[Any]] = {name: [] for name in ("contents", "anchors", "links", "figures", "tools")}
    tokens = _parser.parse(_clear(text), env)
    return Parsed(tuple(tokens), **{name: tuple(dict.fromkeys(found)) for name, found in env.items()})


@lru_cache(maxsize=256)
def _render(text: str, glossary: tuple[Word, ...], language: str) -> Rendered:
    if _is_too_long(text):
        # The database refuses such a text; should one get here, it is shown as it is rather than parsed for minutes.
        return Rendered(mark_safe(f"<pre>{escape(_TRICKS.sub('', text))}</pre>"))  # noqa: S308 (escaped)
    parsed = _parse(text, language)
    known = {word.slug: word for word in glossary}
    html = str(_parser.renderer.render(parsed.tokens, _parser.options, {"words": known}))
    meanings = glossary_links.meanings(known[slug] for slug in parsed.words if slug in known)
    return Rendered(sanitize(html + meanings), parsed.contents)


def _is_too_long(text: str) -> bool:
    """Whether parsing may take too long; values filled in may lengthen a text that the model still accepted."""
    return len(text) > MAX_LENGTH * 1.2


def _clear(text: str) -> str:
    return _TRICKS.sub("", pasted.cleaned(text))


def _address_faults(lines: Sequence[str], tokens: Sequence[Token]) -> Iterator[str]:
    """Links and pictures that `sanitize` would take out."""
    for block in tokens:
        line = block.map[0] if block.map else 0
        for token in block.children or []:
            line += token.type in {"softbreak", "hardbreak"}
            if fault := _address_fault(token):
                yield pasted.at_line(lines, line, fault)


def _address_fault(token: Token) -> str:
    if token.type == "link_open" and not LINK.match(address := str(token.attrGet("href"))):
        return _("Link to an address that starts with https://, tel: or /, not “%(address)s”.") % {"address": address}
    if token.type == "image" and not is_own_image(address := str(token.attrGet("src"))):
        return _("Show only the site’s own pictures, from %(folder)s, not “%(address)s”.") % {
            "folder": settings.STATIC_URL,
            "address": address,
        }
    return ""


def _name_headings(state: StateCore) -> None:
    """Give each heading an id to link to, note it, and tell screen readers what a table's headers are for."""
    seen: Counter[str] = Counter()
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open":
            text = _plain_text(state.tokens[index + 1].children or [])
            slug = slugify(text, allow_unicode=True) or "part"
            seen[slug] += 1
            name = f"{HEADING_ID}{slug}" + (f"--{seen[slug]}" if seen[slug] > 1 else "")
            token.attrSet("id", name)
            state.env["anchors"].append(name)
            if token.tag == "h2" and token.level == 0 and text:
                state.env["contents"].append(Heading(name, text))
        elif token.type == "th_open":
            token.attrSet("scope", "col")


def _note_links(state: StateCore) -> None:
    for token in chain.from_iterable(token.children or [] for token in state.tokens):
        if token.type == "link_open":
            state.env["links"].append(str(token.attrGet("href")))


def _plain_text(tokens: Sequence[Token]) -> str:
    words = (" " if token.type in {"softbreak", "hardbreak"} else token.content for token in tokens)
    return "".join(words).strip()


def _render_image(renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """One of our own pictures; in place of a foreign one, its text alternative."""
    if is_own_image(str(tokens[index].attrGet("src"))):
        return renderer.image(tokens, index, options, env)
    return escapeHtml(renderer.renderInlineAsText(tokens[index].children or [], options, env))


def _make_parser() -> MarkdownIt:
    # Nothing that an article does not need, and that would swallow signs of its text: `pasted.py`.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.disable(["code", "fence", "backticks", "blockquote", "lheading", "reference", "html_block", "html_inline"])
    parser.inline.ruler.before("emphasis", "star_within", pasted.star_within)
    parser.use(boxes.boxes_plugin)
    parser.core.ruler.push("name_headings", _name_headings)
    parser.core.ruler.push("note_links", _note_links)
    parser.core.ruler.push("keep_together", glossary_links.keep_together)
    parser.add_render_rule("image", _render_image)
    parser.add_render_rule("link_open", glossary_links.render_start)
    parser.add_render_rule("link_close", glossary_links.render_end)
    return parser


_parser = _make_parser()
