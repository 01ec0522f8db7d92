"""Finds bare clinical numbers: a number with a unit, or an age, written out where a value could be quoted.

What the triage decides by is quoted as `{{ threshold:... }}`, so that article and triage cannot disagree. Other numbers
that may be written out are listed, each with its reason, in `plain_numbers.txt`.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from articles.text import values
from articles.text.blocks import blocks

ALLOWED = Path(__file__).with_name("plain_numbers.txt")
_QUOTED = "\N{CURRENCY SIGN}"  # takes the place of quoted values, which are fine

_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety"
    "|hundred|half an?|couple of"
)
_NUMBER = rf"(?:\d+(?:[.,]\d+)?|{_WORDS})"
_UNITS = (
    "seconds?|secs?|minutes?|mins?|hours?|days?|nights?|weeks?|months?|years?|mm|cm|centimet(?:er|re)s?|met(?:er|re)s?"
    "|inch(?:es)?|mg|kg|kilos?|pounds?|ml|lit(?:er|re)s?|degrees?|percent|(?:out )?of (?:10|ten)|times an? (?:day|week)"
)
_PATTERN = re.compile(
    rf"\b{_NUMBER}(?: or (?:more|less|fewer|{_NUMBER}))?(?: ?(?:to|and|-|–) ?{_NUMBER})?(?:[ -]?(?:{_UNITS})\b| ?[%°])"
    rf"|\ban? (?:hour|day|week|month|year) or two\b"
    rf"|\b(?:aged?|under|over|below|above|older than|younger than|at least|from) \d{{1,3}}\b",
    re.IGNORECASE,
)


def bare(body: str) -> list[str]:
    """The numbers that should not be written out in this Markdown, each once, in order."""
    quoted = values.fill(body, dict.fromkeys(values.keys_in(body), _QUOTED))
    return list(dict.fromkeys(number for block in blocks(quoted) for number in _bare(block.text)))


def _bare(line: str) -> Iterator[str]:
    fine = [found.span() for phrase in allowed() for found in phrase.finditer(line)]
    for found in _PATTERN.finditer(line):
        if not any(start <= found.start() and found.end() <= end for start, end in fine):
            yield found[0]


@cache
def allowed() -> list[re.Pattern[str]]:
    """The phrases whose numbers may be written out. The file has one a line: `phrase | why`."""
    lines = [line for line in ALLOWED.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]
    phrases = [line.partition("|")[0].strip() for line in lines]
    return [re.compile(rf"\b{re.escape(phrase)}", re.IGNORECASE) for phrase in phrases]
