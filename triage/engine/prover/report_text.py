"""A report as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from triage.engine.prover.report import Check, Example, Impact, Problem, Report, WordChange

WIDTH = 110
COMPARED = (Check.IMPACT, Check.GUARDS, Check.WORDS)
"""What says nothing where there is nothing to compare with."""
HOLDS = {
    Check.REQUIREMENTS: "every requirement holds, for every patient",
    Check.MONOTONE: "a worse answer never lowers the urgency",
    Check.ALIVE: "every rule, question, advice and article has an effect",
    Check.GAPS: "a rule holds for every patient",
    Check.PATHS: "journeys are short enough",
    Check.VIGNETTES: "every worked case gets the urgency that clinicians expect",
    Check.IMPACT: "nobody's urgency changes",
    Check.SLIPS: "no single slip undoes a requirement that is marked so",
    Check.GUARDS: "nothing has changed that guards patients, and is not known to be harmless",
    Check.WORDS: "no word for patients is new, or says something else",
}


def lines(report: Report) -> Iterator[str]:
    """The report, line by line: the verdict, then each check with what it found."""
    verdict = "may be published" if report.publishable else "MUST NOT be published"
    yield f"{report.protocol}, version {report.version}: {verdict}."
    for place, check in enumerate(Check, start=1):
        is_said = report.impact is not None or check not in COMPARED or report.of(check)
        if check in report.checks and is_said:
            yield from _check(place, check, report)
    if report.lowers_somebody:
        yield "Somebody's urgency is lower than before: that needs a written reason and a second clinician."
    elif report.weakens_guards:
        yield "A guard has changed: that needs a written reason and a second clinician."
    elif report.words:
        yield "Words for patients have changed: a second clinician must read them."
    elif report.needs_second_clinician and Check.IMPACT in report.checks:
        yield "Nobody knows whose urgency changes: that needs a second clinician."


def _check(place: int, check: Check, report: Report) -> Iterator[str]:
    problems = report.of(check)
    found: list[str] = []
    if check is Check.GAPS:
        found = list(_gaps(report))
    elif check is Check.IMPACT and report.impact is not None:
        found = list(_impact(report.impact))
    elif check is Check.WORDS:
        found = list(_words(report.words))
    for problem in problems:
        found += _problem(problem)
    fine = HOLDS[check] if not found else ""
    longest = f"the longest journey has {report.longest_path} pages" if check is Check.PATHS else ""
    yield f"{place} {check.value}: {'; '.join(part for part in (fine, longest) if part)}".rstrip(": ")
    yield from found


def _problem(problem: Problem) -> Iterator[str]:
    yield from _item("REFUSED" if problem.blocks else "note", problem.sentence)
    if problem.rules and problem.blocks:
        yield f"      rules: {', '.join(problem.rules)}"
    if problem.example is not None and problem.blocks:
        yield from _example(problem.example)
    if problem.other is not None:
        what = "after the slip" if problem.check is Check.SLIPS else "with the worse answer"
        yield f"      and {what}: {problem.other.urgency.word}"


def _gaps(report: Report) -> Iterator[str]:
    if report.gaps:
        yield "  These patients get the default finding, because no rule above self-care holds for them, and:"
    for gap in report.gaps:
        yield from _item("gap", gap.sentence)
    if report.gaps_cut:
        yield "  There are more gaps than listed here."


def _impact(impact: Impact) -> Iterator[str]:
    if impact.another:
        yield from _item("note", f"Another triage, {impact.another}, was live before: not compared.")
    for move in impact.moves:
        way = "LOWER" if move.lowers else "higher"
        yield from _item(way, f"{move.old.word} → {move.new.word}. {' '.join(move.because)}")
        yield from _example(move.example)
        now = dict(move.example.texts)
        more = [f"{short}: {answer}" for short, answer in move.before.texts if now.get(short) != answer]
        if more:
            yield from wrap(" · ".join(more), WIDTH, initial_indent="      before: ", subsequent_indent="        ")
    for change in impact.vignettes:
        told = f"{change.old.word} → {change.new.word}" if change.old is not change.new else "other reasons"
        yield from _item(
            "case", f"{change.key}: {told}{_keys('; gained', change.gained)}{_keys('; lost', change.lost)}"
        )
    for name, changes in (("now asked", impact.asked_more), ("left out", impact.asked_less)):
        if changes:
            yield from _item(name, f"of some patients: {', '.join(change.short for change in changes)}")


def _words(changes: Iterable[WordChange]) -> Iterator[str]:
    for change in changes:
        yield from _item("read", f"{change.where}. {change.fault}".strip())
        for sign, text in (("- ", change.old), ("+ ", change.new)):
            for line in text.splitlines():
                yield from wrap(line, WIDTH, initial_indent=f"      {sign}", subsequent_indent="        ")


def _keys(word: str, keys: tuple[str, ...]) -> str:
    return f"{word} {', '.join(keys)}" if keys else ""


def _item(word: str, sentence: str) -> list[str]:
    return wrap(f"{word}: {sentence}", WIDTH, initial_indent="  ", subsequent_indent="    ")


def _example(example: Example) -> list[str]:
    answers = " · ".join(f"{short}: {answer}" for short, answer in example.texts)
    return wrap(answers, WIDTH, initial_indent="      patient: ", subsequent_indent="        ")
