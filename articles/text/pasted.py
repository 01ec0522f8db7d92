"""What word processors and habit put into a Markdown text: read as it was meant, or refused with the line.

The parser knows no code, quotes, reference links and underlined headings (`markdown.py`): articles need none, and they
would swallow signs such as the first one of `> 38 °C`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_INDENT = re.compile(r"(?:&nbsp;|\s)*")
_BULLET = re.compile(r"^( *)(?:[•◦‣⁃∙▪▫●○■□·➢➤✓✔\ue000-\uf8ff]\s*|[Øü§–—-]\t\s*)(?=\S)")
_INNER_BULLET = re.compile(r"^( *)o\t\s*(?=\S)")
_MARK = re.compile(r"^( *)([-*+]|\d{1,9}[.)]|#{1,6}|:{3,})(?:&nbsp;|\s)+(?=\S)")
_HEADING = re.compile(r"^( *#{2,6})(?=[^\s#])")
_HEADING_ID = re.compile(r"^( *#+ .*?)\s*\{#[^\s{}]*\}\s*$")

_PLAIN_FAULTS = [
    (
        re.compile(r"<(?!https?:|tel:)(?:[/!]?[A-Za-z][^<>]*>|!--)"),
        gettext_lazy("Patients would read these HTML tags. Take them out: bold is **bold**, a list line starts with -"),
    ),
    (re.compile(r"^\s*(?:#[^\s#\d]|#{7})"), gettext_lazy("Write a heading as ## and a space.")),
    (re.compile(r"^\s*\d{1,2}[.)](?=[^\W\d_])"), gettext_lazy("Put a space after the number of a list line.")),
    (
        re.compile(r"^\s*(?:-(?=[^\W\d_])|[–—](?=\s*[^\W\d_]))"),
        gettext_lazy("Write a list line as - and a space. A dash in a sentence goes to the end of the line above."),
    ),
    (
        re.compile(r"^\s*\(?[A-Za-z]{1,4}[.)]\t"),
        gettext_lazy("A list with letters would run together. Start each line with - or 1. and a space."),
    ),
    (
        re.compile(r"\S\t+\S"),
        gettext_lazy("There is a tab in the line: a pasted table would run together. Write it as a list."),
    ),
    (re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])\s*$"), gettext_lazy("This list line is empty. Take it out.")),
    (
        re.compile(r"^\s*=+\s*$"),
        gettext_lazy("Patients would read these signs. Write a heading as ## and a space before its words."),
    ),
    (re.compile(r"^\s*(?:```|~~~)"), gettext_lazy("Patients would read these signs. Take them out.")),
]  # fmt: skip
_DEEPEST_INDENT = 3  # spaces; one more would be code
_LIST_MARK = re.compile(r"(?:[-*+]|\d{1,9}[.)]) ")
_BROKEN_LINK = re.compile(r"\]\((?!tel:\{\{)|\]\s+\((?:https?:|tel:|[/#])")


def cleaned(text: str) -> str:
    """The Markdown with lists, headings, indents and line ends as Markdown writes them."""
    lines = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)).split("\n")
    return "\n".join(_outdented(_cleaned_line(_evenly_indented(line)) for line in lines))


def _evenly_indented(line: str) -> str:
    """The line with an indent of spaces; nothing of a line that is nothing else, so that it parts paragraphs."""
    start = _INDENT.match(line)
    indent, text = (start[0], line[start.end() :]) if start else ("", line)
    return re.sub(r"&nbsp;|[^\t]", " ", indent).expandtabs(4) + text if text else ""


def _outdented(lines: Iterable[str]) -> Iterator[str]:
    """The lines without the indents that Markdown would take for code; lists keep those of their inner lists."""
    outer, shift = -1, 0  # the indent of the list that the line may belong to, and by how much its lines move
    for line in lines:
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        if text and not 0 <= outer < indent:
            shift = indent if indent > _DEEPEST_INDENT else 0
            outer = indent if _LIST_MARK.match(text) else -1
        yield line[shift:]


def _cleaned_line(line: str) -> str:
    line = _BULLET.sub(r"\1- ", line)
    line = _INNER_BULLET.sub(r"\1  - ", line)
    line = _HEADING.sub(r"\1 ", line)
    line = _MARK.sub(r"\1\2 ", line)
    return _HEADING_ID.sub(r"\1", line)


def star_within(state: StateInline, silent: bool) -> bool:
    """A rule of the parser: stars between digits, or one between letters, are no marks: `2*3*4`."""
    start, text = state.pos, state.src
    if text[start] != "*":
        return False
    end = start
    while end < len(text) and text[end] == "*":
        end += 1
    around = text[start - 1 : start] + text[end : end + 1]
    is_within = re.fullmatch(r"[0-9]{2}" if end - start > 1 else r"[0-9A-Za-z]{2}", around) is not None
    if is_within and not silent:
        state.pending += text[start:end]
    if is_within:
        state.pos = end
    return is_within


def at_line(lines: Sequence[str], index: int, fault: str) -> str:
    """The fault with the line that it is about, by number and first words: authors see no numbers."""
    words = lines[index].strip() if index < len(lines) else ""
    return _("Line %(number)d (“%(words)s”): %(fault)s") % {
        "number": index + 1,
        "words": words if len(words) <= 60 else f"{words[:59]}…",  # noqa: PLR2004  enough to find it
        "fault": fault,
    }


def faults(lines: Sequence[str], tokens: Sequence[Token]) -> Iterator[str]:
    """What patients would read otherwise than it was meant. Takes the cleaned text and its tokens."""
    for index, line in enumerate(lines):
        yield from (at_line(lines, index, str(fault)) for mark, fault in _PLAIN_FAULTS if mark.search(line))
    for place, token in enumerate(tokens):
        if token.type == "inline" and token.map:
            yield from (at_line(lines, token.map[0] + at, fault) for at, fault in _left_marks(token.children or []))
        elif _is_minus(tokens, place) and token.map:
            yield at_line(
                lines,
                token.map[0],
                _("Patients would read a list of one, and no minus. Write “minus” out, or take the sign out."),
            )


def _left_marks(children: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Marks that the parser left in the text: the line within it, and the fault."""
    line = 0
    for child in children:
        line += child.type in {"softbreak", "hardbreak"}
        if child.type == "text" and "**" in child.content and not re.search(r"\d\*\*\d", child.content):
            yield (
                line,
                _("Patients would read the stars. Write bold words as **bold**, without a space inside."),
            )
        if child.type == "text" and _BROKEN_LINK.search(child.content):
            yield (
                line,
                _("This is no link. Write [words](/address/), without a space in or before the address."),
            )


def _is_minus(tokens: Sequence[Token], place: int) -> bool:
    """Whether a list of a single line starts here that begins with a number: `- 5 °C`."""
    if tokens[place].type != "bullet_list_open":
        return False
    level = tokens[place].level
    items = 0
    for token in tokens[place + 1 :]:
        if token.type == "bullet_list_close" and token.level == level:
            break
        items += token.type == "list_item_open" and token.level == level + 1
    first = next((token.content for token in tokens[place + 1 :] if token.type == "inline"), "")
    return items == 1 and re.match(r"\d", first) is not None
