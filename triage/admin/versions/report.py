"""A safety report in words, for the publishing page, a version's own page and the command line."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from triage import labels
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.urgency import Urgency

if TYPE_CHECKING:  # the solver is loaded on the publishing path only
    from triage.engine.prover import Example, Move, Problem, Report


@dataclass(frozen=True)
class ExamplePatient:
    """A made-up patient: the answers in words, and what they are told."""

    answers: tuple[tuple[str, str], ...]
    told: str


@dataclass(frozen=True)
class ReportProblem:
    """A problem, with an example (two where a pair shows it) and the entries at fault."""

    sentence: str
    blocks: bool
    rules: tuple[str, ...]
    requirement: str
    examples: tuple[ExamplePatient, ...]


@dataclass(frozen=True)
class UrgencyChange:
    """Patients who are told something different from now on."""

    sentence: str
    lowers: bool
    because: tuple[str, ...]
    example: ExamplePatient


@dataclass(frozen=True)
class AskedChange:
    """A question that some patients are now asked, or no longer."""

    sentence: str
    example: ExamplePatient


@dataclass(frozen=True)
class ReportPage:
    """The parts of the page, in the order in which they are read."""

    verdict: str
    publishable: bool
    lowers_somebody: bool
    refusals: tuple[ReportProblem, ...]
    moves: tuple[UrgencyChange, ...]
    vignettes: tuple[str, ...]
    asked: tuple[AskedChange, ...]
    warnings: tuple[ReportProblem, ...]
    gaps: tuple[tuple[str, ExamplePatient], ...]
    gaps_cut: bool
    longest: str
    compared: bool


def report(found: "Report", protocol: Protocol) -> ReportPage:
    """The report in words."""
    impact = found.impact
    return ReportPage(
        verdict=_verdict(found),
        publishable=found.publishable,
        lowers_somebody=found.lowers_somebody,
        refusals=tuple(_problem(problem) for problem in found.problems if problem.blocks),
        moves=tuple(_moved(move) for move in impact.moves) if impact else (),
        vignettes=_vignettes(found, protocol),
        asked=_asked(found),
        warnings=tuple(_problem(problem) for problem in found.problems if not problem.blocks),
        gaps=tuple((gap.sentence, _patient(gap.example)) for gap in found.gaps),
        gaps_cut=found.gaps_cut,
        longest=_("The longest journey has %(pages)s pages.") % {"pages": found.longest_path},
        compared=impact is not None,
    )


def _verdict(found: "Report") -> str:
    if not found.publishable:
        return _("Refused: a check that must hold has failed.")
    if found.lowers_somebody:
        return _("Every check holds, but some patients would be told a lower urgency.")
    return _("Every check holds, and nobody is told a lower urgency.")


def _problem(problem: "Problem") -> ReportProblem:
    examples = tuple(_patient(example) for example in (problem.example, problem.other) if example is not None)
    return ReportProblem(problem.sentence, problem.blocks, problem.rules, problem.requirement, examples)


def _patient(example: "Example") -> ExamplePatient:
    return ExamplePatient(example.texts, labels.of(example.urgency).word)


def _moved(move: "Move") -> UrgencyChange:
    return UrgencyChange(_from_to(move.old, move.new), move.lowers, move.because, _patient(move.example))


def _from_to(old: Urgency, new: Urgency) -> str:
    return f"{labels.of(old).word} → {labels.of(new).word}"


def _vignettes(found: "Report", protocol: Protocol) -> tuple[str, ...]:
    stories = {vignette.key: vignette.story for vignette in protocol.vignettes}
    changes = found.impact.vignettes if found.impact else ()
    texts = []
    for change in sorted(changes, key=lambda change: change.old is change.new):  # changed urgencies first
        result = _from_to(change.old, change.new) if change.old is not change.new else _("other reasons")
        reasons = [f"+ {key}" for key in change.gained] + [f"− {key}" for key in change.lost]
        texts.append(f"{result}: {stories.get(change.key, change.key)} ({', '.join(reasons)})")
    return tuple(texts)


def _asked(found: "Report") -> tuple[AskedChange, ...]:
    if found.impact is None:
        return ()
    more = [(_("Some patients are now asked: %(question)s"), change) for change in found.impact.asked_more]
    less = [(_("Some patients are no longer asked: %(question)s"), change) for change in found.impact.asked_less]
    return tuple(
        AskedChange(text % {"question": change.short}, _patient(change.example)) for text, change in [*more, *less]
    )
