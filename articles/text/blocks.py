"""An article's Markdown as the plain text that patients read, block by block."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from markdown_it.token import Token

from articles.text import markdown
from articles.text.glossary_links import slug_of

EXPLAINED = ("\x02", "\x03")  # control characters, which are removed from every text before it is parsed
_BREAKS = {"softbreak", "hardbreak"}
_UNREAD = {"html_inline"}  # the word before a box's title, which is ours


@dataclass(frozen=True)
class Block:
    """A paragraph, list item, heading or table cell; `box` numbers the article's boxes from 1, and is 0 outside of one.

    `own_text` leaves out the words of links, which the page behind the link explains. Those of a link to the glossary
    stay, between `EXPLAINED` marks: their meaning opens in place.
    """

    text: str
    own_text: str = ""
    box: int = 0
    is_heading: bool = False


def blocks(body: str) -> tuple[Block, ...]:
    """The Markdown's blocks in the order of reading. Remembered by this process, per language."""
    return _blocks(body, get_language() or "")


@lru_cache(maxsize=256)
def _blocks(body: str, _language: str) -> tuple[Block, ...]:
    return tuple(_read(markdown.parse(body).tokens))


def joined(parts: Iterable[Block]) -> str:
    """The blocks as one text, a line each."""
    return "\n".join(part.text for part in parts)


def _read(tokens: Iterable[Token]) -> Iterator[Block]:
    depth = box = 0
    before = ""
    for token in tokens:
        if token.type == "container_box_open":
            box += depth == 0
            depth += 1
        elif token.type == "container_box_close":
            depth -= 1
        elif token.type == "inline" and (text := plain(token.children or [])):
            own_text = plain(_outside_links(token.children or []))
            yield Block(text, own_text, box if depth else 0, is_heading=before in {"heading_open", "box_title_open"})
        before = token.type


def plain(children: Iterable[Token]) -> str:
    """What patients read of a line."""
    words = (" " if child.type in _BREAKS else child.content for child in children if child.type not in _UNREAD)
    return " ".join("".join(words).split())


def _outside_links(children: Iterable[Token]) -> Iterator[Token]:
    """The text without the words of links, but with those of links to the glossary, marked."""
    start, end = (Token("text", "", 0, content=mark) for mark in EXPLAINED)
    link = ""
    for child in children:
        if child.type == "link_open":
            link = "word" if slug_of(str(child.attrGet("href"))) else "other"
            if link == "word":
                yield start
        elif child.type == "link_close":
            if link == "word":
                yield end
            link = ""
        elif link != "other":
            yield child
