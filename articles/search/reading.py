"""What somebody looks for, read from what they typed: words, what they may have meant, and signs of danger."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from articles.models import Synonym
from articles.search import spelling, words
from articles.search.index import Vocabulary

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
    typed: frozenset[str] = frozenset()
    """The stems of what was typed, spelled as it was meant."""


def read(typed: str, known: Vocabulary) -> Wanted:
    """What the typed text asks for."""
    rows = Synonym.objects.all()
    lists = [(row.is_danger, [phrase for line in row.phrases if (phrase := _telling(line))]) for row in rows]
    theirs = [word for _danger, phrases in lists for phrase in phrases for word in phrase]
    wide = Vocabulary((*known.words, *theirs), known.stems | set(map(words.stem, theirs)))
    asked, respelled = _asked(typed, wide)
    stemmed = [[tuple(map(words.stem, phrase)) for phrase in phrases] for _danger, phrases in lists]
    meant = [phrases for phrases in stemmed if any(set(phrase) <= asked.keys() for phrase in phrases)]
    is_danger = any(_may_say(typed, phrase) for danger, phrases in lists if danger for phrase in phrases)
    return Wanted(list(_groups(asked, meant)), respelled, is_danger, frozenset(asked))


def _telling(text: str) -> list[str]:
    """The text's words that say something."""
    return [word for word in words.listed(text) if not words.is_small(word)][:_MOST]


def _may_say(typed: str, phrase: list[str]) -> bool:
    """Whether the typed text may hold all words of the phrase, in any order: a slip of the pen must hide no danger."""
    return all(any(spelling.is_near(word, theirs) for word in _telling(typed)) for theirs in phrase)


def _asked(typed: str, known: Vocabulary) -> tuple[dict[str, None], dict[str, str]]:
    """The stems that were typed, in order, and the words that were taken for another."""
    respelled = {}
    for word in _telling(typed):
        if words.stem(word) not in known.stems and (better := spelling.better(word, known.words)):
            respelled[word] = better
    return {words.stem(respelled.get(word, word)): None for word in _telling(typed)}, respelled


def _groups(asked: Collection[str], meant: list[Alternatives]) -> Iterator[Alternatives]:
    """A group for each list of synonyms that was hit, and one for each word that hit none."""
    covered = {stem for phrases in meant for phrase in phrases if set(phrase) <= set(asked) for stem in phrase}
    yield from meant
    for stem in asked:
        if stem not in covered:
            yield [(stem,)]
