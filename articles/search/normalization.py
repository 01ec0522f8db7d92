"""Words as search compares them: without case, accents, punctuation and endings, the same on every database."""

import re
import unicodedata
from collections.abc import Iterator

VERSION = 1
"""Raise it when anything below changes: every index made before is then rebuilt."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_OWNS = re.compile(r"['’]s$")
_VOWEL = re.compile("[aeiouy]")
_MIN_STEM = 3  # letters
# The first matching suffix is replaced by the paired text.
_ENDINGS = [
    *(("nesses", ""), ("ness", ""), ("ings", ""), ("ing", ""), ("ies", "i"), ("ied", "i")),
    *(("es", ""), ("ed", ""), ("y", "i"), ("e", ""), ("s", "")),
]
_SURE_ENDING = 3  # letters from which an ending is never part of the stem
_NO_ENDING = ("eed", "ss", "us", "is", "ay", "ey", "oy")  # the last letters only look like a short ending
_SMALL_WORDS = """
a am an and any are as at be been but by do does for from get gets getting got had has have having he her his
how i if im in into is it its ive me much my of on or our she should so some than that the their them then
there these they this those to too very was we were what when where which while who why will with would you
your
"""
_SMALL = frozenset(_SMALL_WORDS.split())


def found_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each word of the text begins and ends, and its stem."""
    for match in _WORD.finditer(text):
        yield match.start(), match.end(), stem(match[0])


def listed(text: str) -> list[str]:
    """The text's words, in lower case and without accents."""
    return [plain(match[0]) for match in _WORD.finditer(text)]


def stems(text: str) -> list[str]:
    """The stems of the text's words, in order."""
    return [stem(word) for word in listed(text)]


def is_small(word: str) -> bool:
    """Whether the word is too common to look for, such as “the”."""
    return plain(word) in _SMALL


def plain(word: str) -> str:
    """The word in lower case, without accents and apostrophes: “can’t” is “cant”, “doctor’s” is “doctor”."""
    folded = word.casefold()
    if folded.isascii() and folded.isalnum():  # most words: nothing else to do
        return folded
    letters = unicodedata.normalize("NFKD", _OWNS.sub("", folded))
    return "".join(letter for letter in letters if letter.isalnum())


def stem(word: str) -> str:
    """The word without its ending: “cramps” and “cramping” are “cramp”. Crude, but the same for page and query."""
    word = plain(word)
    for ending, instead in _ENDINGS:
        rest = word.removesuffix(ending)
        is_one = word.endswith(ending) and (len(ending) >= _SURE_ENDING or not word.endswith(_NO_ENDING))
        if is_one and len(rest) >= _MIN_STEM and _VOWEL.search(rest):
            word = rest + instead
            break
    twice = len(word) > _MIN_STEM and word[-1] == word[-2] and word[-1] not in "lsz"
    return word[:-1] if twice else word
