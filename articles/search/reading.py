"""What somebody looks for, read from what they typed: words, what they may have meant, and signs of danger."""

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from articles.models import Synonym
from articles.search import words
from articles.search.index import Vocabulary

_SHORTEST = 4  # letters that a word must have for its spelling to be judged
_ALIKE = 0.75  # of 1, for words that begin alike: “siatica” and “sciatica” are 0.93 alike, “pian” and “pain” 0.75
_QUITE_ALIKE = 0.85  # for others: “night” is not “tight”
_MOST = 12  # words that are looked at

Alternatives = list[tuple[str, ...]]


@dataclass(frozen=True)
class Wanted:
    """What to look for."""

    groups: list[Alternatives] = field(default_factory=list)
    """For each thing that was typed, the stems that name it: any of them will do."""
    respelled: dict[str, str] = field(default_factory=dict)
    """What was typed that no page has, and the word that was taken for it."""
    is_danger: bool = False

    @property
    def stems(self) -> frozenset[str]:
        """Every stem that is worth marking in an excerpt."""
        return frozenset(stem for group in self.groups for alternative in group for stem in alternative)


def read(typed: str, known: Vocabulary) -> Wanted:
    """What the typed text asks for."""
    synonyms = list(Synonym.objects.all())
    phrases = {row.pk: [phrase for line in row.phrases if (phrase := _phrase(line))] for row in synonyms}
    theirs = [word for row in synonyms for word in words.listed(row.words)]
    known = Vocabulary((*known.words, *theirs), known.stems | set(map(words.stem, theirs)))
    asked, respelled = _asked(typed, known)
    meant = [row for row in synonyms if any(set(phrase) <= asked.keys() for phrase in phrases[row.pk])]
    groups = _groups(asked, [phrases[row.pk] for row in meant])
    return Wanted(list(groups), respelled, any(row.is_danger for row in meant))


def _asked(typed: str, known: Vocabulary) -> tuple[dict[str, None], dict[str, str]]:
    """The stems that were typed, in order, and the words that were taken for another."""
    asked: dict[str, None] = {}
    respelled = {}
    for word in list(dict.fromkeys(words.listed(typed)))[:_MOST]:
        if words.is_small(word):
            continue
        if words.stem(word) not in known.stems and (better := _respelled(word, known)):
            respelled[word] = better
        asked[words.stem(respelled.get(word, word))] = None
    return asked, respelled


def _phrase(line: str) -> tuple[str, ...]:
    return tuple(words.stem(word) for word in words.listed(line) if not words.is_small(word))


def _groups(asked: Collection[str], meant: list[Alternatives]) -> Iterator[Alternatives]:
    """A group for each list of synonyms that was hit, and one for each word that hit none."""
    covered = {stem for phrases in meant for phrase in phrases if set(phrase) <= set(asked) for stem in phrase}
    yield from meant
    yield from ([(stem,)] for stem in asked if stem not in covered)


def _respelled(word: str, known: Vocabulary) -> str:
    """The word of ours that was most likely meant: one that begins so, or the one spelled most alike; or none."""
    if len(word) < _SHORTEST:
        return ""
    if begun := next((other for other in known.words if other.startswith(word)), ""):
        return begun
    near = [other for other in known.words if abs(len(other) - len(word)) <= 2 and len(other) >= _SHORTEST]  # noqa: PLR2004
    first = [other for other in near if other[0] == word[0]]
    alike = difflib.get_close_matches(word, first, 1, _ALIKE) or difflib.get_close_matches(word, near, 1, _QUITE_ALIKE)
    return alike[0] if alike else ""
