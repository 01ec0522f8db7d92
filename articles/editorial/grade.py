"""How hard a text reads: the US school grade by Flesch and Kincaid (1975).

Counted here rather than by a library: textstat is kept to the tests, which compare. Ours counts syllables by the sound
rules of English, where textstat counts places to hyphenate and so misses some ("injury" has two there); it never says
a lower grade than textstat by more than textstat's own rounding.
"""

import re

LIMIT = 6.0
"""The highest grade that can be published without a reason (docs/editorial.md)."""

_MIN_SENTENCE = 3  # words; anything shorter, such as what is left of a decimal point, is not a sentence
_SENTENCE = re.compile(r"\b[^.!?]+[.!?]*")
_NOT_WORD = re.compile(r"[^\w\s]")
_VOWELS = re.compile(r"[aeiouy]+")
# Two vowels that are two syllables: ra-di-us, cre-ate, stu-dy-ing, flu-id.
_APART = re.compile(
    r"i[ao]|iu|eo|[uo]i(?=ng|ty)|lui(?=d)|ua(?!r)|[aeouy]ing|[^aeiouy]ying|iet|ism$|rea(?=te|ti)|ue[lt]"
)
# ... and what looks like that but is one: na-tion, spe-cial, peo-ple.
_TOGETHER = re.compile(r"[tscg]i(?=o|a[ln])|peo")
_SILENT_E = re.compile(r"(?:[^aeiouyl]e|[aeiouy]le|[^aeiouydt]ed|[^aeiouylszxcgh]es|[aeiouy]les)$")
# A silent e in the middle of a compound: some-one, mo-ve-ment, like-ly.
_SILENT_INSIDE = re.compile(r"(?:some|[aeiouy][dkmnrsv]e)(?=(?:one|body|thing|times|ment|ly|ful|less|line)$)")


def grade(text: str) -> float:
    """The grade, to one decimal. A text without words has grade 0.

    >>> grade("Rest your leg. Keep it warm.") < 3 < grade("Immobilization facilitates musculotendinous regeneration.")
    True
    """
    words = _words(text)
    if not words:
        return 0.0
    syllable_count = sum(map(syllables, words))
    return round(0.39 * len(words) / sentences(text) + 11.8 * syllable_count / len(words) - 15.59, 1)


def sentences(text: str) -> int:
    """How many sentences, one at least. A heading without a full stop runs into the next one."""
    return max(1, sum(len(_words(found)) >= _MIN_SENTENCE for found in _SENTENCE.findall(text)))


def syllables(word: str) -> int:
    """How many syllables a word has, by rules of spelling.

    >>> [syllables(word) for word in ("calf", "swollen", "injury", "eased", "someone", "emergency", "fluid")]
    [1, 2, 3, 1, 2, 4, 2]
    """
    word = word.casefold()
    count = len(_VOWELS.findall(word)) + len(_APART.findall(word)) - len(_TOGETHER.findall(word))
    return max(1, count - bool(_SILENT_E.search(word)) - bool(_SILENT_INSIDE.search(word)))


def _words(text: str) -> list[str]:
    return _NOT_WORD.sub("", text).split()
