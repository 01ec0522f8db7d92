"""A protocol made ready to run: each question with the rules that it settles and those that it still can touch."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from triage.engine.parts.condition import Answer
from triage.engine.parts.protocol import Protocol, kept_with_protocol
from triage.engine.parts.question import AskMode, Question
from triage.engine.parts.rule import Rule
from triage.engine.parts.urgency import Urgency
from triage.engine.run.facts import Facts, Numbering


@dataclass(frozen=True)
class Reach:
    """A rule as an open question sees it: its level, and the facts it needs from the questions before."""

    level: int
    before: Facts


@dataclass(frozen=True)
class Step:
    """One question, ready to run."""

    question: Question
    ask_facts: Facts
    """The facts that make it asked; none when its `ask when` is empty."""
    ask_all: bool
    """Whether all of them are needed, or any one."""
    facts_of: Callable[[Answer], Facts]
    rules: tuple[tuple[Rule, Facts], ...]
    """The rules that this answer can settle, each with the facts that it needs."""
    touched: tuple[Reach, ...]
    """The rules that this answer, or that of a question which it brings up, has a part in."""
    self_care: tuple[Reach, ...]
    """Every rule for self-care."""

    def is_asked(self, facts: Facts) -> bool:
        """Whether the answers so far call for this question."""
        if self.ask_all:
            return facts & self.ask_facts == self.ask_facts
        return facts & self.ask_facts != 0

    def can_matter(self, facts: Facts, certain: int) -> bool:
        """Whether an answer could still change the urgency. `certain` is the highest level of the rules that hold.

        Once self-care is out of reach the patient is told `soon` at least, with or without a rule that says so.
        """
        if certain < Urgency.SOON.level and any(facts & rule.before == rule.before for rule in self.self_care):
            certain = -1
        else:
            certain = max(certain, Urgency.SOON.level)
        return any(rule.level > certain and facts & rule.before == rule.before for rule in self.touched)


@kept_with_protocol
def steps(protocol: Protocol) -> tuple[Step, ...]:
    """The questions ready to run. A rule stands with its last question: there it is settled for good."""
    thresholds = {threshold.key: threshold.value for threshold in protocol.thresholds}
    position = {question.key: place for place, question in enumerate(protocol.questions)}
    numbering = Numbering(
        chain(
            (condition for rule in protocol.rules for condition in rule.when),
            (condition for question in protocol.questions for condition in question.ask_when),
        )
    )
    settled_at: defaultdict[int, list[tuple[Rule, Facts]]] = defaultdict(list)
    for rule in protocol.rules:
        last = max(position[condition.question] for condition in rule.when)
        settled_at[last].append((rule, numbering.together(rule.when)))

    def reach(rules: Iterable[Rule], place: int) -> tuple[Reach, ...]:
        return tuple(
            Reach(
                rule.finding.urgency.level,
                numbering.together(c for c in rule.when if position[c.question] < place),
            )
            for rule in rules
        )

    mild = [rule for rule in protocol.rules if rule.finding.urgency is Urgency.SELF_CARE]
    return tuple(
        Step(
            question=question,
            ask_facts=numbering.together(question.ask_when),
            ask_all=question.ask_mode is AskMode.ALL,
            facts_of=numbering.reader(question, thresholds),
            rules=tuple(settled_at[place]),
            touched=reach(touched_by(protocol, question), place),
            self_care=reach(mild, place),
        )
        for place, question in enumerate(protocol.questions)
    )


def touched_by(protocol: Protocol, question: Question) -> list[Rule]:
    """The rules that an answer to this question, or to one that it may bring up, has a part in."""
    brought_up = {question.key}
    for later in protocol.questions:  # in order: what a question brings up comes after it
        if not brought_up.isdisjoint([*(condition.question for condition in later.ask_when), *later.derived_from]):
            brought_up.add(later.key)
    return [rule for rule in protocol.rules if any(condition.question in brought_up for condition in rule.when)]
