"""A few mutants of the shipped protocol. `.ci/run` tries all: `python -m tests.triage.engine.prover.mutants`."""

import pytest

from tests.triage.engine.prover.mutants import CHEAPEST_FIRST, Mutant, confirmed, equivalents, judge_of_leg, mutants
from tests.triage.protocols.leg_cases import LEG
from triage.engine.prover import DECISIVE, prove

HARMFUL = {"urgency no_walk", "twin last_check dark_pee"}


def chosen() -> list[Mutant]:
    found = list(mutants(LEG, HARMFUL))
    assert {mutant.name for mutant in found} == HARMFUL
    return found


@pytest.mark.parametrize("mutant", chosen(), ids=lambda mutant: mutant.name)
def test_a_harmful_change_is_refused_with_an_example_that_shows_it(mutant) -> None:
    assert judge_of_leg().harm(mutant.protocol)
    problems = [problem for problem in prove(mutant.protocol, checks=DECISIVE).problems if problem.blocks]
    assert problems
    assert all(confirmed(mutant.protocol, problem) for problem in problems)


def test_a_change_that_changes_nothing_is_let_through() -> None:
    same = list(equivalents(LEG))
    assert prove(same[-1].protocol, checks=DECISIVE).publishable


def test_every_check_that_can_refuse_is_tried() -> None:
    assert sorted(CHEAPEST_FIRST) == sorted(DECISIVE)
