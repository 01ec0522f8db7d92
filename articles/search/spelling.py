"""Slips of the pen: which of our words somebody meant who typed another."""

from collections.abc import Iterable

from articles.search import words

_SHORTEST = 4  # letters that a word must have to be judged
_LONG = 6  # letters from which two slips are forgiven


def better(word: str, known: Iterable[str]) -> str:
    """The word that was most likely meant: one that begins so, or the one with the fewest slips; or none.

    `known` has the most frequent first: of two that are as near, it wins, unless the other has just these letters.
    """
    if len(word) < _SHORTEST:
        return ""
    allowed, letters = (2 if len(word) >= _LONG else 1), set(word)
    near = []
    for other in known:
        if other.startswith(word):
            return other
        if len(letters ^ set(other)) <= 2 * allowed and (slips := _slips(word, other)) <= allowed:
            near.append((slips, sorted(other) != sorted(word), other))
    return min(near, key=lambda one: one[:2])[2] if near else ""


def is_near(word: str, other: str) -> bool:
    """Whether one may have been meant for the other: the same stem, or a single slip in a word that is not short."""
    return words.stem(word) == words.stem(other) or (len(other) >= _SHORTEST and _slips(word, other) <= 1)


def _slips(word: str, other: str) -> int:
    """How many letters are wrong, missing, too many or swapped with the next; a wrong first letter is one slip more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        before, last, row = row, before, [i]
        for j, theirs in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == theirs:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1] + (word[:1] != other[:1])
