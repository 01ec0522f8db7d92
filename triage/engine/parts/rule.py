"""Rules and their findings, and what a protocol is judged by: requirements, hazards, vignettes."""

from dataclasses import dataclass
from enum import StrEnum

from triage.engine.parts.condition import Answer, When
from triage.engine.parts.threshold import Text
from triage.engine.parts.urgency import Urgency


class AdviceKind(StrEnum):
    """What a piece of advice is about."""

    DO = "do"
    AVOID = "avoid"
    PLAN = "plan"
    """A step of the exercises at home."""
    AGAIN = "again"
    """When to look again."""
    NO_PLAN = "no_plan"
    """Why there are no exercises at home: whom it fits is not offered them."""

    @property
    def holds_back(self) -> bool:
        """Whether it keeps patients from something, so that fewer of it is less safe."""
        return self in (AdviceKind.AVOID, AdviceKind.NO_PLAN)


@dataclass(frozen=True)
class Advice:
    """One thing to do, or not to do.

    A patient is given it with a finding that names it, or, if it is for `everyone`, with any; in either case only when
    all of `when` holds, so that it fits this patient.
    """

    key: str
    kind: AdviceKind
    text: Text
    when: When = ()
    everyone: bool = False
    up_to: Urgency | None = None
    """The most urgent result beside which it is still given; None: any."""
    picture: str = ""
    """The name of an illustration that shows how."""


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
    call_alone: bool = False
    """Minutes count: call, and don't be taken anywhere by car. Source: clinical.md, "The result page"."""


@dataclass(frozen=True)
class Rule:
    """Conditions that must all hold, and the finding they give."""

    key: str
    when: When
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
    by_others: bool = False
    """Written by people who did not write the rules."""


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
    when: When
    at_least: Urgency
    source: str
    hazard: str = ""
    """The key of the hazard that it protects against."""
    watch_for: Text = ""
    """The patient's safety net: what, if it newly came true, would make it this urgent. Empty where nothing could."""
    floor: bool = False
    """The desk cannot weaken or delete it, only a release can."""
    slip_proof: bool = False
    """Whoever meets it and answers any one question otherwise than is true is still never told self-care."""
