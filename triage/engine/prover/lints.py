"""Check 10, the part that needs no reader: words that are wrong whoever wrote them. Only new or changed words count.

What is refused: empty texts, letters that nobody sees, a word twice in a row, a choice that is too long, two choices
that say the same, words that moved to another choice, and a "none" that admits a little.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question
from triage.engine.parts.urgency import Urgency
from triage.engine.prover.examples import denial
from triage.engine.prover.report import Check, Problem
from triage.engine.prover.wording import CALL, meaning
from triage.engine.prover.words import Key, Line, lines_beside

MAX_CHOICE: Final = 120
"""Letters of a choice: three lines on a phone. The rest goes into the hint, which fewer need."""
_UNSEEN: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters by their category, but blank."""
_UNSEEN_KINDS: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Zl", "Zp"})
_WRITTEN: Final = re.compile(r"[\n\t]|(?<=[^\W\d_a-zA-Z])[\u200c\u200d](?=[^\W\d_a-zA-Z])")
"""Lines, and joiners between letters as some languages write them."""
_DOUBLED: Final = re.compile(r"\b(?!(?:that|had)\b)([^\W\d_]+)\s+\1\b", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?:|\bwww\.", re.IGNORECASE)
_A_LITTLE: Final = re.compile(
    r"\b(a (little|bit|few)|little|slight(ly)?|mild(ly)?|some(times|what)?|barely|hardly|almost|nearly|mostly|rarely"
    r"|maybe|not much)\b",
    re.IGNORECASE,
)
_IF: Final = re.compile(r"\b(if|when|once|unless|until|should you)\b", re.IGNORECASE)


def check(protocol: Protocol, live: Protocol | None) -> Iterator[Problem]:
    """A problem for each fault of words that are new or changed. Both as they are written, thresholds not filled."""
    after = lines_beside(protocol, protocol)
    before = lines_beside(live, protocol) if live is not None else {}
    fresh = {key: line for key, line in after.items() if key not in before or before[key].text != line.text}
    for key, line in fresh.items():
        for fault in _faults(key, line):
            yield _refused(f"{line.where}: {fault}")
    for question in protocol.questions:
        if any(_key(question, choice.key) in fresh for choice in question.choices):
            yield from _choices(question, fresh, before)
    yield from _conditional_calls(protocol, live, fresh)


def _refused(sentence: str, question: str = "", *, blocks: bool = True) -> Problem:
    return Problem(Check.WORDS, sentence, blocks=blocks, questions=(question,) if question else ())


def _faults(key: Key, line: Line) -> Iterator[str]:
    if not line.text.strip() and not line.may_be_empty:
        yield "there are no words. Write some."
    unseen = sorted({f"U+{ord(letter):04X}" for letter in _unseen(line.text)})
    if unseen:
        yield f"it has letters that nobody sees ({', '.join(unseen)}). Delete them."
    if _ADDRESS.search(line.text):
        yield "it has an address on the web. Name an article instead."
    if doubled := _DOUBLED.search(line.text):
        yield f"“{doubled[0]}” has a word twice."
    if "choices" in key and key[-1] == "text" and len(line.text) > MAX_CHOICE:
        yield f"a choice has at most {MAX_CHOICE} letters, and this one {len(line.text)}. Put the rest into the hint."


def _unseen(text: str) -> Iterator[str]:
    for letter in _WRITTEN.sub("", text):
        if letter in _UNSEEN or unicodedata.category(letter) in _UNSEEN_KINDS:
            yield letter


def _key(question: Question, choice: str) -> Key:
    return ("questions", question.key, "choices", choice, "text")


def _choices(question: Question, fresh: Mapping[Key, Line], before: Mapping[Key, Line]) -> Iterator[Problem]:
    seen: set[tuple[str, ...]] = set()
    was = {choice.key: before.get(_key(question, choice.key)) for choice in question.choices}
    for choice in question.choices:
        says = meaning(choice.text)
        if says in seen:
            yield _refused(f"“{question.short}”: two choices say “{choice.text}”.", question.key)
        seen.add(says)
        own = was[choice.key]
        others = [line for key, line in was.items() if line is not None and key != choice.key]
        if own is not None and meaning(own.text) != says and any(meaning(line.text) == says for line in others):
            sentence = f"“{question.short}”: “{choice.text}” was said by another answer until now."
            yield _refused(f"{sentence} Words can’t move from one answer to another.", question.key)
    no = question.by_key.get(denial(question) or "")
    if no and _key(question, no.key) in fresh and (no.exclusive or no.severity == 0):
        admitted = _A_LITTLE.search(no.text)
        if admitted:
            yield _refused(f"“{question.short}”: “{no.text}” says no, and admits “{admitted[0]}”.", question.key)


def _conditional_calls(protocol: Protocol, live: Protocol | None, fresh: Mapping[Key, Line]) -> Iterator[Problem]:
    """Emergencies newly told to call only if something comes true. They are told to call now, so this is a warning."""
    was = dict(live.findings()) if live is not None else {}
    for key, finding in protocol.findings():
        for name in finding.advice if finding.urgency is Urgency.EMERGENCY else ():
            text = protocol.advice_by_key[name].text
            old = was.get(key)
            is_new = old is None or old.urgency is not finding.urgency or name not in old.advice
            if (is_new or ("advice", name, "text") in fresh) and CALL.search(text) and _IF.search(text):
                sentence = f"“{finding.because}” is an emergency, and “{text}” sounds as if the call could wait."
                yield _refused(sentence, blocks=False)
