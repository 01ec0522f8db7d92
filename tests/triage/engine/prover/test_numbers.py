"""Numbers are proven about exactly: every answer on its scale, and what two of them come to together."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from tests.triage.engine import samples
from triage.engine.parts.condition import Comparison
from triage.engine.parts.question import Derive
from triage.engine.parts.urgency import Urgency
from triage.engine.prover.answer_space import AnswerSpace
from triage.engine.prover.solver import Circuit, Solver
from triage.engine.prover.symbolic import Outcome

NUMERIC = [comparison for comparison in Comparison if comparison is not Comparison.ANY_OF]


@pytest.mark.parametrize("derive", Derive)
@pytest.mark.parametrize("limit", ["0.5", "1.05"])
def test_a_number_derived_from_two_of_different_scales_is_exact(derive, limit) -> None:
    threshold = replace(samples.threshold("t"), value=Decimal(limit), minimum=Decimal(0))
    derived = samples.number("d", derive=derive, derived_from=("one", "other"))
    rules = tuple(samples.rule(how, Urgency.URGENT, samples.compare("d", how, "t")) for how in NUMERIC)
    protocol = samples.protocol(
        questions=(samples.number("one", 0, 2, 1), samples.number("other", 1, 3, optional=True), derived),
        rules=rules,
        thresholds=(threshold,),
    )
    circuit = Circuit()
    space = AnswerSpace.of(circuit, protocol)
    outcome, solver = Outcome(space), Solver(circuit)
    literals = {rule.key: outcome.holds(rule) for rule in rules}
    every = set()
    skipped = solver.find(space.answers["other"].skipped)
    assert skipped is not None
    assert not any(skipped(literal) for literal in literals.values())
    told: list[int] = []
    while (model := solver.find(-space.answers["other"].skipped, *told)) is not None:
        answers = space.read(model)
        one, other = answers["one"], answers["other"]
        every.add((one, other))
        same = [*space.answers["one"].equals(one), *space.answers["other"].equals(other)]
        told.append(-circuit.all_of(same))
        assert not any(
            solver.can(*same, -literals[rule.key] if holds else literals[rule.key])
            for rule in rules
            for holds in [rule.when[0].holds(derive.of(one, other), {"t": Decimal(limit)})]
        )
    if derive is Derive.APART:
        assert every == set(product((Decimal(tenths) / 10 for tenths in range(21)), (Decimal(n) for n in (1, 2, 3))))
