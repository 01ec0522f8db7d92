"""One call that runs every check on a protocol."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from itertools import islice

from triage.engine.parts import placeholders
from triage.engine.parts.condition import Answer
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Vignette
from triage.engine.prover import examples, guards, lints, monotone, paths, requirements, slips, vignettes, words
from triage.engine.prover.answer_space import AnswerSpace
from triage.engine.prover.comparison import space_before
from triage.engine.prover.gaps import MAX_LISTED, Gaps
from triage.engine.prover.impact import impact_of
from triage.engine.prover.report import Check, Gap, Impact, Limits, Problem, Report, WordChange
from triage.engine.prover.solver import Circuit, Solver
from triage.engine.prover.symbolic import Journeys, Outcome
from triage.engine.prover.unused_parts import UnusedParts
from triage.engine.run import scoring
from triage.engine.run.assess import Assessment, assess

DEFAULT_LIMITS = Limits()

Progress = Callable[[str, int, int], None]
"""Called as each check begins, with its name, how many are done, and how many there are."""

EVERY_CHECK = frozenset(Check)


def prove(
    protocol: Protocol,
    live: Protocol | None = None,
    *,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    checks: Collection[Check] = EVERY_CHECK,
) -> Report:
    """Everything that can be proven about a protocol, and what changes for patients compared with the version before.

    `live` is the last version that was ever live: of this triage, or else of one whose place it takes.

    A report of fewer `checks` says nothing about the others. Raises SolverError when the solver gives up, DriftError
    when the solver and the evaluator disagree: nothing is proven then.
    """
    subject = Subject(protocol, live, limits)
    problems: list[Problem] = []
    for place, check in enumerate(Check):
        if check in checks:
            if progress is not None:
                progress(check.value, place, len(Check))
            problems += subject.problems(check)
    return Report(
        protocol=protocol.slug,
        version=protocol.version,
        problems=tuple(problems),
        gaps=subject.gaps[:MAX_LISTED] if Check.GAPS in checks else (),
        gaps_cut=Check.GAPS in checks and len(subject.gaps) > MAX_LISTED,
        longest_path=paths.pages_of(subject.protocol, subject.longest) if Check.PATHS in checks else 0,
        longest=examples.of(subject.protocol, subject.longest) if Check.PATHS in checks else None,
        words=tuple(subject.words) if Check.WORDS in checks else (),
        impact=subject.impact if Check.IMPACT in checks else None,
        checks=tuple(check for check in Check if check in checks),
    )


class Subject:
    """One protocol under proof.

    Searches that have little in common get a solver of their own each: the less a solver knows, the quicker it is.
    """

    def __init__(self, protocol: Protocol, live: Protocol | None = None, limits: Limits = DEFAULT_LIMITS) -> None:
        self.written, self.written_live = protocol, live
        protocol, live = placeholders.filled(protocol), None if live is None else placeholders.filled(live)
        self.protocol, self.live, self.limits = protocol, live, limits
        self.compared = live if live is not None and live.slug == protocol.slug else None

    @cached_property
    def outcome(self) -> Outcome:
        """What all its patients are told."""
        return Outcome(AnswerSpace.of(Circuit(), self.protocol, self.compared))

    @cached_property
    def journeys(self) -> Journeys:
        """What they are asked."""
        return Journeys(self.outcome.space)

    def problems(self, check: Check) -> Iterable[Problem]:
        """The problems that one check finds. Gaps and impact are no problems, but are worked out at this point too."""
        found: Iterable[Problem] = ()
        match check:
            case Check.REQUIREMENTS:
                found = requirements.check(self.outcome, self._solver, self.compared)
            case Check.MONOTONE:
                found = monotone.check(self.outcome, self._solver)
            case Check.ALIVE:
                found = UnusedParts(self.outcome, self.journeys, self._solver, self.walks).found()
            case Check.PATHS:
                found = paths.check(self.outcome, self.journeys, self._of_paths, self.longest, self.limits)
            case Check.VIGNETTES:
                found = vignettes.check(self.protocol, self.cases)
            case Check.GAPS | Check.IMPACT:
                _ = self.gaps if check is Check.GAPS else self.impact
            case Check.SLIPS:
                found = slips.check(self.outcome, self._solver)
            case Check.GUARDS:
                found = self._weaker_guards()
            case Check.WORDS:
                found = lints.check(self.written, None if self.compared is None else self.written_live)
        return found

    def _weaker_guards(self) -> Iterator[Problem]:
        if self.live is not None:
            yield from guards.check(self.live, self.protocol)
        if self.compared is not None and self.before is not None:
            yield from guards.broken(self.compared, self.before, self.outcome, self._solver)

    @cached_property
    def before(self) -> Outcome | None:
        """The last live version for the patients of this one, where it is compared."""
        return None if self.compared is None else Outcome(space_before(self.compared, self.outcome.space))

    @property
    def words(self) -> Iterator[WordChange]:
        """The texts that a second clinician must read."""
        if self.compared is not None and self.written_live is not None:
            yield from words.changes(self.written_live, self.written)

    @property
    def _solver(self) -> Solver:
        return Solver(self.outcome.circuit)

    @cached_property
    def _of_paths(self) -> Solver:
        return self._solver

    @cached_property
    def cases(self) -> tuple[tuple[Vignette, Assessment], ...]:
        """What the triage says of each worked case."""
        return tuple(scoring.assessed(self.protocol))

    @cached_property
    def walks(self) -> tuple[Assessment, ...]:
        """The same of those that can go the whole way, with only the answers that are really asked for."""
        whole = [assessment for _, assessment in self.cases if assessment.path.complete]
        asked_for = [examples.asked_for(self.protocol, assessment.path.answers) for assessment in whole]
        return tuple(
            assessment if len(given) == len(assessment.path.answers) else assess(self.protocol, given)
            for assessment, given in zip(whole, asked_for, strict=True)
        )

    @cached_property
    def longest(self) -> dict[str, Answer]:
        """The answers of a patient with the longest journey."""
        return paths.longest(self.journeys, self._of_paths)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps, up to one more than the report lists."""
        return tuple(islice(Gaps(self.outcome, self._solver).found(), MAX_LISTED + 1))

    @cached_property
    def impact(self) -> Impact | None:
        """What changes compared with the last version that was live, where there is one."""
        if self.before is not None:
            return impact_of(self.before, self.outcome, self.journeys, self.cases)
        return None if self.live is None else Impact(another=self.live.slug)
