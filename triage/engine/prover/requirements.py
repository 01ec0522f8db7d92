"""Check 1: whenever a requirement's conditions hold on the path, the urgency is at least the required one."""

from __future__ import annotations

from collections.abc import Iterator

from triage.engine.parts.condition import Answers, Condition, Meets, Mode, When
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Requirement, Rule
from triage.engine.prover import examples
from triage.engine.prover.report import Check, Problem
from triage.engine.prover.solver import Solver
from triage.engine.prover.symbolic import Outcome
from triage.engine.run.assess import assess
from triage.engine.run.replay import Path

MAX_AT_FAULT = 2
"""With more rules equally near, none of them is singled out."""


def check(outcome: Outcome, solver: Solver, live: Protocol | None = None) -> Iterator[Problem]:
    """A problem for each requirement that some patient breaks. The live version helps to find the rule at fault."""
    for requirement in outcome.protocol.requirements:
        level = requirement.at_least.level
        model = solver.find(outcome.facts.hold(requirement.when), -outcome.at_least(level))
        if model is not None:
            yield _problem(outcome.protocol, requirement, outcome.space.read(model), live)


def _problem(protocol: Protocol, requirement: Requirement, answers: Answers, live: Protocol | None) -> Problem:
    def broken(answers: Answers) -> bool:
        assessment = assess(protocol, answers)
        if assessment.urgency.level >= requirement.at_least.level:
            return False
        return holds(protocol, requirement.when, assessment.path)

    calm = examples.simplified(protocol, answers, broken)
    found = examples.of(protocol, calm)
    return Problem(
        Check.REQUIREMENTS,
        f"“{requirement.statement}” does not hold: this patient is told {found.urgency.word}.",
        blocks=True,
        rules=_met_it(live, requirement, calm) or at_fault(protocol, requirement, assess(protocol, calm).path),
        questions=tuple(looked_at(protocol, requirement.when)),
        requirement=requirement.key,
        example=found,
    )


def holds(protocol: Protocol, when: When, path: Path, mode: Mode = Mode.ALL) -> bool:
    """Whether these conditions hold for this patient, evaluated without the solver."""

    def true(item: Condition | Meets) -> bool:
        if isinstance(item, Meets):
            criterion = protocol.criterion_by_key[item.criterion]
            return holds(protocol, criterion.when, path, criterion.mode)
        answer = path.answers.get(item.question, path.derived.get(item.question))
        return item.holds(answer, protocol.threshold_values)

    return all(map(true, when)) if mode is Mode.ALL else any(map(true, when))


def looked_at(protocol: Protocol, when: When) -> dict[str, None]:
    """The questions that these conditions look at, in their order."""
    return dict.fromkeys(condition.question for condition in protocol.conditions_in(when))


def at_fault(protocol: Protocol, requirement: Requirement, path: Path) -> tuple[str, ...]:
    """The keys of the rules that came nearest to meeting the requirement.

    Those that hold, ask about the requirement's questions only and are too mild; or else those that are urgent enough
    and lack the fewest conditions, unless there are many; or else those that decided this patient's urgency.
    """
    asked = looked_at(protocol, requirement.when).keys()
    too_mild, missing = [], {}
    for rule in protocol.rules:
        questions = looked_at(protocol, rule.when).keys()
        lacking = sum(not holds(protocol, (item,), path) for item in rule.when)
        urgent_enough = rule.finding.urgency.level >= requirement.at_least.level
        if questions <= asked and not lacking and not urgent_enough:
            too_mild.append(rule)
        elif questions & asked and urgent_enough:
            missing[rule.key] = (lacking, len(questions - asked))
    if too_mild:
        return _most_urgent(too_mild)
    nearest = min(missing.values(), default=None)
    lacking_least = tuple(key for key, distance in missing.items() if distance == nearest)
    if 0 < len(lacking_least) <= MAX_AT_FAULT:
        return lacking_least
    return _most_urgent(list(path.held)) or ("default",)


def _met_it(live: Protocol | None, requirement: Requirement, answers: Answers) -> tuple[str, ...]:
    """The rules by which the live version meets the requirement for this patient, if it knows all the answers."""
    if live is None:
        return ()
    try:
        held = assess(live, answers).path.held
    except KeyError:  # a choice that the live version does not know
        return ()
    return tuple(rule.key for rule in held if rule.finding.urgency.level >= requirement.at_least.level)


def _most_urgent(rules: list[Rule]) -> tuple[str, ...]:
    level = max((rule.finding.urgency.level for rule in rules), default=0)
    return tuple(rule.key for rule in rules if rule.finding.urgency.level == level)
