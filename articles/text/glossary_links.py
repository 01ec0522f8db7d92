"""Medical words in an article that open their meaning in place, without a script.

A link to the glossary, `[soleus](/glossary/#soleus)`, becomes a button that opens a popover. The popovers are at the
foot of the article: in print, and in a browser without popovers, they are a list of the page's words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

ADDRESS = "/glossary/"  # as authors write it
ID_PREFIX = "word-"

TOGETHER_CLASS = "together"

_OPENING = re.compile(r"[(\[“‘]*$")
_CLOSING = re.compile(r"^[)\]”’.,;:!?]*")
_MAX_PUNCTUATION = 3  # characters; bounds the search in a hostile text
_LINK = re.compile(rf"{ADDRESS}#(?P<slug>[-\w]+)", re.ASCII)


@dataclass(frozen=True)
class Word:
    """A word of the glossary and what it means, in plain text."""

    slug: str
    term: str
    meaning: str


def slug_of(address: str) -> str | None:
    """The word that a link to this address explains; none when it leads elsewhere."""
    match = _LINK.fullmatch(address)
    return match["slug"] if match else None


def render_start(renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """The start of a link, or of the button that it becomes; nothing when the glossary lacks the word."""
    slug = slug_of(str(tokens[index].attrGet("href")))
    if slug is None:
        return renderer.renderToken(tokens, index, options, env)
    if slug not in env["words"]:
        return ""
    return f'<button type="button" class="word" popovertarget="{ID_PREFIX}{slug}">'


def render_end(renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """The end of what `render_start` began. Links are never nested, so the nearest start is this end's."""
    start = next(at for at in range(index, -1, -1) if tokens[at].type == "link_open")
    slug = slug_of(str(tokens[start].attrGet("href")))
    if slug is None:
        return renderer.renderToken(tokens, index, options, env)
    return "</button>" if slug in env["words"] else ""


def keep_together(state: StateCore) -> None:
    """Keep brackets and commas on the line of the word next to them: a line may break on either side of a button."""
    for token in state.tokens:
        children = token.children or []
        links = [at for at, child in enumerate(children) if child.type == "link_open"]
        for start in reversed(links):  # from the end, for each adds tokens
            if slug_of(str(children[start].attrGet("href"))):
                end = next(at for at in range(start, len(children)) if children[at].type == "link_close")
                _wrap(children, start, end)


def _wrap(children: list[Token], start: int, end: int) -> None:
    """Wrap a link and the punctuation next to it in a span that does not break across lines."""
    before, after = _text_at(children, start - 1), _text_at(children, end + 1)
    opening = _OPENING.search(before.content[-_MAX_PUNCTUATION:]) if before else None
    closing = _CLOSING.search(after.content[:_MAX_PUNCTUATION]) if after else None
    left, right = opening[0] if opening else "", closing[0] if closing else ""
    if not left and not right:
        return
    if before:
        before.content = before.content.removesuffix(left)
    if after:
        after.content = after.content.removeprefix(right)
    begin, finish = f'<span class="{TOGETHER_CLASS}">', "</span>"
    children[end + 1 : end + 1] = [Token("text", "", 0, content=right), Token("html_inline", "", 0, content=finish)]
    children[start:start] = [Token("html_inline", "", 0, content=begin), Token("text", "", 0, content=left)]


def _text_at(children: list[Token], at: int) -> Token | None:
    return children[at] if 0 <= at < len(children) and children[at].type == "text" else None


def meanings(words: Iterable[Word]) -> str:
    """The meanings of the words as HTML, in alphabetical order; nothing when there are none."""
    parts = [_meaning(word) for word in sorted(words, key=lambda word: word.term.casefold())]
    if not parts:
        return ""
    heading = f"<h2>{escapeHtml(_('Words on this page'))}</h2>"
    return "\n".join(['<section class="words">', heading, *parts, "</section>\n"])


def _meaning(word: Word) -> str:
    more = f'<a href="{ADDRESS}#{word.slug}">{escapeHtml(_("All medical words"))}</a>'
    words = f"<p><strong>{escapeHtml(word.term)}:</strong> {escapeHtml(word.meaning)}</p>"
    return f'<div class="meaning" id="{ID_PREFIX}{word.slug}" popover>{words}<p>{more}</p></div>'
