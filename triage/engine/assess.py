"""The assessment: what the answers so far come to."""

from dataclasses import dataclass

from triage.engine.condition import Answers
from triage.engine.protocol import Protocol
from triage.engine.replay import Path, replay
from triage.engine.rule import Finding
from triage.engine.urgency import Urgency, most_urgent


@dataclass(frozen=True)
class Reason:
    """A finding that holds, with the key of its rule and the questions whose answers gave it."""

    rule: str
    finding: Finding
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Assessment:
    """How soon to get help, and every reason, the most urgent first.

    While `path.complete` is False the urgency is only what is certain so far, and never self-care.
    """

    urgency: Urgency
    reasons: tuple[Reason, ...]
    path: Path


def assess(protocol: Protocol, answers: Answers) -> Assessment:
    """Assess these answers: the most urgent finding wins, and the order of rules never matters.

    When no rule holds, the protocol's default finding does. Source: clinical.md, "How a decision is made".
    """
    return of_path(protocol, replay(protocol, answers))


def of_path(protocol: Protocol, path: Path) -> Assessment:
    """The assessment of answers that are replayed already."""
    questions = protocol.questions_of_rule
    reasons = [Reason(rule.key, rule.finding, questions[rule.key]) for rule in path.held]
    if not reasons and path.complete:
        reasons = [Reason("default", protocol.default, ())]
    reasons.sort(key=lambda reason: -reason.finding.urgency.level)
    certain = [reason.finding.urgency for reason in reasons]
    if not path.complete:
        certain.append(protocol.default.urgency)
    return Assessment(most_urgent(certain), tuple(reasons), path)
