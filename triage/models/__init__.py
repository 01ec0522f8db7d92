"""Protocols and their versions in the database. All content hangs on a version; a published version never changes."""

from triage.models.content import (
    Advice,
    ArticleLink,
    Choice,
    Condition,
    Question,
    Requirement,
    Rule,
    Threshold,
    Vignette,
)
from triage.models.version import FrozenVersionError, LoadedProtocol, Protocol, ProtocolVersion

__all__ = [
    "Advice",
    "ArticleLink",
    "Choice",
    "Condition",
    "FrozenVersionError",
    "LoadedProtocol",
    "Protocol",
    "ProtocolVersion",
    "Question",
    "Requirement",
    "Rule",
    "Threshold",
    "Vignette",
]
