"""Check 10: which words have changed that an urgent or emergency decision hangs on. No solver reads them: people must.

The rules hold for what is answered, and patients answer what they read. So a second clinician reads each such text, the
old line beside the new one. What only differs in case, spacing or punctuation says the same. A change that turns a
meaning round (a negation, the advice to call, do and avoid) is shown whatever hangs on it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from triage.engine.parts import placeholders
from triage.engine.parts.protocol import Protocol, kept_with_protocol
from triage.engine.parts.question import Question
from triage.engine.parts.rule import Advice, AdviceKind
from triage.engine.parts.urgency import Urgency, most_urgent
from triage.engine.prover.comparison import meaning_of
from triage.engine.prover.report import WordChange
from triage.engine.sentences import conditions_text

URGENT: Final = Urgency.URGENT.level
_TOKEN: Final = re.compile(
    r"\{\{.*?\}\}|[-−]?\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s.,;:!?…\"“”„‚‘’'()\[\]\u00a0-]", re.DOTALL
)
_DASHES: Final = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "−": "-"})
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
CALL: Final = re.compile(r"\bcall\b.*\b(emergency number|ambulance|911|112|999)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Line:
    """A text that patients read, where it is, and the most urgent finding that hangs on it."""

    where: str
    text: str
    urgency: Urgency
    meant: object = None
    """What is compared instead of its words, where it is no plain text."""

    def says(self, other: Line) -> bool:
        """Whether it says the same as the other, whatever the case, spacing and punctuation."""
        if self.meant is not None or other.meant is not None:
            return self.meant == other.meant
        return self.text == other.text or meaning(self.text) == meaning(other.text)


Key = tuple[str, ...]
"""The kind of part, its key, and the field: `("choice", "flags", "numb", "hint")`."""


def meaning(text: str) -> tuple[str, ...]:
    """The words, numbers and signs of a text, without case, spacing and punctuation.

    >>> meaning("At once:  2-3 days, not more!") == meaning("at once, 2–3 days; not more")
    True
    """
    return tuple(_TOKEN.findall(text.translate(_DASHES).lower()))


def changes(live: Protocol, draft: Protocol) -> Iterator[WordChange]:
    """Each text to read, for which a draft needs a second clinician. Both as written: thresholds are not filled."""
    before, after = lines_beside(live, draft), lines_beside(draft, draft)
    written, written_before = lines(draft), lines(live)
    known = [line for key, line in before.items() if key[0] == "rule" and line.urgency.level >= URGENT]
    for key, line in after.items():
        old = before.get(key)
        if old is None or (key[0] == "rule" and old.urgency.level < line.urgency.level >= URGENT):
            as_urgent = [other for other in known if other.urgency.level >= line.urgency.level]
            said = as_urgent if old is None else [*as_urgent, old]
            if line.urgency.level >= URGENT and _is_news(key, line, live, said):
                yield WordChange(line.where, old.text if old else "", line.text, line.urgency)
        elif not old.says(line):
            urgency, by_threshold = most_urgent((old.urgency, line.urgency)), written_before[key].says(written[key])
            fault = "" if by_threshold else _turned(old, line)  # a threshold has its limits
            adds_to_net = key[0] == "net" and not old.text
            if (urgency.level >= URGENT and not adds_to_net) or fault:
                yield WordChange(line.where, old.text, line.text, urgency, fault)
    yield from _reordered(live, draft)
    yield from _for_home(live, draft)


def _is_news(key: Key, line: Line, live: Protocol, said: list[Line]) -> bool:
    """Whether a line that is newly urgent says what nobody has read beside anything as urgent.

    `said` are the lines of rules that were as urgent, and the line as it was. A new answer changes its question, and
    new advice what all are told to whom it is given.
    """
    if key[0] != "rule":
        return key[-1] == "text" and (key[0] == "advice" or (key[0] == "choice" and key[1] in live.question_by_key))
    if isinstance(line.meant, tuple):  # advice or an article, by name
        names = {name for other in said if isinstance(other.meant, tuple) for name in other.meant}
        return not set(line.meant) <= names | {None}
    return not any(other.says(line) for other in said)


def _turned(old: Line, new: Line) -> str:
    """How a change turns the meaning round, as a sentence; empty when nothing seen does."""
    if HELP.search(old.text) and not HELP.search(new.text):
        return "The advice to get help at once is gone."
    if old.meant is None:
        for sign, fault in _SIGNS.items():
            before, after = (Counter(t for t in meaning(text) if sign.fullmatch(t)) for text in (old.text, new.text))
            if (before.total() != after.total()) if sign is _NEGATION else before != after:
                return fault
    kinds = [line.meant[0] for line in (old, new) if isinstance(line.meant, tuple) and line.meant]
    if sum(isinstance(kind, AdviceKind) and kind.holds_back for kind in kinds) == 1:
        return "What was to do is to avoid now, or the other way round."
    return ""


def lines_beside(protocol: Protocol, draft: Protocol) -> Mapping[Key, Line]:
    """Every line of a protocol as its patients read it, beside a draft.

    What is asked has this protocol's own thresholds, as a changed number changes what patients answer. What is said by
    rules has the draft's where a rule compares with them: that change is proven, and shown at the threshold.
    """
    compared = {c.threshold for p in (protocol, draft) for rule in p.rules for c in p.conditions_in(rule.when)}
    asked, newest = protocol.threshold_by_key, draft.threshold_by_key
    said = {key: newest.get(key, own) if key in compared else own for key, own in asked.items()}
    found = {}
    for key, line in lines(protocol).items():
        values = asked if key[0] in _ASKED else said
        where, text = (placeholders.with_thresholds(words, values) for words in (line.where, line.text))
        found[key] = replace(line, where=where, text=text)
    return found


_ASKED: Final = ("question", "choice")


@kept_with_protocol
def lines(protocol: Protocol) -> Mapping[Key, Line]:
    """Every line of a protocol, as it is written."""
    return dict(chain(_asked(protocol), _said(protocol)))


def _asked(protocol: Protocol) -> Iterator[tuple[Key, Line]]:
    levels = _hang_on(protocol)
    for question in protocol.questions:
        urgency = levels[question.key]
        for name in ("text", "short", "hint", "why", "guide"):
            where = f"Question “{question.short}”" + ("" if name == "text" else f", {_NAMES.get(name, name)}")
            yield ("question", question.key, name), Line(where, getattr(question, name), urgency)
        if question.number:
            takes = question.number
            meant = (takes.unit, takes.unit_choice, takes.decimals, takes.minimum, takes.maximum)
            text = f"{takes.limits_text} {takes.unit.value}"
            yield (
                ("question", question.key, "number"),
                Line(f"Question “{question.short}”, limits", text, urgency, meant),
            )
        for choice in question.choices:
            where = f"Question “{question.short}”"
            yield ("choice", question.key, choice.key, "text"), Line(f"{where}, an answer", choice.text, urgency)
            hint = Line(f"{where}, hint of “{choice.text}”", choice.hint, urgency)
            yield ("choice", question.key, choice.key, "hint"), hint


_NAMES: Final = {"short": "in a few words"}


def _hang_on(protocol: Protocol) -> dict[str, Urgency]:
    """The most urgent finding or requirement that hangs on each question, also through what it brings up."""
    found: defaultdict[str, Urgency] = defaultdict(lambda: Urgency.SELF_CARE)
    whens = [(rule.when, rule.finding.urgency) for rule in protocol.rules]
    whens += [(requirement.when, requirement.at_least) for requirement in protocol.requirements]
    for when, urgency in whens:
        for key in protocol.questions_of(when):
            found[key] = most_urgent((found[key], urgency))
    for question in reversed(protocol.questions):  # each is brought up by earlier ones
        for key in protocol.questions_of(question.ask_when):
            found[key] = most_urgent((found[key], found[question.key]))
    return found


def _said(protocol: Protocol) -> Iterator[tuple[Key, Line]]:
    advice_at: defaultdict[str, list[Urgency]] = defaultdict(list)
    article_at: defaultdict[str, list[Urgency]] = defaultdict(list)
    for key, finding in protocol.findings():
        where = "When no rule holds" if key == "default" else f"Rule “{finding.because}”"
        told = "\n".join(protocol.advice_by_key[name].text for name in finding.advice)
        link = protocol.article_by_slug[finding.article].text if finding.article else ""
        reason = "When no rule holds, reason" if key == "default" else f"Reason of a rule: {finding.urgency.word}"
        yield ("rule", key, "reason"), Line(reason, finding.because, finding.urgency)
        yield ("rule", key, "advice"), Line(f"{where}, advice", told, finding.urgency, finding.advice)
        yield ("rule", key, "article"), Line(f"{where}, article", link, finding.urgency, (finding.article,))
        for name in finding.advice:
            advice_at[name].append(finding.urgency)
        article_at[finding.article or ""].append(finding.urgency)
    for advice in protocol.advice:
        for_all = [advice.up_to or Urgency.EMERGENCY] if advice.everyone else []
        yield from _advice(protocol, advice, most_urgent([Urgency.SELF_CARE, *advice_at[advice.key], *for_all]))
    for article in protocol.articles:
        urgency = most_urgent([Urgency.SELF_CARE, *article_at[article.slug]])
        yield ("article", article.slug, "text"), Line("Link to an article", article.text, urgency)
    for requirement in protocol.requirements:
        where = f"Safety net, for “{requirement.statement}”"
        yield ("net", requirement.key, "text"), Line(where, requirement.watch_for, requirement.at_least)
    for name, urgency in (("title", Urgency.SELF_CARE), ("summary", Urgency.EMERGENCY), ("intro", Urgency.EMERGENCY)):
        yield ("protocol", name), Line(name.capitalize(), getattr(protocol, name), urgency)  # who begins reads them


def _advice(protocol: Protocol, advice: Advice, urgency: Urgency) -> Iterator[tuple[Key, Line]]:
    yield ("advice", advice.key, "text"), Line("Advice", advice.text, urgency)
    when = f"when {conditions_text(protocol, advice.when)}" if advice.when else "always"
    up_to = f", up to {advice.up_to.word}" if advice.up_to else ""
    given = f"{advice.kind.value}: {when}{', to everyone' if advice.everyone else ''}{up_to} {advice.picture}".strip()
    meant = (advice.kind, meaning_of(protocol, advice.when), advice.everyone, advice.up_to, advice.picture)
    yield ("advice", advice.key, "given"), Line(f"Advice “{advice.text}”, when it is given", given, urgency, meant)


def _reordered(live: Protocol, draft: Protocol) -> Iterator[WordChange]:
    """Questions whose choices are in another order: people pick the first that fits."""
    levels = _hang_on(draft)
    for question in draft.questions:
        before = live.question_by_key.get(question.key)
        if before is not None and levels[question.key].level >= URGENT:
            was, now = _in_both(before, question), _in_both(question, before)
            if [key for key, _text in was] != [key for key, _text in now]:
                old, new = ("\n".join(text for _key, text in order) for order in (was, now))
                yield WordChange(f"Question “{question.short}”, order of choices", old, new, levels[question.key])


def _in_both(question: Question, other: Question) -> list[tuple[str, str]]:
    return [(choice.key, choice.text) for choice in question.choices if choice.key in other.by_key]


def _for_home(live: Protocol, draft: Protocol) -> Iterator[WordChange]:
    """Advice that until now was given for self-care alone, beside what is newly urgent."""
    given: defaultdict[str, set[Urgency]] = defaultdict(set)
    urgent_before = set()
    for key, finding in live.findings():
        for name in finding.advice:
            given[name].add(finding.urgency)
        if finding.urgency.level >= URGENT:
            urgent_before.add(key)
    for key, finding in draft.findings():
        for name in finding.advice if finding.urgency.level >= URGENT and key not in urgent_before else ():
            if given[name] == {Urgency.SELF_CARE}:
                text = draft.advice_by_key[name].text
                where = f"Rule “{finding.because}”, advice"
                yield WordChange(where, "", text, finding.urgency, "This is advice for self-care.")
