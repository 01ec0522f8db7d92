"""What an author got wrong about boxes, as instructions: a patient would see colons, an empty box, or no picture."""

import re
from collections.abc import Callable, Iterator
from itertools import takewhile

from django.utils.translation import gettext as _
from markdown_it.token import Token

from articles.text import illustrations
from articles.text.boxes import KINDS, key_and_rest
from articles.text.tools import TOOLS


def faults(text: str, tokens: list[Token]) -> list[str]:
    """The faults of the boxes in this text and its tokens, each once, in order."""
    return list(dict.fromkeys([*_faults(text, tokens), *_doubled_tools(tokens)]))


def _faults(text: str, tokens: list[Token]) -> Iterator[str]:
    lines = text.split("\n")
    for index, token in enumerate(tokens):
        if token.type == "container_box_open" and token.map:
            # A box without an end swallows all the text that follows it.
            end = lines[token.map[1]] if token.map[1] < len(lines) else ""
            if not end.rstrip().endswith(token.markup):
                yield _("Close the box “%(box)s” with a line %(end)s") % {
                    "box": token.info.strip(),
                    "end": token.markup,
                }
            key, rest = key_and_rest(token)
            if key in _OWN_FAULTS:
                yield from _OWN_FAULTS[key](rest, _inside(tokens, index))
        elif token.type == "inline" and (stray := re.search("^:::.*", token.content, re.MULTILINE)):
            yield _("“%(line)s” starts or ends no box. A box starts with ::: and one of: %(kinds)s.") % {
                "line": stray[0][:60],
                "kinds": ", ".join(KINDS),
            }


def _inside(tokens: list[Token], index: int) -> list[str]:
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


def _doubled_tools(tokens: list[Token]) -> Iterator[str]:
    boxes = [key_and_rest(token) for token in tokens if token.type == "container_box_open"]
    for name in TOOLS:
        if boxes.count(("tool", name)) > 1:
            yield _("Show the tool “%(name)s” once in an article. Take the other box out.") % {"name": name}


_OWN_FAULTS: dict[str, Callable[[str, list[str]], Iterator[str]]] = {
    "figure": _figure_faults,
    "steps": _steps_faults,
    "tool": _tool_faults,
}
