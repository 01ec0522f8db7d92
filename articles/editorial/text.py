"""An article's words as patients read them: block by block, without marks and addresses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from articles.text import markdown
from articles.text.glossary_links import slug_of

EXPLAINED = ("\x02", "\x03")  # signs that no text holds: the parser is never given them
_BREAKS = {"softbreak", "hardbreak"}
_UNREAD = {"html_inline"}  # the word before a box's title, which is ours


@dataclass(frozen=True)
class Block:
    """A paragraph, list item, heading or table cell; `box` counts the article's boxes from 1, 0 stands in none.

    `own_text` leaves out the words of links, which the page behind the link explains; those of a link to the glossary
    stay, between `EXPLAINED` marks: their meaning opens where they stand.
    """

    text: str
    own_text: str = ""
    box: int = 0
    is_heading: bool = False


def blocks(body: str) -> list[Block]:
    """The Markdown's blocks in the order of reading."""
    return list(_blocks(markdown.parse(body).tokens))


def joined(parts: list[Block]) -> str:
    """The blocks as one text, a line each."""
    return "\n".join(part.text for part in parts)


def _blocks(tokens: Iterable[Token]) -> Iterator[Block]:
    depth = box = 0
    before = ""
    for token in tokens:
        if token.type == "container_box_open":
            box += depth == 0
            depth += 1
        elif token.type == "container_box_close":
            depth -= 1
        elif token.type == "inline" and (text := _plain(token.children or [])):
            own_text = _plain(_outside_links(token.children or []))
            yield Block(text, own_text, box if depth else 0, is_heading=before in {"heading_open", "box_title_open"})
        before = token.type


def _plain(children: Iterable[Token]) -> str:
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
