"""A query read from what somebody typed: its words, what they probably meant, and whether it names a danger sign."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from articles.models import Synonym
from articles.search import normalization
from articles.search.index import Vocabulary

_MAX_WORDS = 12  # the rest of what was typed is ignored
_MIN_LETTERS = 4  # a shorter word is not corrected
_TWO_TYPOS_FROM = 6  # letters; a shorter word is forgiven only one typo

Alternatives = list[tuple[str, ...]]


@dataclass(frozen=True)
class Query:
    """What to look for."""

    groups: list[Alternatives] = field(default_factory=list)
    """For each thing that was typed, the stems that name it: any of them will do."""
    respelled: dict[str, str] = field(default_factory=dict)
    """What was typed that no page has, and the word that it was taken for."""
    is_danger: bool = False
    typed: frozenset[str] = frozenset()
    """The stems of what was typed, with its spelling corrected."""


def read(typed: str, known: Vocabulary) -> Query:
    """What the typed text asks for."""
    rows = Synonym.objects.all()
    lists = [(row.is_danger, [phrase for line in row.phrases if (phrase := _significant(line))]) for row in rows]
    theirs = [word for _danger, phrases in lists for phrase in phrases for word in phrase]
    everything = Vocabulary((*known.words, *theirs), known.stems | set(map(normalization.stem, theirs)))
    asked, respelled = _asked(typed, everything)
    stemmed = [[tuple(map(normalization.stem, phrase)) for phrase in phrases] for _danger, phrases in lists]
    meant = [phrases for phrases in stemmed if any(set(phrase) <= asked.keys() for phrase in phrases)]
    is_danger = any(_seems_to_say(typed, phrase) for danger, phrases in lists if danger for phrase in phrases)
    return Query(list(_groups(asked, meant)), respelled, is_danger, frozenset(asked))


def _significant(text: str) -> list[str]:
    """The text's words but for small ones such as “the”."""
    return [word for word in normalization.listed(text) if not normalization.is_small(word)][:_MAX_WORDS]


def _seems_to_say(typed: str, phrase: list[str]) -> bool:
    """Whether the typed text seems to hold all words of a phrase, in any order: a typo must not hide a danger sign."""
    return all(any(is_near(word, theirs) for word in _significant(typed)) for theirs in phrase)


def _asked(typed: str, known: Vocabulary) -> tuple[dict[str, None], dict[str, str]]:
    """The stems that were typed, in order, and the words that were taken for another."""
    respelled = {}
    for word in _significant(typed):
        if normalization.stem(word) not in known.stems and (meant := corrected(word, known.words)):
            respelled[word] = meant
    return {normalization.stem(respelled.get(word, word)): None for word in _significant(typed)}, respelled


def _groups(asked: Collection[str], meant: list[Alternatives]) -> Iterator[Alternatives]:
    """A group for each list of synonyms that was hit, and one for each word that hit none."""
    covered = {stem for phrases in meant for phrase in phrases if set(phrase) <= set(asked) for stem in phrase}
    yield from meant
    for stem in asked:
        if stem not in covered:
            yield [(stem,)]


def corrected(word: str, known: Iterable[str]) -> str:
    """The known word that was most likely meant: one that begins so, or the one with the fewest typos; or none.

    `known` has the most frequent first: of two that are as near it wins, unless the other has exactly these letters.
    """
    if len(word) < _MIN_LETTERS:
        return ""
    allowed = 2 if len(word) >= _TWO_TYPOS_FROM else 1
    near = []
    for other in known:
        if other.startswith(word):
            return other
        if (typos := _typos(word, other)) <= allowed:
            near.append((typos, sorted(other) != sorted(word), other))
    return min(near, key=lambda one: one[:2])[2] if near else ""


def is_near(word: str, other: str) -> bool:
    """Whether one was probably meant for the other: the same stem, or a single typo in a word that is not short."""
    same_stem = normalization.stem(word) == normalization.stem(other)
    return same_stem or (len(other) >= _MIN_LETTERS and _typos(word, other) <= 1)


def _typos(word: str, other: str) -> int:
    """Letters wrong, missing, too many or swapped. The first counts twice: people rarely mistype it."""
    return OSA.distance(word, other) + (word[:1] != other[:1])
