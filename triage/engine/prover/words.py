"""Check 10: which words for patients are new or say something else. No solver reads them: people must.

The rules hold for what is answered, and patients answer what they read. So a second clinician reads each such text,
the old line beside the new one. Free are case, spacing and punctuation; where no urgent decision hangs on a text, a few
ways of writing the same as well (`wording`). A rule that gets more urgent may say what was said beside that urgency.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any, Final

from triage.engine.parts import placeholders
from triage.engine.parts.protocol import Protocol, kept_with_protocol
from triage.engine.parts.question import Choice, Question
from triage.engine.parts.rule import Advice, AdviceKind, ArticleLink, Finding, Requirement
from triage.engine.parts.urgency import Urgency, most_urgent
from triage.engine.prover import wording
from triage.engine.prover.pairs import Place, parts, texts_of
from triage.engine.prover.report import WordChange

URGENT: Final = Urgency.URGENT.level
Key = tuple[str, ...]
"""The place of a part, and the field: `("questions", "flags", "choices", "numb", "hint")`."""


@dataclass(frozen=True)
class Line:
    """A text that patients read, where it is, and the most urgent finding that hangs on it."""

    where: str
    text: str
    urgency: Urgency
    kind: AdviceKind | None = None
    """Of advice."""
    may_be_empty: bool = False

    def says(self, other: Line) -> bool:
        """Whether it says the same as the other, whatever the case, spacing and punctuation."""
        return self.text == other.text or wording.meaning(self.text) == wording.meaning(other.text)

    def becomes(self, new: Line) -> WordChange:
        """The change to a new line, for who reads it."""
        fault = wording.turned(self.text, new.text) if self.text else ""
        return WordChange(new.where, self.text, new.text, most_urgent((self.urgency, new.urgency)), fault)


def changes(live: Protocol, draft: Protocol) -> Iterator[WordChange]:
    """Each text to read, for which a draft needs a second clinician. Both as written: thresholds are not filled."""
    beside = _Beside(live, draft)
    return chain(beside.texts(), beside.findings())


class _Beside:
    """The lines of a draft beside those of the live version."""

    def __init__(self, live: Protocol, draft: Protocol) -> None:
        self.live, self.draft = live, draft
        self.before, self.after = lines_beside(live, draft), lines_beside(draft, draft)

    @cached_property
    def known(self) -> Counter[str]:
        """How often each word was used."""
        return Counter(token for line in self.before.values() for token in wording.meaning(line.text))

    def texts(self) -> Iterator[WordChange]:
        """All but the reasons of rules. A new question is read as a whole."""
        for question in self.draft.questions:
            if question.key not in self.live.question_by_key:
                new = [line for key, line in self.after.items() if key[:2] == ("questions", question.key)]
                text = "\n".join(line.text for line in new if line.text)
                yield WordChange(f"Question “{question.short}”", "", text, new[0].urgency)
        for key, line in self.after.items():
            old = self.before.get(key)
            if old is not None and not self._is_free(key, old, line) and key[-1] != "because":
                yield old.becomes(line)
            elif old is None and line.text and not self._is_read_elsewhere(key, line):
                yield WordChange(line.where, "", line.text, line.urgency)

    def _is_free(self, key: Key, old: Line, line: Line) -> bool:
        if self._quotes(self.live, key) != self._quotes(self.draft, key):
            return False  # from then on it could be changed within the limits of another threshold
        if old.says(line):
            return True
        if max(old.urgency.level, line.urgency.level) >= URGENT:
            return False
        by_limits = key[0] != "questions" and lines(self.live)[key].says(lines(self.draft)[key])
        return by_limits or wording.alike(old.text, line.text, self.known, line.kind)

    def _quotes(self, protocol: Protocol, key: Key) -> list[str]:
        return placeholders.keys_in(lines(protocol)[key].text)

    def _is_read_elsewhere(self, key: Key, line: Line) -> bool:
        """Whether a new line is read with its question or rule, or was said to patients as urgent as those."""
        if key[0] == "advice":
            others = (old for at, old in self.before.items() if at[0] == "advice" and old.kind is line.kind)
            return any(old.urgency.level >= line.urgency.level and old.says(line) for old in others)
        return key[-1] == "because" or (key[0] == "questions" and key[1] not in self.live.question_by_key)

    def findings(self) -> Iterator[WordChange]:
        """What rules say: their reasons, and which advice and article they name."""
        was_said = dict(self.live.findings())
        for key, now in self.draft.findings():
            as_urgent = {k: was for k, was in was_said.items() if was.urgency.level >= now.urgency.level}
            yield from self._finding(key, was_said.get(key), now, as_urgent)

    def _finding(
        self, key: str, was: Finding | None, now: Finding, as_urgent: Mapping[str, Finding]
    ) -> Iterator[WordChange]:
        is_raised = was is None or was.urgency.level < now.urgency.level
        if was is not None and is_raised and was.urgency is not Urgency.SELF_CARE:
            as_urgent = {**as_urgent, key: was}
        old, line = self.before.get(_reason(key)), self.after[_reason(key)]
        said = [self.before[_reason(other)] for other in as_urgent]
        if not (
            any(other.says(line) for other in said) if is_raised else old and self._is_free(_reason(key), old, line)
        ):
            yield old.becomes(line) if old else WordChange(line.where, "", line.text, line.urgency)
        where = "When no rule holds" if key == "default" else f"Rule “{line.text}”"
        if not self._may_advise(was, now, is_raised, as_urgent):
            told = ["\n".join(self._advice(name) for name in finding.advice) for finding in (was, now) if finding]
            yield WordChange(f"{where}, advice", told[0] if was else "", told[-1], now.urgency)
        known = {other.article for other in as_urgent.values()}
        before = was.article if was else None
        if now.article != before and not (now.article in {*known, None} and (is_raised or before is None)):
            old_link, link = (_link(*side) for side in ((self.live, before), (self.draft, now.article)))
            yield WordChange(f"{where}, article", old_link, link, now.urgency)

    def _may_advise(self, was: Finding | None, now: Finding, is_raised: bool, as_urgent: Mapping[str, Finding]) -> bool:
        """Whether a finding leaves out nothing that it advised, and gains no more than a “don't” or a known call."""
        before = was.advice if was else ()
        lost = [self.live.advice_by_key[name].kind for name in before if name not in now.advice]
        if any(kind.holds_back or not is_raised for kind in lost):
            return False
        stay = [[name for name in one if name in other] for one, other in ((before, now.advice), (now.advice, before))]
        if now.urgency.level >= URGENT and stay[0] != stay[1]:
            return False
        known = {name for other in as_urgent.values() if other is not was for name in other.advice}
        return all(
            self._may_stay(advice, known)
            if advice.key in before and was in as_urgent.values()
            else self._may_come(advice, now, known)
            for advice in map(self.draft.advice_by_key.__getitem__, now.advice)
            if is_raised or advice.key not in before
        )

    def _may_stay(self, advice: Advice, known: set[str]) -> bool:
        """Whether advice may stay when its rule is raised: `Book a visit in the next days` could wait so long."""
        return (
            advice.kind is not AdviceKind.DO
            or advice.key in known
            or not wording.names_a_time(self._advice(advice.key))
        )

    def _may_come(self, advice: Advice, finding: Finding, known: set[str]) -> bool:
        """Whether a rule may newly say it: to get help, as is said beside its urgency; or a “don't” of one as mild."""
        if advice.kind.holds_back:
            mild = (other for _key, other in self.live.findings() if other.urgency.level <= finding.urgency.level)
            return any(advice.key in other.advice for other in mild)
        is_help = advice.kind is AdviceKind.AGAIN or wording.GET_HELP.search(advice.text)
        return advice.key in known and bool(is_help)

    def _advice(self, name: str) -> str:
        line = self.after.get(("advice", name, "text")) or self.before["advice", name, "text"]
        return line.text


def _link(protocol: Protocol, article: str | None) -> str:
    return protocol.article_by_slug[article].text if article else ""


def _reason(key: str) -> Key:
    return ("default", "", "because") if key == "default" else ("rules", key, "finding", "", "because")


def lines_beside(protocol: Protocol, draft: Protocol) -> Mapping[Key, Line]:
    """Every line of a protocol as its patients read it, beside a draft.

    What is asked has this protocol's own thresholds, as a changed number changes what patients answer. What is said has
    the draft's where its own conditions compare with them: that change is proven, and shown at the threshold.
    """
    own, newest = protocol.threshold_by_key, draft.threshold_by_key
    found = dict(lines(protocol))
    for key, line in found.items():
        if "{{" in line.text + line.where:
            compared = _compared(protocol, key[:-1])
            values = {name: newest.get(name, one) if name in compared else one for name, one in own.items()}
            where, text = (placeholders.with_thresholds(words, values) for words in (line.where, line.text))
            found[key] = replace(line, where=where, text=text)
    return found


def _compared(protocol: Protocol, place: Place) -> set[str | None]:
    """The thresholds that the conditions compare with under which a part is said."""
    part: Any = parts(protocol)[place[:-2] if place[-2:] == ("finding", "") else place]
    conditions = protocol.conditions_in(getattr(part, "when", ()))
    return {condition.threshold for condition in conditions}


@kept_with_protocol
def lines(protocol: Protocol) -> Mapping[Key, Line]:
    """Every line of a protocol, as it is written."""
    urgency = _urgency_of_parts(protocol)
    found = {}
    for place, part in parts(protocol).items():
        kind = part.kind if isinstance(part, Advice) else None
        for name in texts_of(type(part)):
            where = _where(protocol, place, part, name)
            may_be_empty = getattr(type(part), name, None) == ""  # the default of a field is its class's
            found[*place, name] = Line(where, getattr(part, name), urgency[place], kind, may_be_empty)
    return found


def _where(protocol: Protocol, place: Place, part: Any, name: str) -> str:
    """Where a text is, in words."""
    where = name.capitalize()
    match part:
        case Question():
            where = f"Question “{part.short}”" + ("" if name == "text" else f", {_NAMES.get(name, name)}")
        case Choice():
            answer = "an answer" if name == "text" else f"{name} of “{part.text}”"
            where = f"Question “{protocol.question_by_key[place[1]].short}”, {answer}"
        case Finding():
            is_default = place[0] == "default"
            where = "When no rule holds, reason" if is_default else f"Reason of a rule: {part.urgency.word}"
        case Requirement():
            where = f"Safety net, for “{part.statement}”"
        case Advice():
            where = "Advice"
        case ArticleLink():
            where = "Link to an article"
    return where


_NAMES: Final = {"short": "in a few words"}


def _urgency_of_parts(protocol: Protocol) -> Mapping[Place, Urgency]:
    """The most urgent finding that hangs on each part, or beside which it is said. Who begins reads the title."""
    asked = urgency_of_questions(protocol)
    said: defaultdict[Place, list[Urgency]] = defaultdict(lambda: [Urgency.SELF_CARE])
    for _key, finding in protocol.findings():
        for name in finding.advice:
            said["advice", name].append(finding.urgency)
        said["articles", finding.article or ""].append(finding.urgency)
    for advice in protocol.advice:
        if advice.everyone:
            said["advice", advice.key].append(advice.up_to or Urgency.EMERGENCY)
    found = {}
    for place, part in parts(protocol).items():
        match part:
            case Question() | Choice():
                found[place] = asked[place[1]]
            case Finding():
                found[place] = part.urgency
            case Requirement():
                found[place] = part.at_least
            case Advice() | ArticleLink():
                found[place] = most_urgent(said[place])
            case _:
                found[place] = Urgency.EMERGENCY
    return found


@kept_with_protocol
def urgency_of_questions(protocol: Protocol) -> Mapping[str, Urgency]:
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
    page = {key: most_urgent(found[other] for other in keys) for keys in protocol.pages.values() for key in keys}
    return {question.key: page.get(question.key, found[question.key]) for question in protocol.questions}
