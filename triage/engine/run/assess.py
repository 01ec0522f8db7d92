"""The assessment: how urgent the answers so far are, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from triage.engine.parts.alternatives import Alternative
from triage.engine.parts.condition import Answers
from triage.engine.parts.protocol import Protocol, kept_with_protocol
from triage.engine.parts.rule import Finding
from triage.engine.parts.urgency import Urgency, most_urgent
from triage.engine.run.replay import Path, replay
from triage.engine.run.steps import Facts, ways_of_rules


@dataclass(frozen=True)
class Reason:
    """A finding that holds, with the key of its rule and what makes it hold: questions, and conditions on them.

    Where a rule holds in several ways, they are those of the way with the fewest conditions.
    """

    rule: str
    finding: Finding
    questions: tuple[str, ...]
    conditions: Alternative = ()


@dataclass(frozen=True)
class Assessment:
    """How soon to get help, and every reason, the most urgent first.

    While `path.complete` is False the urgency is only what is certain so far, and never self-care.
    """

    urgency: Urgency
    reasons: tuple[Reason, ...]
    path: Path

    @property
    def as_urgent(self) -> tuple[Reason, ...]:
        """The reasons as urgent as the result: any one of them is enough for it."""
        return tuple([reason for reason in self.reasons if reason.finding.urgency is self.urgency])


def assess(protocol: Protocol, answers: Answers) -> Assessment:
    """Assess these answers: the most urgent finding wins, and the order of rules never matters.

    When no rule holds, the protocol's default finding does. Source: clinical.md, "How a decision is made".
    """
    path = replay(protocol, answers)
    known = _reasons(protocol)
    reasons = [next(reason for way, reason in known[rule.key] if path.facts & way == way) for rule in path.held]
    if not reasons and path.complete:
        reasons = [Reason("default", protocol.default, ())]
    reasons.sort(key=lambda reason: -reason.finding.urgency.level)
    return Assessment(urgency_of(protocol, path), tuple(reasons), path)


@kept_with_protocol
def _reasons(protocol: Protocol) -> Mapping[str, list[tuple[Facts, Reason]]]:
    """By the key of each rule: the ways in which it can hold, the shortest first, each with the reason it gives."""
    ways = ways_of_rules(protocol)
    return {
        rule.key: [(way.facts, Reason(rule.key, rule.finding, way.questions, way.conditions)) for way in ways[rule.key]]
        for rule in protocol.rules
    }


def urgency_of(protocol: Protocol, path: Path) -> Urgency:
    """The most urgent rule's urgency; at least the default's while no rule holds or a question is open."""
    certain = [rule.finding.urgency for rule in path.held]
    if not certain or not path.complete:
        certain.append(protocol.default.urgency)
    return most_urgent(certain)
