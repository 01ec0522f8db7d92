"""Questions and their choices."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from triage.engine.parts.condition import BLANK, Answer, Mode, When
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.threshold import Text, Unit, number_text


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTI = "multi"
    NUMBER = "number"


class Stage(StrEnum):
    """What the answer to a question bears on."""

    CHECK = "check"
    """The urgency, and all that the result says."""
    PLAN = "plan"
    """The exercises at home alone. Asked after the result, of those who want a plan."""


class Section(StrEnum):
    """Where the clinician's summary tells an answer."""

    STORY = "story"
    """How it began and went on: since when, how fast, what happened, the course, the pain."""
    FINDINGS = "findings"
    """What the patient feels, sees or can do now."""
    HISTORY = "history"
    """Illnesses, risks and medicines."""


class Worse(StrEnum):
    """In which direction a number gets worse, if in any."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Derive(StrEnum):
    """How a number that nobody is asked for is worked out from two answers."""

    LEAST = "least"
    APART = "apart"

    def of(self, one: Decimal, other: Decimal) -> Decimal:
        """The smaller of the two, or their difference."""
        return min(one, other) if self is Derive.LEAST else abs(one - other)


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen. An exclusive one ("none of these") can't be ticked with another."""

    key: str
    text: Text
    hint: Text = ""
    exclusive: bool = False
    severity: int | None = None
    """0 for the mildest answer, higher for worse; None for one that is neither worse nor milder than others."""
    unsure: bool = False
    """It means "I'm not sure" or "not tried", so it must never lower the urgency."""
    twin: str = ""
    """The criterion, on other answers, that is the same truth asked before: a slip there is caught here."""


@dataclass(frozen=True)
class Number:
    """What a number question accepts: limits (both inclusive), unit, and how many decimals."""

    minimum: Decimal
    maximum: Decimal
    unit: Unit
    decimals: int = 0
    worse: Worse = Worse.NEITHER
    unit_choice: bool = False
    """It may be typed in any unit of the same kind: days as weeks, months or years, inches as centimeters."""

    def __post_init__(self) -> None:
        if not self.minimum < self.maximum:
            raise ProtocolError("A number question needs a minimum below its maximum.")

    @property
    def limits_text(self) -> str:
        """The limits as people say them: `0 to 10`."""
        return f"{number_text(self.minimum)} to {number_text(self.maximum)}"


@dataclass(frozen=True)
class Question:
    """One question, asked when its conditions on earlier answers hold, or when it has none."""

    key: str
    kind: Kind
    text: Text
    short: Text
    """The question in a few words, for lists of answers."""
    hint: Text = ""
    why: Text = ""
    optional: bool = False
    ask_when: When = ()
    ask_mode: Mode = Mode.ALL
    always: bool = False
    """Asked even when it can't change the urgency any more, because the clinician will want to know."""
    stage: Stage = field(default=Stage.CHECK, metadata=BLANK)
    shares_page: bool = False
    """Asked on the page of the question before it, not on one of its own."""
    red_flags: bool = False
    """It asks for danger signs, so it must be on the first page."""
    in_heading: bool = False
    """The clinician's summary names the answer in its heading, as it does the age, and not in a section."""
    section: Section = field(default=Section.FINDINGS, metadata=BLANK)
    guide: str = ""
    """The name of a step-by-step guide that the page shows above the answer."""
    derive: Derive | None = None
    """Set on a number that is never asked, but worked out from the two questions in `derived_from`."""
    derived_from: tuple[str, ...] = ()
    number: Number | None = None
    choices: tuple[Choice, ...] = ()

    def __post_init__(self) -> None:
        if (self.kind is Kind.NUMBER) != (self.number is not None):
            raise ProtocolError("a number question needs limits, and no other question has them.", "question", self.key)
        if (self.kind is Kind.NUMBER) == bool(self.choices):
            raise ProtocolError("single and multi questions have choices, number questions none.", "question", self.key)
        if len(self.by_key) != len(self.choices):
            raise ProtocolError("two choices share a key.", "question", self.key)
        if any(choice.exclusive for choice in self.choices) and self.kind is not Kind.MULTI:
            raise ProtocolError("only choices of a multi question can be exclusive.", "question", self.key)
        if any(choice.unsure and choice.severity == 0 for choice in self.choices):
            raise ProtocolError("“not sure” can’t be the mildest answer. Raise its severity.", "question", self.key)
        if (self.derive is None) == bool(self.derived_from):
            raise ProtocolError("a derived number names its sources, and no other question does.", "question", self.key)
        if self.derive is not None and (self.kind is not Kind.NUMBER or self.ask_when):
            raise ProtocolError("a derived question is a number and is never asked.", "question", self.key)

    @cached_property
    def by_key(self) -> dict[str, Choice]:
        """The choices by key."""
        return {choice.key: choice for choice in self.choices}

    def answer_texts(self, answer: Answer) -> tuple[str, ...]:
        """An answer in the question's own words, in the order of its choices; empty for a skipped one."""
        if answer is None:
            return ()
        if isinstance(answer, Decimal):
            unit = self.number.unit.after(answer) if self.number else ""
            return (f"{number_text(answer)} {unit}".strip(),)
        chosen = answer if isinstance(answer, frozenset) else {answer}
        return tuple(choice.text for choice in self.choices if choice.key in chosen)
