"""Rules and their findings, and what a protocol is judged by: requirements, hazards, vignettes."""

from dataclasses import dataclass
from enum import StrEnum

from triage.engine.parts.condition import Answer, Condition
from triage.engine.parts.threshold import Text
from triage.engine.parts.urgency import Urgency


class AdviceKind(StrEnum):
    """What a piece of advice is about."""

    DO = "do"
    AVOID = "avoid"


@dataclass(frozen=True)
class Advice:
    """One thing to do, or not to do, until help is reached."""

    key: str
    kind: AdviceKind
    text: Text


@dataclass(frozen=True)
class ArticleLink:
    """An article that explains a finding: its slug, and the text of the link."""

    slug: str
    text: Text


@dataclass(frozen=True)
class Finding:
    """What a rule says when it holds: how soon, why (in the patient's words), what to do, and what to read."""

    urgency: Urgency
    because: Text
    source: str
    advice: tuple[str, ...] = ()
    article: str | None = None


@dataclass(frozen=True)
class Rule:
    """Conditions that must all hold, and the finding they give."""

    key: str
    when: tuple[Condition, ...]
    finding: Finding


@dataclass(frozen=True)
class Vignette:
    """A worked patient case: the story, the answers that tell it, and the urgency that clinicians expect.

    `lowest_safe` is the mildest urgency that would still have been safe.
    """

    key: str
    story: str
    answers: tuple[tuple[str, Answer], ...]
    expected: Urgency
    lowest_safe: Urgency
    source: str


class Harm(StrEnum):
    """How bad it is when a hazard comes true. Source: NHS England DCB0129, severity categories."""

    CATASTROPHIC = "catastrophic"
    MAJOR = "major"
    CONSIDERABLE = "considerable"
    SIGNIFICANT = "significant"
    MINOR = "minor"


@dataclass(frozen=True)
class Hazard:
    """What could go wrong, and what it would do to a patient. Requirements protect against it."""

    key: str
    name: str
    effect: str
    harm: Harm


@dataclass(frozen=True)
class Requirement:
    """A safety invariant: whenever these conditions hold, the urgency is at least this.

    Kept apart from the rules, so that editing a rule cannot silently break it.
    """

    key: str
    statement: str
    when: tuple[Condition, ...]
    at_least: Urgency
    source: str
    hazard: str = ""
    """The key of the hazard that it protects against."""
