"""Prover and evaluator cannot drift apart: on random small protocols both say the same of every patient."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.triage.engine.prover.brute import Brute
from tests.triage.engine.prover.makers import asking_again, ordered
from triage.engine.prover import Check, Limits, prove
from triage.engine.prover.worse_answers import is_worse, unsure_answers


@settings(max_examples=12)
@given(protocol=ordered(), most=st.integers(0, 2))
def test_each_check_finds_what_a_look_at_every_patient_finds(protocol, most) -> None:
    brute = Brute(protocol)
    report = prove(protocol, limits=Limits(longest_path=2, pages_to_emergency=most))

    assert {problem.requirement for problem in report.of(Check.REQUIREMENTS)} == brute.broken()

    pairs = report.of(Check.MONOTONE)
    assert {problem.questions[0] for problem in pairs} == brute.out_of_order()
    for problem in pairs:
        key = problem.questions[0]
        before, after = problem.example.answers, problem.other.answers
        question = protocol.question_by_key[key]
        assert is_worse(question, before[key], after[key]) or after[key] in unsure_answers(question)[0]
        assert problem.other.urgency.level < problem.example.urgency.level

    dead = {rule for problem in report.of(Check.ALIVE) for rule in problem.rules}
    assert dead == {rule.key for rule in protocol.rules} - brute.adding()
    idle = {p.questions[0] for p in report.of(Check.ALIVE) if p.sentence.endswith(("asked this.", "or a reason."))}
    assert idle - {q.key for q in protocol.questions if q.derive} == set(brute.asked) - brute.mattering()

    assert bool(report.gaps) == bool(brute.defaulting())
    assert report.longest_path == brute.longest() == len(brute.pages(report.longest.answers))
    late = {problem.questions[0] for problem in report.of(Check.PATHS) if problem.questions}
    assert late == brute.late(most)
    too_long = any(not problem.questions for problem in report.of(Check.PATHS))
    assert too_long == (brute.longest() > 2)


@settings(max_examples=12)
@given(protocol=asking_again())
def test_slips_are_found_as_by_a_look_at_every_slip_of_every_patient(protocol) -> None:
    report = prove(protocol, checks=[Check.SLIPS])
    brute = Brute(protocol)
    assert {(problem.questions[0], problem.requirement) for problem in report.problems} == brute.slips()
    assert all(problem.blocks for problem in report.problems)
