"""What the prover found: problems, gaps, and whose urgency changes. Example patients are made up, never real."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from triage.engine.parts.condition import Answers
from triage.engine.parts.urgency import Urgency


@dataclass(frozen=True)
class Limits:
    """How long a journey may be, in pages as the patient sees them, without the result and what comes after it."""

    longest_path: int = 21
    pages_to_emergency: int = 3


class Check(StrEnum):
    """The checks, in order."""

    REQUIREMENTS = "requirements"
    MONOTONE = "monotone"
    ALIVE = "alive"
    GAPS = "gaps"
    PATHS = "paths"
    VIGNETTES = "vignettes"
    IMPACT = "impact"
    SLIPS = "slips"
    GUARDS = "guards"
    WORDS = "words"


DECISIVE = (Check.REQUIREMENTS, Check.MONOTONE, Check.PATHS, Check.VIGNETTES, Check.SLIPS, Check.WORDS)
"""The checks whose problems prevent publishing."""


@dataclass(frozen=True)
class Example:
    """A made-up patient: the answers on the path, the urgency that they come to, and both in words."""

    answers: Answers
    urgency: Urgency
    texts: tuple[tuple[str, str], ...]
    """(the question in a few words, the answer in its own words), in the order of the questions."""


@dataclass(frozen=True)
class Problem:
    """Something that does not hold, as a sentence for a clinician.

    `rules` are the keys of the rules at fault, where that is known (`default` for the default finding); `questions`
    those that the sentence is about. `other` is the second patient of a pair: the one with the worse answer; or the
    patient of `example` with what is told after a slip.
    """

    check: Check
    sentence: str
    blocks: bool
    rules: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    requirement: str = ""
    example: Example | None = None
    other: Example | None = None
    only_release: bool = False
    """It weakens the floor of safety, so no version that was written or edited on the desk may say so."""


def weaker(sentence: str, *, only_release: bool = False, requirement: str = "", question: str = "") -> Problem:
    """A guard that is not as in the last version that was live: it blocks nobody, but one alone can't decide."""
    questions = (question,) if question else ()
    return Problem(
        Check.GUARDS, sentence, blocks=False, requirement=requirement, questions=questions, only_release=only_release
    )


@dataclass(frozen=True)
class WordChange:
    """A text that patients read, and that a second clinician must read too: the old line and the new one, whole."""

    where: str
    old: str
    new: str
    urgency: Urgency
    """The most urgent finding that hangs on it."""
    fault: str = ""
    """What the change seems to turn round, as a sentence."""


@dataclass(frozen=True)
class Gap:
    """Patients for whom no rule holds."""

    sentence: str
    example: Example


@dataclass(frozen=True)
class Move:
    """Some patients move from one urgency to another: one of them, and the changes that did it."""

    old: Urgency
    new: Urgency
    example: Example
    because: tuple[str, ...]
    before: Example
    """The same patient in the old version, which may have asked other questions."""

    @property
    def lowers(self) -> bool:
        """Whether their urgency is lower than in the live version."""
        return self.new.level < self.old.level


@dataclass(frozen=True)
class VignetteChange:
    """A worked case with another urgency, or with other reasons (keys of rules)."""

    key: str
    old: Urgency
    new: Urgency
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class AskedChange:
    """A question that some patients are asked in one version and not in the other, with one of them."""

    question: str
    short: str
    example: Example


@dataclass(frozen=True)
class Impact:
    """What changes for patients compared with the last version that was live."""

    another: str = ""
    """The slug of that version's triage where it is another one. Then nothing is compared."""
    moves: tuple[Move, ...] = ()
    vignettes: tuple[VignetteChange, ...] = ()
    asked_more: tuple[AskedChange, ...] = ()
    asked_less: tuple[AskedChange, ...] = ()


@dataclass(frozen=True)
class Report:
    """Everything that was proven, or not, about one version of a protocol."""

    protocol: str
    version: int
    problems: tuple[Problem, ...]
    gaps: tuple[Gap, ...]
    gaps_cut: bool
    """Whether there are more gaps than are listed."""
    longest_path: int
    """Pages of the longest journey; 0 where the check of the paths was not run."""
    longest: Example | None = None
    """A patient with that journey."""
    words: tuple[WordChange, ...] = ()
    """Texts to read, compared with the last version that was live."""
    impact: Impact | None = None
    """None where there was never a version to compare with."""
    checks: tuple[Check, ...] = tuple(Check)
    """The checks that were run."""
    decisive: tuple[Check, ...] = DECISIVE
    """Those that had to be run when it was made."""

    @property
    def is_current(self) -> bool:
        """Whether all checks of today were made."""
        return set(Check) <= set(self.checks)

    @property
    def publishable(self) -> bool:
        """Whether every decisive check was run, and none found a problem that blocks."""
        return set(self.decisive) <= set(self.checks) and not any(problem.blocks for problem in self.problems)

    @property
    def lowers_somebody(self) -> bool:
        """Whether anybody's urgency is lower than in the last version that was live."""
        return self.impact is not None and any(move.lowers for move in self.impact.moves)

    @property
    def is_compared(self) -> bool:
        """Whether it says whose urgency changes."""
        return self.impact is not None and not self.impact.another

    @property
    def weakens_guards(self) -> bool:
        """Whether a guard that the last live version had is gone, or changed in a way that may weaken it."""
        return any(problem.check is Check.GUARDS for problem in self.problems)

    @property
    def needs_second_clinician(self) -> bool:
        """Whether a second clinician must agree: lower urgency, changed guards, words to read, or nobody knows."""
        return not self.is_compared or self.lowers_somebody or self.weakens_guards or bool(self.words)

    def of(self, check: Check) -> tuple[Problem, ...]:
        """The problems that one check found, first those that block."""
        return tuple(sorted((p for p in self.problems if p.check is check), key=lambda problem: not problem.blocks))
