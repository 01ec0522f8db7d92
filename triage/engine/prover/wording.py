"""Whether two texts say the same, as far as that can be told without understanding them.

Two measures. `meaning` frees case, spacing, and most punctuation: it is for every text. `alike` also frees a few ways
of writing the same, and typing slips: it is for texts that no urgent decision hangs on. All else counts as a change of
meaning, as nobody can list the words that turn a sentence round.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from triage.engine.parts.rule import AdviceKind

_TOKEN: Final = re.compile(
    r"(?P<said>\{\{.*?\}\}|[-]?\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<stop>[.;:!?…]+)|(?P<pause>[,()\[\]\"“”„]|(?<=\s)-(?=\s))|(?P<sign>[^\w\s'-])",
    re.DOTALL,
)
_DASHES: Final = str.maketrans({"’": "'", "‘": "'", "‚": "'", "–": "-", "—": " - ", "‑": "-", "−": "-"})
STOP: Final = "."
_NEGATION: Final = re.compile(r"(no|not|never|none|nothing|nobody|nowhere|neither|nor|without|cannot)|.*n't")
_AMOUNT: Final = re.compile(
    r"[-]?\d.*|(minute|hour|day|week|month|year)s?|two|three|four|five|six|seven|eight|nine|ten|twelve|once|twice|half"
)
_MEDICINE: Final = re.compile(
    r"(ibuprofen|naproxen|aspirin|paracetamol|acetaminophen|antibiotic|steroid|statin|painkiller|tablet|pill|dose)s?|thinners?|mg"
)
_SIGNS: Final = {
    _NEGATION: "A “not” came or went.",
    _AMOUNT: "A number or a time has changed.",
    _MEDICINE: "A medicine came or went.",
}
HELP: Final = re.compile(r"\b(emergency|ambulance|at once|right away|same day|911|112|999)\b", re.IGNORECASE)
GET_HELP: Final = re.compile(rf"{HELP.pattern}|\b(book|visit|be seen)\b", re.IGNORECASE)
"""Of advice that only says to get help, which nobody is worse off for being told."""
CALL: Final = re.compile(r"\bcall\b.*\b(emergency number|ambulance|911|112|999)\b", re.IGNORECASE | re.DOTALL)
_SAME: Final = {
    r"\bwhich\b": "that",
    r"\bcannot\b|\bcan't\b": "can not",
    r"n't\b": " not",
    r"\b(in|within) the (next|last|coming)\b": r"within the \2",
}
"""Ways of writing the same, and the one that stands for both."""
_NUMBERS: Final = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
}
_MINUTES: Final = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43830, "year": 525960}
_UNITS: Final = frozenset(f"{unit}s" for unit in _MINUTES)
_BEGINS: Final = {("book",), ("call",), ("be", "seen"), ("see", "a"), ("get", "help"), ("do", "this", "check")}
"""How a sentence begins that says when to get help, or to look again: `Be seen within 2 days`."""
_IF: Final = frozenset({"if", "when", "once", "after", "unless", "until", "while"})
_LEAST: Final = 5
"""Letters of a word in which a typing slip is told from another word."""


def meaning(text: str) -> tuple[str, ...]:
    """The words, numbers and signs of a text, and where its sentences end, whatever ends them.

    A pause counts after a “not”, where it decides what is not so.

    >>> meaning("At once:  2-3 days, not more!") == meaning("at once. 2–3 days not more")
    True
    >>> meaning("Not feet that are cold") == meaning("Not! Feet that are cold")
    False
    """
    found: list[str] = []
    for token in _TOKEN.finditer(text.translate(_DASHES).casefold()):
        ends = token["stop"] or (token["pause"] and found and _NEGATION.fullmatch(found[-1]))
        if ends:
            found += [STOP] if found and found[-1] != STOP else []
        elif not token["pause"]:
            found.append(token[0])
    return tuple(found[:-1] if found and found[-1] == STOP else found)


def alike(old: str, new: str, known: Counter[str], kind: AdviceKind | None = None) -> bool:
    """Whether a text that no urgent decision hangs on still says the same; or gets help sooner, else the same.

    `known`: how often each word is used in all texts that it was live with.
    """
    before, now = _in_one_way(old), _in_one_way(new)
    if len(before) != len(now):
        return False
    changed = [place for place, (was, is_) in enumerate(zip(before, now, strict=True)) if was != is_]
    return all(
        _is_sooner(before, now, place, kind) or _was_a_slip(before[place], now[place], known) for place in changed
    )


def _in_one_way(text: str) -> list[str]:
    """The meaning of a text with each of `_SAME` written in one way, and each amount of time in minutes: `=1440`."""
    for pattern, same in _SAME.items():
        text = re.sub(pattern, same, text.translate(_DASHES).casefold())
    found: list[str] = []
    for token in meaning(text):
        unit = _MINUTES.get(token.removesuffix("s"))
        number = _number(found[-1]) if found else None
        if unit and number is not None:
            found[-1] = f"={number * unit}"
        elif unit and token.endswith("s") and not (found and found[-1][0].isdigit()):
            found.append(f"={2 * unit}")  # “the next days” are two or more
        else:
            found.append(token)
    return found


def _number(token: str) -> Fraction | None:
    if token in _NUMBERS:
        return Fraction(_NUMBERS[token])
    return Fraction(token) if re.fullmatch(r"\d+(\.\d+)?", token) else None


def _is_sooner(before: list[str], now: list[str], place: int, kind: AdviceKind | None) -> bool:
    """Whether the only change of a sentence on when to get help, or to look again, is a shorter time."""
    if not (before[place][0] == now[place][0] == "=" and Fraction(now[place][1:]) < Fraction(before[place][1:])):
        return False
    start = max((i + 1 for i in range(place) if now[i] == STOP), default=0)
    until = now[start:place]
    if kind is AdviceKind.AGAIN and until[:1] == ["if"]:
        return "not" in until and len(_IF & set(until)) == 1  # “If it is not better in a week, …”
    begins = any(tuple(until[: len(words)]) == words for words in _BEGINS)
    return begins and not _IF & set(until) and not any(map(_NEGATION.fullmatch, until))


def _was_a_slip(was: str, now: str, known: Counter[str]) -> bool:
    """Whether a word that nothing else uses became one that other texts use, by one letter inside it, or two swapped.

    >>> _was_a_slip("vsiit", "visit", Counter(["vsiit", "visit"])), _was_a_slip("lower", "slower", Counter(["slower"]))
    (True, False)
    """
    if min(len(was), len(now)) < _LEAST - 1 or max(len(was), len(now)) < _LEAST or known[was] > 1 or not known[now]:
        return False
    if not (was.isalpha() and now.isalpha()) or (was[0], was[-1]) != (now[0], now[-1]):
        return False
    if any(sign.fullmatch(word) for sign in _SIGNS for word in (was, now)):
        return False
    return now in _one_slip_from(was)


def _one_slip_from(word: str) -> Iterator[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    for i in range(1, len(word)):
        head, tail = word[:i], word[i:]
        yield from (head + tail[1:], head[:-1] + tail[0] + head[-1] + tail[1:])
        for letter in letters:
            yield from (head + letter + tail, head + letter + tail[1:])


def turned(old: str, new: str) -> str:
    """How a change seems to turn the meaning round, as a sentence for who reads it; empty when nothing seen does."""
    if HELP.search(old) and not HELP.search(new):
        return "The advice to get help at once is gone."
    for sign, fault in _SIGNS.items():
        before, after = (Counter(t for t in meaning(text) if sign.fullmatch(t)) for text in (old, new))
        if (before.total() != after.total()) if sign is _NEGATION else before != after:
            return fault
    return ""


def names_a_time(text: str) -> bool:
    """Whether a text names an amount of time, such as when to be seen; `the same day` is none."""
    return any(token[0] == "=" or token[:2] == "{{" or token in _UNITS for token in _in_one_way(text))
