"""How well a triage does on worked cases: what clinicians expect, compared with what it said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from triage.engine.parts.condition import Answers
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Vignette
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import Assessment, assess


@dataclass(frozen=True)
class Verdict:
    """One case: the urgency that clinicians expect, the mildest that would still be safe, and what the triage said."""

    expected: Urgency
    lowest_safe: Urgency
    got: Urgency
    by_others: bool = False

    def __post_init__(self) -> None:
        if self.lowest_safe.level > self.expected.level:
            raise ProtocolError(
                f"The lowest safe urgency ({self.lowest_safe}) can’t be above the expected one ({self.expected})."
            )

    @property
    def exact(self) -> bool:
        """The triage said what clinicians expect."""
        return self.got is self.expected

    @property
    def safe(self) -> bool:
        """At least the lowest safe urgency."""
        return self.got.level >= self.lowest_safe.level

    @property
    def under(self) -> bool:
        """Under-triage: milder than expected, even if that is still `safe`."""
        return self.got.level < self.expected.level

    @property
    def over(self) -> bool:
        """Over-triage: more urgent than expected. Safe for this patient, a burden for everybody else."""
        return self.got.level > self.expected.level

    @property
    def emergency_missed(self) -> bool:
        """Clinicians expect an emergency, and the triage said something milder, even if that is still `safe`."""
        return self.under and self.expected is Urgency.EMERGENCY


@dataclass(frozen=True)
class Score:
    """How many of a number of cases came out how. `exact`, `under` and `over` add up to `cases`."""

    cases: int
    exact: int
    safe: int
    under: int
    over: int
    emergencies_missed: int

    def percent(self, count: int) -> float | None:
        """A count as a share of the cases, not rounded (96.96 must not pass for 97); None when there are no cases."""
        return 100 * count / self.cases if self.cases else None


@dataclass(frozen=True)
class Scores:
    """The score over all cases, for each expected urgency, the most urgent first, and over cases written by others."""

    overall: Score
    by_expected: tuple[tuple[Urgency, Score], ...]
    by_others: Score


def assessed(protocol: Protocol) -> Iterator[tuple[Vignette, Assessment]]:
    """The assessment of each vignette. An optional question that one does not answer is skipped."""
    skipped: Answers = {question.key: None for question in protocol.questions if question.optional}
    for vignette in protocol.vignettes:
        yield vignette, assess(protocol, {**skipped, **dict(vignette.answers)})


def judge(protocol: Protocol) -> tuple[tuple[Vignette, Verdict], ...]:
    """The verdict on each vignette of a protocol."""
    return tuple([(vignette, verdict(vignette, assessment.urgency)) for vignette, assessment in assessed(protocol)])


def verdict(vignette: Vignette, got: Urgency) -> Verdict:
    """The verdict on a vignette that came to this urgency."""
    return Verdict(vignette.expected, vignette.lowest_safe, got, vignette.by_others)


def score(verdicts: Sequence[Verdict]) -> Scores:
    """Count these verdicts. Every urgency has its row, even when no case expects it."""
    rows = [(urgency, _count([case for case in verdicts if case.expected is urgency])) for urgency in Urgency]
    return Scores(_count(verdicts), tuple(rows), _count([case for case in verdicts if case.by_others]))


def _count(verdicts: Sequence[Verdict]) -> Score:
    return Score(
        cases=len(verdicts),
        exact=sum(case.exact for case in verdicts),
        safe=sum(case.safe for case in verdicts),
        under=sum(case.under for case in verdicts),
        over=sum(case.over for case in verdicts),
        emergencies_missed=sum(case.emergency_missed for case in verdicts),
    )
