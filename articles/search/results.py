"""A search: from what was typed to what the reader sees. Nothing that was typed is kept anywhere."""

from collections import defaultdict
from dataclasses import dataclass

from articles.search import index
from articles.search.excerpts import Piece, excerpt
from articles.search.reading import Wanted, read
from articles.search.sources import Entry, sources

MAX_LENGTH = 100
_SHOWN = 20


@dataclass(frozen=True)
class Result:
    """One page that was found."""

    kind: str
    entry: Entry
    excerpt: list[Piece]


@dataclass(frozen=True)
class Results:
    """What was found, the best first."""

    wanted: Wanted
    found: list[Result]
    has_all: bool
    """Whether every page has all that was looked for; otherwise each has some of it."""


def search(typed: str) -> Results:
    """The pages that answer what was typed: those with all the words, or else those with some of them."""
    index.refresh()
    wanted = read(typed, index.vocabulary())
    places = index.matching(wanted.groups, every=True)
    has_all = bool(places)
    if not has_all and len(wanted.groups) > 1:
        places = index.matching(wanted.groups, every=False)
    return Results(wanted, _shown(places[:_SHOWN], wanted), has_all)


def _shown(places: list[index.Place], wanted: Wanted) -> list[Result]:
    """The places as patients can read them now. The index may be a moment behind: what is gone is left out."""
    addresses: dict[str, list[str]] = defaultdict(list)
    for kind, address in places:
        addresses[kind].append(address)
    live = {
        (source.kind, entry.address): entry
        for source in sources()
        if source.kind in addresses
        for entry in source.entries(addresses[source.kind])
    }
    return [Result(place[0], live[place], excerpt(live[place], wanted)) for place in places if place in live]
