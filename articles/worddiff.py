"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

_WORD = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
_AROUND = 2  # unchanged lines that are shown on each side of a change


class Kind(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """Words that share one fate."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Lines:
    """Lines that stand together: shown as pieces or, where nothing near them changed, left out and only counted."""

    pieces: tuple[Piece, ...] = ()
    left_out: int = 0


def pieces(old: str, new: str) -> list[Piece]:
    """Both texts in one: kept and removed pieces make the old text, kept and added ones the new.

    >>> [f"{piece.kind}: {piece.text}" for piece in pieces("Wait two days.", "Wait one day.")]
    ['kept: Wait ', 'removed: two days', 'added: one day', 'kept: .']
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    found: list[Piece] = []
    for tag, start, end, start_new, end_new in SequenceMatcher(None, before, after).get_opcodes():
        gone, come = "".join(before[start:end]), "".join(after[start_new:end_new])
        if tag == "equal":
            found.append(Piece(Kind.KEPT, gone))
        else:
            found += [piece for piece in (Piece(Kind.REMOVED, gone), Piece(Kind.ADDED, come)) if piece.text]
    return _calm(found)


def shortened(found: list[Piece]) -> list[Lines]:
    """The pieces line by line, without the long stretches in which nothing changed."""
    lines = _by_line(found)
    changed = [number for number, line in enumerate(lines) if any(piece.kind is not Kind.KEPT for piece in line)]
    near = {number + step for number in changed for step in range(-_AROUND, _AROUND + 1)}
    groups = groupby(enumerate(lines), key=lambda numbered: numbered[0] in near)
    return [_lines([line for _number, line in group], is_near) for is_near, group in groups]


def _lines(lines: list[list[Piece]], is_near: bool) -> Lines:
    if not is_near:
        return Lines(left_out=len(lines))
    return Lines(pieces=tuple(piece for line in lines for piece in line))


def _calm(found: list[Piece]) -> list[Piece]:
    """Join changes with nothing but a space between them: whole phrases read better than every other word."""
    calm: list[Piece] = []
    for is_change, group in groupby(found, key=lambda piece: piece.kind is not Kind.KEPT or piece.text == " "):
        run = list(group)
        if not is_change or not {Kind.REMOVED, Kind.ADDED} <= {piece.kind for piece in run}:
            calm += run
            continue
        lead = [run.pop(0)] if run[0].kind is Kind.KEPT else []
        tail = [run.pop()] if run[-1].kind is Kind.KEPT else []
        old = "".join(piece.text for piece in run if piece.kind is not Kind.ADDED)
        new = "".join(piece.text for piece in run if piece.kind is not Kind.REMOVED)
        calm += [*lead, Piece(Kind.REMOVED, old), Piece(Kind.ADDED, new), *tail]
    return calm


def _by_line(found: list[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in found:
        for part in piece.text.splitlines(keepends=True):
            lines[-1].append(Piece(piece.kind, part))
            if part.endswith("\n"):
                lines.append([])
    return lines if lines[-1] else lines[:-1]
