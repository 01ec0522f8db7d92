"""Protocols and their versions in the database. All content hangs on a version; a published version never changes."""

from triage.models.comment import Comment
from triage.models.content import Choice, Criterion, DraftThreshold, Question, Threshold
from triage.models.rules import (
    Advice,
    ArticleLink,
    Condition,
    DefaultAdvice,
    FloorError,
    Hazard,
    Requirement,
    Rule,
    RuleAdvice,
    Vignette,
)
from triage.models.total import DailyTotal
from triage.models.version import FrozenVersionError, LoadedProtocol, Protocol, ProtocolVersion, VersionTexts

__all__ = [
    "Advice",
    "ArticleLink",
    "Choice",
    "Comment",
    "Condition",
    "Criterion",
    "DailyTotal",
    "DefaultAdvice",
    "DraftThreshold",
    "FloorError",
    "FrozenVersionError",
    "Hazard",
    "LoadedProtocol",
    "Protocol",
    "ProtocolVersion",
    "Question",
    "Requirement",
    "Rule",
    "RuleAdvice",
    "Threshold",
    "VersionTexts",
    "Vignette",
]
