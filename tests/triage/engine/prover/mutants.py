"""Does the prover refuse every harmful change of the shipped protocols, and none that changes nothing?

`python -m tests.triage.engine.prover.mutants` breaks them in some hundred ways and judges each without the solver: by
the worked cases, and by the requirements on thousands of made-up patients. A step of .ci/run; the suite takes a few.
"""

import random
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from tests.triage.engine.samples import walk
from tests.triage.first_edition import calf_cases, sciatica_cases
from tests.triage.first_edition.case_table import CaseTable, meets
from triage.engine.parts.condition import Answer, Answers, Comparison, Condition
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Kind, Question
from triage.engine.parts.rule import Requirement
from triage.engine.parts.threshold import Threshold
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import DECISIVE, Check, Problem, prove
from triage.engine.prover.worse_answers import is_worse, unsure_answers
from triage.engine.run.assess import assess
from triage.engine.run.replay import Path
from triage.engine.run.scoring import judge

TABLES = (calf_cases.TABLE, sciatica_cases.TABLE)
EACH = 16
"""How many mutants of one kind are taken of each protocol."""
OPPOSITE = {
    Comparison.AT_LEAST: Comparison.BELOW,
    Comparison.BELOW: Comparison.AT_LEAST,
    Comparison.ABOVE: Comparison.AT_MOST,
    Comparison.AT_MOST: Comparison.ABOVE,
}
MILDER = {Urgency.EMERGENCY: Urgency.URGENT, Urgency.URGENT: Urgency.SOON, Urgency.SOON: Urgency.SELF_CARE}


@dataclass(frozen=True)
class Mutant:
    """One change: what kind, of what, and the protocol with it."""

    kind: str
    name: str
    protocol: Protocol


def mutants(protocol: Protocol, named: Collection[str] = ()) -> Iterator[Mutant]:
    """Every change of these kinds that still gives a protocol; only those named, if any are."""
    for kind, what, change in _changes(protocol):
        name = f"{protocol.slug}: {kind} {what}"
        if named and name not in named:
            continue
        try:
            yield Mutant(kind, name, replace(protocol, **change))
        except ProtocolError:
            continue


def _changes(protocol: Protocol) -> Iterator[tuple[str, str, dict]]:
    for threshold in protocol.thresholds:
        for shift in (-1, 1):
            moved = tuple(_shifted(t, shift) if t is threshold else t for t in protocol.thresholds)
            yield "threshold", f"{threshold.key} {shift:+}", {"thresholds": moved}
    for rule in protocol.rules:
        others = tuple(other for other in protocol.rules if other is not rule)
        yield "rule", rule.key, {"rules": others}
        milder = MILDER.get(rule.finding.urgency)
        if milder is not None:
            lowered = replace(rule, finding=replace(rule.finding, urgency=milder))
            yield "urgency", rule.key, {"rules": (*others, lowered)}
        for kind, name, when in _conditions(rule.when):
            yield kind, f"{rule.key} {name}", {"rules": (*others, replace(rule, when=when))}
    for question in protocol.questions:
        for kind, name, when in _conditions(question.ask_when):
            asked = tuple(replace(q, ask_when=when) if q is question else q for q in protocol.questions)
            yield f"asked {kind}", f"{question.key} {name}", {"questions": asked}


def _shifted(threshold: Threshold, shift: int) -> Threshold:
    value = threshold.value + shift
    return replace(threshold, value=value, minimum=min(value, threshold.minimum), maximum=max(value, threshold.maximum))


def _conditions(when: tuple[Condition, ...]) -> Iterator[tuple[str, str, tuple[Condition, ...]]]:
    for place, condition in enumerate(when):
        before, after = when[:place], when[place + 1 :]
        if len(when) > 1:
            yield "condition", condition.question, (*before, *after)
        if condition.threshold is not None:
            turned = replace(condition, comparison=OPPOSITE[condition.comparison])
            yield "comparison", condition.question, (*before, turned, *after)
        for choice in condition.choices if len(condition.choices) > 1 else ():
            fewer = replace(condition, choices=tuple(key for key in condition.choices if key != choice))
            yield "choice", choice, (*before, fewer, *after)


def sample(each: int, seed: int = 4) -> list[Mutant]:
    """So many mutants of each kind and protocol, always the same ones."""
    draw = random.Random(seed)
    found: list[Mutant] = []
    for table in TABLES:
        every = list(mutants(table.protocol))
        for kind in sorted({mutant.kind for mutant in every}):
            alike = [mutant for mutant in every if mutant.kind == kind]
            found += draw.sample(alike, min(each, len(alike)))
    return found


def equivalents(protocol: Protocol) -> Iterator[Mutant]:
    """Changes that by their make change nobody's urgency."""
    yield Mutant("order", f"{protocol.slug}: rules reversed", replace(protocol, rules=protocol.rules[::-1]))
    for rule in protocol.rules[::9]:
        narrow = replace(rule, key="narrow", when=(*rule.when, *protocol.rules[0].when))
        yield Mutant(
            "narrow", f"{protocol.slug}: {rule.key} narrower", replace(protocol, rules=(*protocol.rules, narrow))
        )
        first = rule.when[0]
        if len(first.choices) > 1:
            halves = [replace(rule, key=f"half{n}", when=(replace(first, choices=part), *rule.when[1:]))
                      for n, part in enumerate((first.choices[:1], first.choices[1:]))]  # fmt: skip
            others = tuple(other for other in protocol.rules if other is not rule)
            yield Mutant("split", f"{protocol.slug}: {rule.key} split", replace(protocol, rules=(*others, *halves)))


# ---------------------------------------------------------------------------------------- judged without the solver


class Judge:
    """Knows many patients of one shipped protocol, chosen with its requirements in mind."""

    def __init__(self, table: CaseTable) -> None:
        self.protocol = table.protocol
        skipped: Answers = {question.key: None for question in self.protocol.questions if question.optional}
        told = [dict(vignette.answers) for vignette in self.protocol.vignettes]
        told += [table.answers(changes) for _, changes, _ in table.cases]
        self.base = [skipped | table.answers({}) | answers for answers in told]
        self.patients = [(r, a) for r in self.protocol.requirements for a in self._meeting(r)]

    def _meeting(self, requirement: Requirement) -> Iterator[dict[str, Answer]]:
        """Patients who meet a requirement: everybody known, with answers put in its place."""
        for place, base in enumerate(self.base):
            yield {**base, **_forced(self.protocol, requirement, place)}

    def harm(self, mutant: Protocol) -> str:
        """What harm a mutant does, as far as these patients show; nothing when they show none."""
        for vignette, verdict in judge(mutant):
            if verdict.under:
                return f"worked case {vignette.key}"
        for requirement, answers in self.patients:
            told = assess(mutant, answers)
            if told.urgency.level < requirement.at_least.level and _met(mutant, requirement, told.path):
                return f"requirement {requirement.key}"
        return ""


def _met(protocol: Protocol, requirement: Requirement, path: Path) -> bool:
    return meets(protocol, requirement, path.answers | path.derived)


def _forced(protocol: Protocol, requirement: Requirement, place: int) -> dict[str, Answer]:
    forced: dict[str, Answer] = {}
    for condition in requirement.when:
        question = protocol.question_by_key[condition.question]
        forced[question.key] = _forced_answer(protocol, question, condition, place, forced.get(question.key))
    return forced


def _forced_answer(protocol: Protocol, question: Question, condition: Condition, place: int, so_far: Answer) -> Answer:
    if condition.threshold is not None:
        value = protocol.threshold_by_key[condition.threshold].value
        step = Decimal(1).scaleb(-(question.number.decimals if question.number else 0))
        nearest = {Comparison.ABOVE: value + step, Comparison.BELOW: value - step}
        return nearest.get(condition.comparison, value)
    choice = condition.choices[place % len(condition.choices)]
    if question.kind is Kind.SINGLE:
        return choice
    return frozenset({choice}) | (so_far if isinstance(so_far, frozenset) else frozenset())


def confirmed(protocol: Protocol, problem: Problem) -> bool:
    """Whether the evaluator says of the example what the problem says."""
    example, other = problem.example, problem.other
    assert example is not None
    told = assess(protocol, example.answers)
    if problem.check is Check.REQUIREMENTS:
        requirement = next(r for r in protocol.requirements if r.key == problem.requirement)
        return told.urgency.level < requirement.at_least.level and _met(protocol, requirement, told.path)
    if problem.check is Check.MONOTONE:
        assert other is not None
        (key,) = problem.questions
        question = protocol.question_by_key[key]
        before, after = example.answers[key], other.answers[key]
        alike = {k for k in example.answers.keys() & other.answers.keys() if k != key}
        return (
            assess(protocol, other.answers).urgency.level < told.urgency.level
            and (is_worse(question, before, after) or after in unsure_answers(question)[0])
            and all(example.answers[k] == other.answers[k] for k in alike)
        )
    if problem.check is Check.PATHS:
        return len(walk(protocol, dict(example.answers))) == len(example.answers)
    return any(verdict.under for _, verdict in judge(protocol))


@lru_cache
def judge_of(slug: str) -> Judge:
    """The judge of one shipped protocol."""
    return Judge(next(table for table in TABLES if table.slug == slug))


def tried(mutant: Mutant) -> tuple[str, list[str]]:
    """How the prover did on one mutant, and what it did wrong."""
    harm = judge_of(mutant.protocol.slug).harm(mutant.protocol)
    problems = [problem for problem in prove(mutant.protocol, checks=DECISIVE).problems if problem.blocks]
    wrong = [f"{mutant.name}: {p.sentence} is not so" for p in problems if not confirmed(mutant.protocol, p)]
    if harm and not problems:
        wrong.append(f"{mutant.name}: let through, though it breaks {harm}")
    return f"{'harmful' if harm else 'no harm seen'}, {'refused' if problems else 'let through'}", wrong


def main() -> None:
    """Prints the figures. Fails when a harmful mutant is let through, or one that changes nothing is refused."""
    same = [mutant for table in TABLES for mutant in equivalents(table.protocol)]
    with ProcessPoolExecutor() as pool:
        results = list(pool.map(tried, sample(EACH), chunksize=8))
        same_results = list(pool.map(tried, same, chunksize=8))
    refused = sum(outcome.endswith("refused") for outcome, _ in same_results)
    count = Counter(outcome for outcome, _ in results)
    print(f"{len(results)} mutants: {', '.join(f'{number} {outcome}' for outcome, number in count.most_common())}.")
    print(f"{len(same)} that change nobody's urgency, of which {refused} are refused.")
    wrong = [sentence for _, sentences in (*results, *same_results) for sentence in sentences]
    print(*wrong, sep="\n")
    if wrong or refused > len(same) / 20:
        sys.exit(1)


if __name__ == "__main__":
    main()
