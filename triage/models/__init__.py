"""Protocols and their versions in the database. All content hangs on a version; a published version never changes."""

from triage.models.comment import Comment
from triage.models.content import (
    Advice,
    ArticleLink,
    Choice,
    Condition,
    Criterion,
    DefaultAdvice,
    DraftThreshold,
    FloorError,
    Hazard,
    Question,
    Requirement,
    Rule,
    RuleAdvice,
    Threshold,
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
