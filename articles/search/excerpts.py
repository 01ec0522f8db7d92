"""The passage of an entry that answers best, cut to size, with the words that were looked for marked."""

from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from articles.search import words
from articles.search.reading import Wanted
from articles.search.sources import Entry

_LENGTH = 220
_BEFORE = 60  # signs shown before the first word that was looked for


class Piece(NamedTuple):
    """A run of text, looked for or not. The template escapes it."""

    text: str
    is_marked: bool


def excerpt(entry: Entry, wanted: Wanted) -> list[Piece]:
    """The passage with most of what is wanted, in the very words if it can be; the summary where none has more."""
    held = {passage: _held(passage, wanted) for passage in [entry.summary, *entry.passages]}
    best = max(held, key=lambda passage: (sum(map(bool, held[passage])), len(wanted.typed & _all(held[passage]))))
    return _marked(_cut(best, _all(held[best])), _all(held[best]))


def _all(held: list[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*held)


def _held(passage: str, wanted: Wanted) -> list[frozenset[str]]:
    """For each thing that is wanted the stems by which the passage names it; none where it does not."""
    stems = _stems_of(passage)
    return [
        frozenset(stem for alternative in group if stems.issuperset(alternative) for stem in alternative)
        for group in wanted.groups
    ]


@lru_cache(maxsize=5_000)
def _stems_of(passage: str) -> frozenset[str]:
    """Remembered, as the passage is there for everybody to read; of what was typed nothing is."""
    return frozenset(words.stems(passage))


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
