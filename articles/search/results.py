"""A search: from what was typed to what the reader sees. Nothing that was typed is kept anywhere."""

from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from articles.search import index, normalization
from articles.search.query import Query, read
from articles.search.sources import Entry, sources

MAX_LENGTH = 100
_MAX_RESULTS = 20
_EXCERPT_LENGTH = 220
_LEAD = 60  # characters shown before the first word that was looked for


class Piece(NamedTuple):
    """A run of text, looked for or not. The template escapes it."""

    text: str
    is_marked: bool


@dataclass(frozen=True)
class Result:
    """One page that was found, and the passage that answers best."""

    kind: str
    entry: Entry
    excerpt: list[Piece]


@dataclass(frozen=True)
class Results:
    """What was found, the best first."""

    query: Query
    found: list[Result]
    has_all: bool
    """Whether every page has all that was looked for; otherwise each has some of it."""


def search(typed: str) -> Results:
    """The pages that answer what was typed: those with all the words, or else those with some of them."""
    index.refresh()
    query = read(typed, index.vocabulary())
    places = index.matching(query.groups, every=True)
    has_all = bool(places)
    if not has_all and len(query.groups) > 1:
        places = index.matching(query.groups, every=False)
    return Results(query, _shown(places[:_MAX_RESULTS], query), has_all)


def _shown(places: list[index.Place], query: Query) -> list[Result]:
    """The places as patients can read them now. The index can be a moment behind: what is gone is left out."""
    addresses: dict[str, list[str]] = defaultdict(list)
    for kind, address in places:
        addresses[kind].append(address)
    live = {
        (source.kind, entry.address): entry
        for source in sources()
        if source.kind in addresses
        for entry in source.entries(addresses[source.kind])
    }
    return [Result(place[0], live[place], _excerpt(live[place], query)) for place in places if place in live]


def _excerpt(entry: Entry, query: Query) -> list[Piece]:
    """The passage with most of what is looked for, as typed if possible; the summary where none has more."""
    passages = [entry.summary, *entry.passages]
    matches = {passage: _matches(passage, query) for passage in passages}
    named = {passage: frozenset().union(*found) for passage, found in matches.items()}
    best = max(passages, key=lambda passage: (sum(map(bool, matches[passage])), len(query.typed & named[passage])))
    return _marked(_cut(best, named[best]), named[best])


def _matches(passage: str, query: Query) -> list[frozenset[str]]:
    """For each thing that is looked for, the stems by which the passage names it; none where it does not."""
    stems = _stems_of(passage)
    return [
        frozenset(stem for alternative in group if stems.issuperset(alternative) for stem in alternative)
        for group in query.groups
    ]


@lru_cache(maxsize=5_000)  # of public passages; nothing that was typed is remembered
def _stems_of(passage: str) -> frozenset[str]:
    return frozenset(normalization.stems(passage))


def _cut(passage: str, stems: AbstractSet[str]) -> str:
    """The passage from just before the first of the words, whole words only."""
    first = next((start for start, _end, stem in normalization.found_in(passage) if stem in stems), 0)
    start = passage.find(" ", first - _LEAD) + 1 if first > _EXCERPT_LENGTH - _LEAD else 0
    if len(passage) - start <= _EXCERPT_LENGTH:
        rest = passage[start:]
    else:
        rest = passage[start : start + _EXCERPT_LENGTH].rpartition(" ")[0].rstrip(",;:. ") + " …"
    return ("… " if start else "") + rest


def _marked(passage: str, stems: AbstractSet[str]) -> list[Piece]:
    pieces, done = [], 0
    for start, end, stem in normalization.found_in(passage):
        if stem in stems:
            pieces += [Piece(passage[done:start], False), Piece(passage[start:end], True)]
            done = end
    return [piece for piece in [*pieces, Piece(passage[done:], False)] if piece.text]
