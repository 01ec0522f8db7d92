"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from django.utils.translation import gettext as _

_WORD = re.compile(r"\n|\d+(?:[.,:/–-]\d+)*\w*(?:[^\S\n]+[^\W\d]\w*)?|[^\S\n]+|\w+|[^\w\s]")
"""A number goes with the word after it: 2 days and 3 days, side by side, never read as 23 days."""
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_LONG = 1000  # lines or words
_AROUND = 2  # unchanged lines that are shown on each side of a change


class Kind(StrEnum):
    """Whether a piece of text was kept, removed or added."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """A run of text with one status."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Lines:
    """Neighboring lines: shown as pieces or, where nothing near them changed, left out and only counted."""

    pieces: tuple[Piece, ...] = ()
    left_out: int = 0


@dataclass(frozen=True)
class Difference:
    """A text that is new, gone or changed (`what` says which, in words), under its label."""

    label: str
    what: str
    pieces: list[Piece]

    @property
    def lines(self) -> list[Lines]:
        """The text line by line, without the long stretches in which nothing changed."""
        return shortened(self.pieces)


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    """The texts, by label, that differ: in the order of `new`, then those that are only in `old`."""
    for label in [*new, *(label for label in old if label not in new)]:
        before, after = old.get(label, ""), new.get(label, "")
        if before != after:
            what = _("new") if not before else _("gone") if not after else _("changed")
            yield Difference(label, what, pieces(before, after))


def pieces(old: str, new: str) -> list[Piece]:
    """Both texts in one: the kept and removed pieces are the old text, the kept and added ones the new.

    >>> [f"{piece.kind}: {piece.text}" for piece in pieces("Wait two days.", "Wait one day.")]
    ['kept: Wait ', 'removed: two days', 'added: one day', 'kept: .']
    """
    found: list[Piece] = []
    for is_same, removed, added in _matched(_LINE.findall(old), _LINE.findall(new)):
        if is_same:
            found.append(Piece(Kind.KEPT, removed))
            continue
        for is_same_word, old_words, new_words in _matched(_WORD.findall(removed), _WORD.findall(added)):
            kinds = [(Kind.KEPT, old_words)] if is_same_word else [(Kind.REMOVED, old_words), (Kind.ADDED, new_words)]
            found += [Piece(kind, text) for kind, text in kinds if text]
    return _joined(found)


def _matched(old: list[str], new: list[str]) -> Iterator[tuple[bool, str, str]]:
    """Runs of both lists, joined: whether they are the same, the old one and the new one."""
    # Exact, except in very long texts: ignoring the most common parts there keeps it from taking minutes.
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > _LONG)
    for tag, start, end, start_new, end_new in matcher.get_opcodes():
        yield tag == "equal", "".join(old[start:end]), "".join(new[start_new:end_new])


def shortened(found: list[Piece]) -> list[Lines]:
    """The pieces line by line, without long runs of unchanged lines."""
    lines = _by_line(found)
    changed = [number for number, line in enumerate(lines) if any(piece.kind is not Kind.KEPT for piece in line)]
    near = {number + step for number in changed for step in range(-_AROUND, _AROUND + 1)}
    groups = groupby(enumerate(lines), key=lambda numbered: numbered[0] in near)
    return [_lines([line for _number, line in group], is_near) for is_near, group in groups]


def _lines(lines: list[list[Piece]], is_near: bool) -> Lines:
    if not is_near:
        return Lines(left_out=len(lines))
    together = groupby((piece for line in lines for piece in line), key=lambda piece: piece.kind)
    return Lines(tuple(Piece(kind, "".join(piece.text for piece in run)) for kind, run in together))


def _joined(found: list[Piece]) -> list[Piece]:
    """Join changes that only a space separates: whole phrases are easier to read than alternating words."""
    joined: list[Piece] = []
    for is_change, group in groupby(found, key=lambda piece: piece.kind is not Kind.KEPT or piece.text == " "):
        run = list(group)
        if not is_change or not {Kind.REMOVED, Kind.ADDED} <= {piece.kind for piece in run}:
            joined += run
            continue
        lead = [run.pop(0)] if run[0].kind is Kind.KEPT else []
        tail = [run.pop()] if run[-1].kind is Kind.KEPT else []
        old = "".join(piece.text for piece in run if piece.kind is not Kind.ADDED)
        new = "".join(piece.text for piece in run if piece.kind is not Kind.REMOVED)
        joined += [*lead, Piece(Kind.REMOVED, old), Piece(Kind.ADDED, new), *tail]
    return joined


def _by_line(found: list[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in found:
        for part in piece.text.splitlines(keepends=True):
            lines[-1].append(Piece(piece.kind, part))
            if part.endswith("\n"):
                lines.append([])
    return lines if lines[-1] else lines[:-1]
