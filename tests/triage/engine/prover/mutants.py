"""Does the prover refuse every harmful change of the shipped protocol, and none that changes nothing?

`python -m tests.triage.engine.prover.mutants` breaks it in some hundred ways and judges each without the solver: by the
worked cases, and by the requirements on thousands of made-up patients, with and without a slip. A step of .ci/run; the
suite takes a few.
"""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from tests.triage.engine.prover.brute import Brute
from tests.triage.engine.samples import walk
from tests.triage.protocols import leg_cases
from tests.triage.protocols.leg_cases import LEG
from triage.engine.parts.condition import Answer, Answers, Comparison, Condition, Criterion, Meets, Mode, When
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Kind, Question
from triage.engine.parts.rule import Requirement
from triage.engine.parts.threshold import Threshold
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import Check, Problem
from triage.engine.prover.prove import Subject
from triage.engine.prover.worse_answers import is_worse, unsure_answers
from triage.engine.run.assess import assess
from triage.engine.run.replay import Path
from triage.engine.run.scoring import judge

EACH = 10
"""How many mutants of one kind are taken."""
KNOWN = 12
"""How many of the worked cases are changed so that they meet each requirement."""
CHEAPEST_FIRST = (Check.VIGNETTES, Check.REQUIREMENTS, Check.PATHS, Check.MONOTONE, Check.SLIPS, Check.WORDS)
"""The checks that can refuse, those first that take the least time."""
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
        name = f"{kind} {what}"
        if not named or name in named:
            with suppress(ProtocolError):
                yield Mutant(kind, name, replace(protocol, **change))


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
    for kind, name, criterion in _criteria(protocol):
        changed = tuple(criterion if other.key == criterion.key else other for other in protocol.criteria)
        yield f"criterion {kind}", name, {"criteria": changed}
    for kind, name, question in _questions(protocol):
        asked = tuple(question if other.key == question.key else other for other in protocol.questions)
        yield kind, name, {"questions": asked}


def _criteria(protocol: Protocol) -> Iterator[tuple[str, str, Criterion]]:
    for criterion in protocol.criteria:
        if len(criterion.when) > 1:
            swapped = Mode.ANY if criterion.mode is Mode.ALL else Mode.ALL
            yield "mode", criterion.key, replace(criterion, mode=swapped)
        for kind, name, when in _conditions(criterion.when):
            yield kind, f"{criterion.key} {name}", replace(criterion, when=when)


def _questions(protocol: Protocol) -> Iterator[tuple[str, str, Question]]:
    for question in protocol.questions:
        for kind, name, when in _conditions(question.ask_when):
            yield f"asked {kind}", f"{question.key} {name}", replace(question, ask_when=when)
        for choice in question.choices:
            if choice.twin:
                alone = tuple(replace(c, twin="") if c is choice else c for c in question.choices)
                yield "twin", f"{question.key} {choice.key}", replace(question, choices=alone)


def _shifted(threshold: Threshold, shift: int) -> Threshold:
    value = threshold.value + shift
    return replace(threshold, value=value, minimum=min(value, threshold.minimum), maximum=max(value, threshold.maximum))


def _conditions(when: When) -> Iterator[tuple[str, str, When]]:
    for place, item in enumerate(when):
        before, after = when[:place], when[place + 1 :]
        if len(when) > 1:
            yield "condition", item.criterion if isinstance(item, Meets) else item.question, (*before, *after)
        if isinstance(item, Meets):
            continue
        if item.threshold is not None:
            turned = replace(item, comparison=OPPOSITE[item.comparison])
            yield "comparison", item.question, (*before, turned, *after)
        for choice in item.choices if len(item.choices) > 1 else ():
            fewer = replace(item, choices=tuple(key for key in item.choices if key != choice))
            yield "choice", choice, (*before, fewer, *after)


def sample(each: int, seed: int = 4) -> list[Mutant]:
    """So many mutants of each kind, always the same ones."""
    draw = random.Random(seed)
    names: defaultdict[str, list[str]] = defaultdict(list)
    for kind, what, _ in _changes(LEG):
        names[kind].append(f"{kind} {what}")
    chosen = {name for kind in sorted(names) for name in draw.sample(names[kind], min(each, len(names[kind])))}
    return list(mutants(LEG, chosen))


def equivalents(protocol: Protocol) -> Iterator[Mutant]:
    """Changes that by their make change nobody's urgency."""
    yield Mutant("order", "rules reversed", replace(protocol, rules=protocol.rules[::-1]))
    for rule in protocol.rules[::9]:
        narrow = replace(rule, key="narrow", when=(*rule.when, *protocol.rules[0].when))
        yield Mutant("narrow", f"{rule.key} narrower", replace(protocol, rules=(*protocol.rules, narrow)))
        first = rule.when[0]
        if isinstance(first, Condition) and len(first.choices) > 1:
            halves = [replace(rule, key=f"half{n}", when=(replace(first, choices=part), *rule.when[1:]))
                      for n, part in enumerate((first.choices[:1], first.choices[1:]))]  # fmt: skip
            others = tuple(other for other in protocol.rules if other is not rule)
            yield Mutant("split", f"{rule.key} split", replace(protocol, rules=(*others, *halves)))


# ---------------------------------------------------------------------------------------- judged without the solver


class Judge:
    """Knows many patients of one protocol, chosen with its requirements in mind."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        skipped: Answers = {question.key: None for question in protocol.questions if question.optional}
        told = [dict(vignette.answers) for vignette in protocol.vignettes]
        others = {key: answer for answers in told for key, answer in answers.items()}
        self.mild: dict[str, Answer] = {**skipped, **others, **leg_cases.answers()}
        """A well-known patient who is told to look after it at home."""
        self.base = [self.mild, *({**self.mild, **answers} for answers in told[:: max(1, len(told) // KNOWN)])]
        self.patients = [(r, a) for r in protocol.requirements for a in self._meeting(r)]

    def _meeting(self, requirement: Requirement) -> Iterator[dict[str, Answer]]:
        """Patients who meet a requirement: everybody known, with answers put in its place."""
        for place, base in enumerate(self.base):
            yield {**base, **_forced(self.protocol, requirement, place)}

    def harm(self, mutant: Protocol) -> str:
        """What harm a mutant does, as far as these patients show; nothing when they show none."""
        for vignette, verdict in judge(mutant):
            if verdict.under:
                return f"worked case {vignette.key}"
        brute = Brute(mutant)
        for requirement, answers in self.patients:
            told = assess(mutant, answers)
            if told.urgency.level < requirement.at_least.level and _met(brute, requirement, told.path):
                return f"requirement {requirement.key}"
            if requirement.slip_proof and self._slips(brute, requirement, answers):
                return f"requirement {requirement.key}, after a slip"
        return ""

    def _slips(self, brute: Brute, requirement: Requirement, answers: dict[str, Answer]) -> bool:
        """Whether this patient is sent home after answering one question as the mild patient does."""
        true = brute.again(answers, answers)
        counted = brute.counted(true)
        if not brute.meets(requirement.when, counted):
            return False
        for key in brute.protocol.questions_of(requirement.when):
            if key in counted and counted[key] != self.mild[key]:
                told = brute.again(true, {**true, key: self.mild[key]}, key)
                if assess(brute.protocol, told).urgency in brute.too_little(requirement):
                    return True
        return False


def _met(brute: Brute, requirement: Requirement, path: Path) -> bool:
    return brute.meets(requirement.when, path.answers | path.derived)


def _forced(protocol: Protocol, requirement: Requirement, place: int) -> dict[str, Answer]:
    """Answers that meet a requirement, in one of the ways in which it can be met."""
    forced: dict[str, Answer] = {}
    ways = protocol.alternatives(requirement.when)
    for condition in ways[place % len(ways)]:
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
    told, brute = assess(protocol, example.answers), Brute(protocol)
    if problem.check is Check.REQUIREMENTS:
        requirement = next(r for r in protocol.requirements if r.key == problem.requirement)
        return told.urgency.level < requirement.at_least.level and _met(brute, requirement, told.path)
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
    if problem.check is Check.SLIPS:
        assert other is not None
        requirement = next(r for r in protocol.requirements if r.key == problem.requirement)
        return (
            brute.meets(requirement.when, brute.counted(dict(example.answers)))
            and assess(protocol, other.answers).urgency in brute.too_little(requirement)
            and example.answers[problem.questions[0]] != other.answers[problem.questions[0]]
        )
    if problem.check is Check.PATHS:
        return len(walk(protocol, dict(example.answers))) == len(example.answers)
    return any(verdict.under for _, verdict in judge(protocol))


@cache
def judge_of_leg() -> Judge:
    """The judge of the shipped protocol."""
    return Judge(LEG)


@cache
def candidates() -> tuple[list[Mutant], list[Mutant]]:
    """All mutants to try: those that may do harm, and those that change nobody's urgency."""
    return sample(EACH), list(equivalents(LEG))


def refusal(protocol: Protocol) -> list[Problem]:
    """The problems that block, of the first check that finds some; none where all checks let it through."""
    subject = Subject(protocol)
    found = ([problem for problem in subject.problems(check) if problem.blocks] for check in CHEAPEST_FIRST)
    return next(filter(None, found), [])


def tried(mutant: Mutant) -> tuple[str, list[str]]:
    """How the prover did on one mutant, and what it did wrong."""
    harm = judge_of_leg().harm(mutant.protocol)
    problems = refusal(mutant.protocol)
    wrong = [f"{mutant.name}: {p.sentence} is not so" for p in problems if not confirmed(mutant.protocol, p)]
    if harm and not problems:
        wrong.append(f"{mutant.name}: let through, though it breaks {harm}")
    return f"{'harmful' if harm else 'no harm seen'}, {'refused' if problems else 'let through'}", wrong


def tried_at(place: int) -> tuple[str, list[str]]:
    """The same of the candidate at this place: a number is sooner handed to another process than a protocol."""
    mutants, same = candidates()
    return tried((*mutants, *same)[place])


def main() -> None:
    """Prints the figures. Fails when a harmful mutant is let through, or one that changes nothing is refused."""
    mutants, same = candidates()  # before the processes are made, which then have them
    judge_of_leg()
    with ProcessPoolExecutor() as pool:
        every = list(pool.map(tried_at, range(len(mutants) + len(same))))
    results, same_results = every[: len(mutants)], every[len(mutants) :]
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
