"""A safety report in words, for the publishing page, a version's own page and the command line."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calfsite.lib.names import first_words
from triage import labels
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Finding
from triage.engine.parts.urgency import Urgency
from triage.versions import diff

if TYPE_CHECKING:  # the solver is loaded on the publishing path only
    from triage.engine.prover import Example, Move, Problem, Report, VignetteChange, WordChange

GUARDS: Final = "guards"
"""The engine's check of that name."""


@dataclass(frozen=True)
class ExamplePatient:
    """A made-up patient: the answers in words, and what they are told."""

    name: str
    """Which one it is of a pair."""
    answers: tuple[tuple[str, str], ...]
    told: str
    differs: frozenset[str] = frozenset()
    """The questions that the other patient of a pair answers otherwise, or is not asked."""


@dataclass(frozen=True)
class ReportProblem:
    """A problem, with an example (two where a pair shows it) and the parts at fault."""

    sentence: str
    blocks: bool
    parts: tuple[tuple[str, str], ...]
    """The parts at fault: the place of each on the version's page, and what it is called."""
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
    needs_second_clinician: bool
    guards: tuple[ReportProblem, ...]
    """Those that are not as in the last version that was live, and not known to be harmless."""
    words: tuple["WordChange", ...]
    """The texts to read: the old line and the new one, whole."""
    refusals: tuple[ReportProblem, ...]
    moves: tuple[UrgencyChange, ...]
    vignettes: tuple[str, ...]
    asked: tuple[AskedChange, ...]
    warnings: tuple[ReportProblem, ...]
    known_warnings: tuple[ReportProblem, ...]
    """Those that the last version that was live has too."""
    gaps: tuple[tuple[str, ExamplePatient], ...]
    gaps_cut: bool
    longest: str
    in_short: tuple[tuple[str, str], ...]
    """What there is to look at, in a line each, with its place on the page."""
    not_compared: str
    """Why nobody can say whose urgency changes; empty where it was compared."""


def report(found: "Report", protocol: Protocol, known: Collection[str] = ()) -> ReportPage:
    """The report in words. `known`: the sentences of the problems that the version before it has."""
    impact = found.impact
    others = [problem for problem in found.problems if problem.check != GUARDS]
    names = diff.names(protocol)
    warnings = [_problem(problem, names) for problem in others if not problem.blocks]
    return ReportPage(
        verdict=_verdict(found),
        publishable=not _is_refused(found),
        needs_second_clinician=found.needs_second_clinician,
        guards=tuple(_problem(problem, names) for problem in found.problems if problem.check == GUARDS),
        words=found.words,
        refusals=tuple(_problem(problem, names) for problem in others if problem.blocks),
        moves=tuple(_moved(move) for move in impact.moves) if impact else (),
        vignettes=_vignettes(found, protocol),
        asked=_asked(found),
        warnings=tuple(problem for problem in warnings if problem.sentence not in known),
        known_warnings=tuple(problem for problem in warnings if problem.sentence in known),
        gaps=tuple((gap.sentence, _patient(gap.example)) for gap in found.gaps),
        gaps_cut=found.gaps_cut,
        longest=_("The longest journey has %(pages)s pages.") % {"pages": found.longest_path},
        in_short=tuple(_in_short(found, known)),
        not_compared=_not_compared(found),
    )


def _in_short(found: "Report", known: Collection[str]) -> Iterator[tuple[str, str]]:
    yield from _to_read(found)
    if refusals := sum(problem.blocks and problem.check != GUARDS for problem in found.problems):
        words = ngettext("Refused for %(number)d reason", "Refused for %(number)d reasons", refusals)
        yield "refusals", words % {"number": refusals}
    moves = found.impact.moves if found.impact else ()
    if lower := [_from_to(move.old, move.new) for move in moves if move.lowers]:
        yield "moves", _("Some are told a lower urgency: %(moves)s") % {"moves": ", ".join(lower)}
    if higher := [_from_to(move.old, move.new) for move in moves if not move.lowers]:
        yield "moves", _("Some are told a higher urgency: %(moves)s") % {"moves": ", ".join(higher)}
    if not moves:
        yield "moves", _not_compared(found) or _("Nobody is told another urgency.")
    if cases := len(found.impact.vignettes) if found.impact else 0:
        words = ngettext(
            "%(number)d worked case comes out differently", "%(number)d worked cases come out differently", cases
        )
        yield "cases", words % {"number": cases}
    problems = [problem for problem in found.problems if problem.check != GUARDS]
    if warnings := sum(not problem.blocks and problem.sentence not in known for problem in problems):
        words = ngettext("%(number)d warning", "%(number)d warnings", warnings)
        if known:
            words = ngettext("%(number)d new warning", "%(number)d new warnings", warnings)
        yield "warnings", words % {"number": warnings}


def _to_read(found: "Report") -> Iterator[tuple[str, str]]:
    if guards := sum(problem.check == GUARDS for problem in found.problems):
        yield "guards", ngettext("%(number)d changed guard", "%(number)d changed guards", guards) % {"number": guards}
    if texts := len(found.words):
        yield "words", ngettext("%(number)d text to read", "%(number)d texts to read", texts) % {"number": texts}


def _not_compared(found: "Report") -> str:
    if found.impact is None:
        return _("No version was ever live to compare with: nobody can say whose urgency would be lower.")
    if found.impact.another:
        words = _(
            "Not compared: the last version that was live is of another triage, %(slug)s. Nobody can say whose "
            "urgency would be lower."
        )
        return words % {"slug": found.impact.another}
    return ""


def _is_refused(found: "Report") -> bool:
    """Whether a check has failed. An earlier release had fewer checks: what passed them was not refused."""
    return any(problem.blocks for problem in found.problems)


def _verdict(found: "Report") -> str:
    if _is_refused(found):
        return _("Refused: a check that must hold has failed.")
    if not found.publishable:
        return _("Every check that there was at its time holds. Copy it to a new draft to make those of today.")
    if not found.is_compared:
        return _("Every check holds, but there is nothing to compare it with: a second clinician must look at it.")
    return " ".join(_proven(found))


def _proven(found: "Report") -> Iterator[str]:
    guards = sum(problem.check == GUARDS for problem in found.problems)
    if guards:
        words = ngettext("Guards: %(n)s changed, read it.", "Guards: %(n)s changed, read them.", guards)
        yield words % {"n": guards}
    if found.lowers_somebody:
        yield _("Rules: every check holds, but some patients would be told a lower urgency.")
    else:
        yield _("Rules: proven, and nobody is told a lower urgency.")
    texts = len(found.words)
    if texts:
        yield ngettext("Words: %(n)s changed, read it.", "Words: %(n)s changed, read them.", texts) % {"n": texts}
    if found.needs_second_clinician:
        yield _("A second clinician must agree.")


def _problem(problem: "Problem", names: Mapping[tuple[str, str], str]) -> ReportProblem:
    return ReportProblem(problem.sentence, problem.blocks, tuple(_parts(problem, names)), tuple(_examples(problem)))


def _parts(problem: "Problem", names: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str]]:
    """Those that the version has: a deleted one is nowhere to be opened."""
    for key in problem.rules:
        if key == "default":
            yield "texts", _("what patients read when no rule holds")
        elif (name := names.get(("rule", key))) is not None:
            yield f"rule-{key}", _("rule “%(name)s”") % {"name": name}
    if (name := names.get(("requirement", problem.requirement))) is not None:
        yield f"requirement-{problem.requirement}", _("requirement “%(name)s”") % {"name": name}


def _examples(problem: "Problem") -> Iterator[ExamplePatient]:
    """A patient, or two who differ in what the problem is about: after a slip it is the same one."""
    one, other = problem.example, problem.other
    if one is None or other is None:
        yield from (_patient(example) for example in (one, other) if example is not None)
        return
    names = {
        "slips": (_("What is true"), _("What was answered, with one slip")),
        "monotone": (_("Example patient"), _("The same patient with a worse answer")),
    }
    first, second = names.get(problem.check.value, (_("One patient"), _("Another patient")))
    differs = frozenset(question for question, _answer in set(one.texts) ^ set(other.texts))
    yield replace(_patient(one, first), differs=differs)
    yield replace(_patient(other, second), differs=differs)


def _patient(example: "Example", name: str = "") -> ExamplePatient:
    return ExamplePatient(name or _("Example patient"), example.texts, labels.of(example.urgency).word)


def _moved(move: "Move") -> UrgencyChange:
    return UrgencyChange(_from_to(move.old, move.new), move.lowers, move.because, _patient(move.example))


def _from_to(old: Urgency, new: Urgency) -> str:
    return f"{labels.of(old).word} → {labels.of(new).word}"


def _vignettes(found: "Report", protocol: Protocol) -> tuple[str, ...]:
    stories = {vignette.key: vignette.story for vignette in protocol.vignettes}
    findings = dict(protocol.findings())
    changes = found.impact.vignettes if found.impact else ()
    texts = []
    for change in sorted(changes, key=lambda change: change.old is change.new):  # changed urgencies first
        result = _from_to(change.old, change.new) if change.old is not change.new else _("other reasons")
        story = stories.get(change.key, _("a worked case that is deleted"))
        texts.append(f"{result}: {story} {_why(change, findings)}".rstrip())
    return tuple(texts)


def _why(change: "VignetteChange", findings: Mapping[str, Finding]) -> str:
    """The rules that decide now, and did not; else those that decided, and do not any more."""
    for keys, urgency, words in (
        (change.gained, change.new, _("(now: %(reasons)s)")),
        (change.lost, change.old, _("(no longer: %(reasons)s)")),
    ):
        known = [findings[key] for key in keys if key in findings]
        told = [one for one in known if one.urgency is urgency] or known
        if told:
            reasons = dict.fromkeys(f"“{first_words(one.because)}”" for one in told)
            return words % {"reasons": ", ".join(reasons)}
    return _("(a rule is deleted)") if change.lost else ""


def _asked(found: "Report") -> tuple[AskedChange, ...]:
    if found.impact is None:
        return ()
    more = [(_("Some patients are now asked: %(question)s"), change) for change in found.impact.asked_more]
    less = [(_("Some patients are no longer asked: %(question)s"), change) for change in found.impact.asked_less]
    return tuple(
        AskedChange(text % {"question": change.short}, _patient(change.example)) for text, change in [*more, *less]
    )
