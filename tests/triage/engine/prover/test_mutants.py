"""A few mutants of the shipped protocols. `.ci/run` tries all: `python -m tests.triage.engine.prover.mutants`."""

import pytest

from tests.triage.engine.prover.mutants import TABLES, Mutant, confirmed, equivalents, judge_of, mutants
from triage.engine.prover import DECISIVE, prove

HARMFUL = {"calf: urgency sudden_weakness", "sciatica: choice both_legs no"}


def chosen() -> list[Mutant]:
    found = [mutant for table in TABLES for mutant in mutants(table.protocol, HARMFUL)]
    assert {mutant.name for mutant in found} == HARMFUL
    return found


@pytest.mark.parametrize("mutant", chosen(), ids=lambda mutant: mutant.name)
def test_a_harmful_change_is_refused_with_an_example_that_shows_it(mutant) -> None:
    assert judge_of(mutant.protocol.slug).harm(mutant.protocol)
    problems = [problem for problem in prove(mutant.protocol, checks=DECISIVE).problems if problem.blocks]
    assert problems
    assert all(confirmed(mutant.protocol, problem) for problem in problems)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.slug)
def test_a_change_that_changes_nothing_is_let_through(table) -> None:
    same = list(equivalents(table.protocol))
    assert prove(same[-1].protocol, checks=DECISIVE).publishable
