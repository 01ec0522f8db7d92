"""The entries of a version's page; and rules in groups, by the question that decides them, as decision tables."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from triage import labels
from triage.engine import sentences
from triage.engine.parts.condition import Condition, Meets
from triage.engine.parts.protocol import Protocol


@dataclass(frozen=True)
class View:
    """What somebody wants to see of the page, from its address."""

    search: str = ""
    opened: str = ""
    """The place of an entry, such as `rule-achilles_gap`, a kind, or `all`."""
    as_table: bool = False

    def shows(self, line: "Line") -> bool:
        """Whether every word that is searched for is in the entry."""
        return all(word in line.searched for word in self.search.lower().split())

    def with_found(self, line: "Line") -> "Line":
        """The entry with what it says on its own page of the words that are searched for, and that the list lacks."""
        shown = " ".join((line.text, *line.answers)).lower()
        words = [word for word in self.search.lower().split() if word not in shown]
        return replace(line, found=tuple(text for text in line.more if any(word in text.lower() for word in words)))


@dataclass(frozen=True)
class Line:
    """One entry: its sentence, its key, and where it is edited."""

    key: str
    text: str
    anchor: str
    """The place on the page that a report links to."""
    steps: SafeString
    """Links to what can be done with it: made here, because a template takes a second for a thousand entries."""
    place: int = 0
    """Among its kind, where that can be changed; 1 is the first."""
    answers: tuple[str, ...] = ()
    """What a question offers."""
    more: tuple[str, ...] = ()
    """What else it says, on its own page only: hints, sources and the like."""
    found: tuple[str, ...] = ()
    """What of that has a word that was searched for."""
    cells: tuple[tuple[str, str], ...] = ()
    """Of a rule: each column of its group's table, and what the rule says of it."""
    because: str = ""
    urgency: str = ""

    @property
    def searched(self) -> str:
        """All its words."""
        return " ".join((self.text, self.key, *self.answers, *self.more)).lower()


@dataclass(frozen=True)
class Group:
    """The rules that one question decides; of another kind, all entries."""

    name: str
    lines: tuple[Line, ...]
    columns: tuple[str, ...] = ()
    is_open: bool = True


def by_question(lines: Iterable[Line], protocol: Protocol, view: View) -> Iterable[Group]:
    """The rules, each with the last question that it names itself, or else that its criteria look at."""
    order = {question.key: place for place, question in enumerate(protocol.questions)}
    groups: dict[str, list[Line]] = {}
    rules = {rule.key: rule for rule in protocol.rules}
    for line in lines:
        named = [item.question for item in rules[line.key].when if isinstance(item, Condition)]
        last = max(named or protocol.questions_of_rule[line.key], key=order.__getitem__)
        groups.setdefault(last, []).append(line)
    for key in sorted(groups, key=order.__getitem__):
        wanted = view.opened.removeprefix("rule-") in {line.key for line in groups[key]}
        is_open = bool(view.search) or view.opened == "all" or wanted
        yield group(protocol.question_by_key[key].short, tuple(groups[key]), protocol, is_open=is_open)


def group(name: str, lines: tuple[Line, ...], protocol: Protocol, *, is_open: bool) -> Group:
    """The rules of a group, with a column for each question that they name, and one for their criteria."""
    rules = {rule.key: rule for rule in protocol.rules}
    whens = [rules[line.key].when for line in lines]
    asked = {item.question for when in whens for item in when if isinstance(item, Condition)}
    questions = [question for question in protocol.questions if question.key in asked]
    has_criteria = any(isinstance(item, Meets) for when in whens for item in when)
    columns = (*(question.short for question in questions), *([_("Criteria")] if has_criteria else []))
    filled = []
    for line, when in zip(lines, whens, strict=True):
        finding = rules[line.key].finding
        cells = [_cell(protocol, when, question.key) for question in questions]
        cells += [_criteria(protocol, when)] if has_criteria else []
        urgency = labels.of(finding.urgency).word
        filled.append(
            replace(line, cells=tuple(zip(columns, cells, strict=True)), because=finding.because, urgency=urgency)
        )
    return Group(name, tuple(filled), columns, is_open)


def _cell(protocol: Protocol, when: Iterable[Condition | Meets], question: str) -> str:
    short = protocol.question_by_key[question].short
    texts = [
        sentences.condition_text(protocol, item, verb=":").removeprefix(f"{short}: ")
        for item in when
        if isinstance(item, Condition) and item.question == question
    ]
    return _(" and ").join(texts)


def _criteria(protocol: Protocol, when: Iterable[Condition | Meets]) -> str:
    return "; ".join(protocol.criterion_by_key[item.criterion].label for item in when if isinstance(item, Meets))
