"""Finds medical words that are not explained where they are first used.

A word counts as explained, in the style of docs/editorial.md, when at its first use
- it is in brackets after plain words: "pointing the foot down (plantar flexion)";
- brackets that explain it follow: "ischemia (no blood gets through)";
- it is introduced as a name: "called a Baker's cyst";
- its explanation is next to it, set off by commas: "one strong cord, the Achilles tendon";
- its sentence says what it is: "Sciatica is pain along the sciatic nerve.";
- it links to the glossary: its meaning opens in place.
A heading may explain a word but need not: the text below it does. The words of any other link are explained by the page
behind it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from articles.text.blocks import EXPLAINED, Block

LIST = Path(__file__).with_name("medical_words.txt")
_NAMED = re.compile(r"\b(?:called|known as|named|say|term)(?: an?| the)? [“\"]?$", re.IGNORECASE)
_BESIDE_BEFORE = re.compile(r", (?:the|an?|or) $", re.IGNORECASE)
_BESIDE_AFTER = re.compile(r"s?[”\"]?(?: ?\(|, (?:which|an?|the|or)\b| (?:is|are|means?) )")


@dataclass(frozen=True)
class MedicalWord:
    """A word that few readers know, and plain words for it."""

    word: str
    plain: str
    pattern: re.Pattern[str]


def unexplained(blocks: Iterable[Block]) -> Iterator[MedicalWord]:
    """The medical words of the text that are not explained at their first use, in the order of the list."""
    for word in listed():
        for block in blocks:
            found = word.pattern.search(block.own_text)
            explained = found is not None and _is_explained(block.own_text, found)
            if found and not explained and not block.is_heading:
                yield word
            if explained or (found and not block.is_heading):
                break


def _is_explained(text: str, found: re.Match[str]) -> bool:
    before, after = text[: found.start()], text[found.end() :]
    start, end = EXPLAINED
    in_glossary = before.count(start) > before.count(end)
    in_brackets = before.count("(") > before.count(")") and bool(before.partition("(")[0].strip())
    beside = _NAMED.search(before) or _BESIDE_BEFORE.search(before) or _BESIDE_AFTER.match(after)
    return bool(in_glossary or in_brackets or beside)


@cache
def listed() -> list[MedicalWord]:
    """The list: one word or phrase a line, a bar, and plain words for it."""
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]
    pairs = [[part.strip() for part in line.split("|", 1)] for line in lines]
    return [MedicalWord(word, plain, re.compile(rf"\b{re.escape(word)}", re.IGNORECASE)) for word, plain in pairs]
