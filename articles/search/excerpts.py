"""The passage of an entry that answers best, cut to size, with the words that were looked for marked."""

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from articles.search import words
from articles.search.sources import Entry

_LENGTH = 220
_BEFORE = 60  # signs shown before the first word that was looked for


class Piece(NamedTuple):
    """A run of text, looked for or not. The template escapes it."""

    text: str
    is_marked: bool


def excerpt(entry: Entry, stems: AbstractSet[str]) -> list[Piece]:
    """The passage with most of the words, or the summary where the text has no more of them than that."""
    best = max([entry.summary, *entry.passages], key=lambda passage: len(stems & set(words.stems(passage))))
    return _marked(_cut(best, stems), stems)


def _cut(passage: str, stems: AbstractSet[str]) -> str:
    """The passage from just before the first of the words, whole words only."""
    first = next((start for start, _end, stem in words.found_in(passage) if stem in stems), 0)
    start = passage.find(" ", first - _BEFORE) + 1 if first > _LENGTH - _BEFORE else 0
    if len(passage) - start <= _LENGTH:
        rest = passage[start:]
    else:
        rest = passage[start : start + _LENGTH].rpartition(" ")[0].rstrip(",;:. ") + " …"
    return ("… " if start else "") + rest


def _marked(passage: str, stems: AbstractSet[str]) -> list[Piece]:
    pieces, done = [], 0
    for start, end, stem in words.found_in(passage):
        if stem in stems:
            pieces += [Piece(passage[done:start], False), Piece(passage[start:end], True)]
            done = end
    return [piece for piece in [*pieces, Piece(passage[done:], False)] if piece.text]
