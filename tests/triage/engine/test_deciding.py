"""The deciding answers of random small protocols, compared with looking at every answer set."""

from itertools import combinations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.triage.engine import random_protocols, samples
from tests.triage.engine.samples import Decimal, Urgency, any_of
from triage.engine.explain.deciding import MOST_ROUNDS, milder_answers, smallest_guarantee
from triage.engine.explain.explain import deciding_answers
from triage.engine.parts.condition import Answer
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Derive
from triage.engine.run.assess import Assessment, assess

EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # shrinking takes minutes: the protocols are small as they are
    suppress_health_check=list(HealthCheck),
)
PATIENTS = 4


Outcomes = list[tuple[dict[str, Answer], int]]


def outcomes(protocol: Protocol) -> Outcomes:
    """Every complete answer set and the level that it comes to."""
    return [
        (answers, assess(protocol, answers).urgency.level) for answers in random_protocols.every_answer_set(protocol)
    ]


def differences(everything: Outcomes, assessment: Assessment) -> list[frozenset[str]]:
    """For each complete answer set that comes to less: in which of this patient's answers it differs."""
    given_answers = assessment.path.answers
    milder = {
        frozenset(key for key, answer in given_answers.items() if others[key] != answer)
        for others, level in everything
        if level < assessment.urgency.level
    }
    return [keys for keys in milder if not any(other < keys for other in milder)]


def guarantees(keys: set[str], milder: list[frozenset[str]]) -> bool:
    return all(keys & difference for difference in milder)


@EXAMPLES
@given(protocol=random_protocols.protocols(), data=st.data())
def test_the_set_guarantees_the_urgency_and_none_is_smaller(protocol: Protocol, data: st.DataObject) -> None:
    everything = outcomes(protocol)
    for answers in data.draw(random_protocols.patients(protocol, PATIENTS)):
        assessment = assess(protocol, answers)
        milder = differences(everything, assessment)
        deciding = smallest_guarantee(protocol, assessment)
        if frozenset() in milder:  # these answers guarantee nothing yet
            assert deciding is None
            assert deciding_answers(protocol, assessment) == ()
            continue
        assert deciding is not None
        assert guarantees(set(deciding), milder)
        for fewer in combinations(assessment.path.answers, max(len(deciding) - 1, 0)):
            assert not deciding or not guarantees(set(fewer), milder), (deciding, fewer)
        assert list(deciding) == [key for key in protocol.question_by_key if key in deciding]


@EXAMPLES
@given(protocol=random_protocols.protocols(), data=st.data(), most_rounds=st.sampled_from([0, 1, MOST_ROUNDS]))
def test_with_any_answer_dropped_some_patient_comes_to_less(protocol, data, most_rounds) -> None:
    """Also when a smallest set was given up for a minimal one."""
    for answers in data.draw(random_protocols.patients(protocol, PATIENTS)):
        assessment = assess(protocol, answers)
        deciding = smallest_guarantee(protocol, assessment, most_rounds)
        if deciding is None:
            continue
        assert milder_answers(protocol, assessment, deciding) is None
        for dropped in deciding:
            kept = [key for key in deciding if key != dropped]
            other = milder_answers(protocol, assessment, kept)
            assert other is not None
            assert all(other[key] == answers[key] for key in kept)
            after = assess(protocol, other)
            assert after.path.complete
            assert after.urgency.level < assessment.urgency.level


# ------------------------------------------------------------------------------------------------- by example

PROTOCOL = samples.protocol()
NO_FLAGS = {"flags": frozenset({"none"})}


def deciding(protocol: Protocol, answers: dict) -> tuple[str, ...]:
    return deciding_answers(protocol, assess(protocol, answers))


def test_a_question_brings_those_that_make_it_asked() -> None:
    assert deciding(PROTOCOL, NO_FLAGS | {"pain": Decimal(9), "eases": "no", "walks": "no"}) == ("pain", "eases")


def test_what_rules_self_care_out_decides_where_no_rule_holds() -> None:
    assert deciding(PROTOCOL, NO_FLAGS | {"pain": Decimal(1), "walks": "no"}) == ("walks",)


def test_self_care_names_the_answers_of_the_rule_that_asks_for_most() -> None:
    answers = NO_FLAGS | {"pain": Decimal(1), "walks": "yes"}
    assert deciding(PROTOCOL, answers) == ("flags", "walks")
    plan = samples.rule("plan", Urgency.SELF_CARE, any_of("walks", "yes"))
    assert deciding(samples.protocol(rules=(plan, *PROTOCOL.rules)), answers) == ("flags", "walks")


def test_an_open_path_names_only_what_already_guarantees_the_urgency() -> None:
    assert deciding(PROTOCOL, {"pain": Decimal(1)}) == ()
    assert deciding(PROTOCOL, {"walks": "no"}) == ("walks",)
    assert deciding(PROTOCOL, {"flags": frozenset({"cold"})}) == ("flags",)
    already_mild = samples.protocol(
        rules=(*PROTOCOL.rules, samples.rule("mild", Urgency.SELF_CARE, any_of("walks", "no")))
    )
    assert deciding(already_mild, {"walks": "no"}) == ()


def test_nothing_decides_what_everybody_is_told() -> None:
    assert deciding(samples.protocol(rules=PROTOCOL.rules[1:]), NO_FLAGS | {"pain": Decimal(1), "walks": "no"}) == ()


def test_of_sets_of_one_size_the_answers_that_are_a_reason_win() -> None:
    """Not walking and a bad pain each rule self-care out; only the pain is a reason."""
    rules = (
        samples.rule("well", Urgency.SELF_CARE, any_of("walks", "yes"), any_of("eases", "yes")),
        samples.rule("bad", Urgency.SOON, any_of("eases", "no")),
    )
    questions = (samples.single("walks", "yes", "no"), samples.single("eases", "yes", "no"))
    both = samples.protocol(questions=questions, rules=rules)
    assert deciding(both, {"walks": "no", "eases": "no"}) == ("eases",)
    neither = samples.protocol(questions=questions, rules=rules[:1])
    assert deciding(neither, {"walks": "no", "eases": "no"}) == ("walks",)


LEFT_RIGHT_GAP = (
    samples.number("left", 0, 12),
    samples.number("right", 0, 12),
    samples.number("gap", derive=Derive.APART, derived_from=("left", "right")),
    samples.number("least", derive=Derive.LEAST, derived_from=("left", "right")),
)


@pytest.mark.parametrize(
    ("derived", "left", "right", "expected"),
    [
        ("gap", 12, 2, ("left", "right")),
        ("gap", 5, 12, ("left", "right")),
        ("least", 9, 8, ("left", "right")),
    ],
)
def test_a_derived_number_is_decided_by_those_it_comes_from(derived, left, right, expected) -> None:
    rule = samples.rule("far", Urgency.URGENT, samples.compare(derived, samples.Comparison.AT_LEAST, "severe"))
    protocol = samples.protocol(questions=LEFT_RIGHT_GAP, rules=(rule,))
    assert deciding(protocol, {"left": Decimal(left), "right": Decimal(right)}) == expected


def test_one_number_can_decide_a_derived_one_alone() -> None:
    rule = samples.rule("short", Urgency.URGENT, samples.compare("least", samples.Comparison.BELOW, "severe"))
    protocol = samples.protocol(questions=LEFT_RIGHT_GAP, rules=(rule,))
    assert deciding(protocol, {"left": Decimal(3), "right": Decimal(12)}) == ("left",)


def test_derived_numbers_that_share_one_source_are_explained_by_all_answers() -> None:
    """No smaller set is looked for, and none is promised that does not hold."""
    questions = (
        *(samples.number(key, 0, 12) for key in ("a", "b", "c")),
        samples.number("ab", derive=Derive.APART, derived_from=("a", "b")),
        samples.number("bc", derive=Derive.APART, derived_from=("b", "c")),
    )
    rule = samples.rule("far", Urgency.URGENT, samples.compare("bc", samples.Comparison.AT_LEAST, "severe"))
    protocol = samples.protocol(questions=questions, rules=(rule,))
    assert deciding(protocol, {"a": Decimal(1), "b": Decimal(1), "c": Decimal(9)}) == ("a", "b", "c")
