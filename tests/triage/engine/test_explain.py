"""What a result says beside its urgency follows from the rules, and keeps what it promises."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from tests.triage.engine import random_protocols, samples
from tests.triage.engine.test_run_properties import Plain
from triage.engine.explain import (
    DecidingAnswer,
    WatchFor,
    advice_for,
    deciding_answers,
    deciding_reason,
    watch_for,
)
from triage.engine.parts.condition import Answer, Answers, Condition, Criterion, Meets, Mode
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Derive, Stage
from triage.engine.parts.rule import Advice, AdviceKind, Finding, Harm, Hazard, Requirement
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import assess
from triage.engine.run.replay import replay

PATIENTS = 4
PROTOCOL = samples.protocol()
WELL: dict[str, Answer] = {"flags": frozenset({"none"}), "pain": Decimal(2), "walks": "yes"}
cold, numb = samples.any_of("flags", "cold"), samples.any_of("flags", "numb")
strong = samples.compare("pain", samples.Comparison.AT_LEAST, "severe")


# ------------------------------------------------------------------------------------------------- what decided it


def keeps(deciding: tuple[DecidingAnswer, ...], others: Answers) -> bool:
    """Whether other answers keep the deciding ones; beside a tick that decided others may be ticked or not."""
    for key, answer in deciding:
        other = others[key]
        if isinstance(answer, frozenset) and isinstance(other, frozenset):
            if not answer <= other:
                return False
        elif answer != other:
            return False
    return True


@given(protocol=random_protocols.protocols(), data=random_protocols.st.data())
def test_the_deciding_answers_alone_guarantee_the_urgency(protocol: Protocol, data) -> None:
    everybody = [
        (answers, assess(protocol, answers).urgency.level) for answers in random_protocols.every_answer_set(protocol)
    ]
    for answers in data.draw(random_protocols.patients(protocol, PATIENTS)):
        assessment = assess(protocol, answers)
        deciding = deciding_answers(protocol, assessment)
        alike = [level for others, level in everybody if keeps(deciding, others)]
        assert alike
        if deciding:
            assert min(alike) >= assessment.urgency.level
        else:
            assert all(reason.rule == "default" for reason in assessment.reasons) or not assessment.path.complete


@given(protocol=random_protocols.protocols(), data=random_protocols.st.data())
def test_each_reason_names_answers_that_make_its_rule_hold(protocol: Protocol, data) -> None:
    for answers in data.draw(random_protocols.patients(protocol, PATIENTS)):
        assessment = assess(protocol, answers)
        for reason in assessment.reasons:
            told = Plain(protocol, assessment.path.answers)
            assert told.holds(reason.conditions)
            assert set(reason.questions) <= assessment.path.answers.keys()
            if reason.rule != "default":
                rule = next(rule for rule in protocol.rules if rule.key == reason.rule)
                assert reason.conditions in protocol.alternatives(rule.when)


def test_of_several_ticks_only_those_that_decided_are_named_and_of_several_rules_the_shortest() -> None:
    rules = (
        samples.rule("both", Urgency.URGENT, cold, samples.any_of("walks", "no")),
        samples.rule("cold", Urgency.URGENT, cold),
        samples.rule("pain", Urgency.SOON, strong),
    )
    short = samples.protocol(rules=rules)
    told = assess(short, {"flags": frozenset({"cold", "numb"}), "pain": Decimal(8), "eases": "yes", "walks": "no"})
    reason = deciding_reason(short, told)
    assert reason is not None
    assert reason.rule == "cold"
    assert deciding_answers(short, told) == (DecidingAnswer("flags", frozenset({"cold"})),)


def test_a_rule_that_holds_in_several_ways_is_decided_by_the_shortest() -> None:
    criterion = Criterion("bad", "Bad", (Meets("cold_and_lame"), numb), Mode.ANY)
    lame = Criterion("cold_and_lame", "Cold and lame", (cold, samples.any_of("walks", "no")))
    ways = samples.protocol(criteria=(lame, criterion), rules=(samples.rule("bad", Urgency.URGENT, Meets("bad")),))
    told = assess(ways, {"flags": frozenset({"cold", "numb"}), "pain": Decimal(2), "walks": "no"})
    assert told.reasons[0].questions == ("flags",)
    assert deciding_answers(ways, told) == (DecidingAnswer("flags", frozenset({"numb"})),)


def test_the_answers_that_bring_up_a_deciding_question_decide_too() -> None:
    told = assess(PROTOCOL, WELL | {"pain": Decimal(9), "eases": "no"})
    assert told.reasons[0].questions == ("eases",)
    assert deciding_answers(PROTOCOL, told) == (DecidingAnswer("pain", Decimal(9)), DecidingAnswer("eases", "no"))


def test_of_a_number_worked_out_from_two_answers_both_decide() -> None:
    wall = samples.protocol(
        questions=(
            samples.number("left"),
            samples.number("right"),
            samples.number("gap", derive=Derive.APART, derived_from=("left", "right")),
        ),
        rules=(samples.rule("gap", Urgency.URGENT, samples.compare("gap", samples.Comparison.AT_LEAST, "severe")),),
    )
    told = assess(wall, {"left": Decimal(9), "right": Decimal(1)})
    assert [answer.question for answer in deciding_answers(wall, told)] == ["left", "right"]


def test_nothing_decides_where_no_rule_holds() -> None:
    told = assess(PROTOCOL, WELL | {"walks": "no"})
    assert (deciding_reason(PROTOCOL, told), deciding_answers(PROTOCOL, told)) == (None, ())
    assert deciding_answers(PROTOCOL, assess(PROTOCOL, {})) == ()


# ------------------------------------------------------------------------------------------------- the safety net


def requirement(key: str, at_least: Urgency, *when: Condition | Meets, text: str = "", hazard: str = "") -> Requirement:
    return Requirement(key, f"{key}.", when, at_least, "a source", hazard, text or f"You {key.replace('_', ' ')}")


@given(protocol=random_protocols.protocols(), data=random_protocols.st.data())
def test_each_sign_if_it_comes_true_raises_the_urgency_as_it_says(protocol: Protocol, data) -> None:
    kept = replace(
        protocol,
        requirements=tuple(requirement(rule.key, rule.finding.urgency, *rule.when) for rule in protocol.rules),
    )
    everybody = [(answers, assess(kept, answers)) for answers in random_protocols.every_answer_set(kept)]
    for answers in data.draw(random_protocols.patients(kept, PATIENTS)):
        before = assess(kept, answers)
        signs = watch_for(kept, before.urgency)
        assert {sign.text for sign in signs} == {
            r.watch_for for r in kept.requirements if r.at_least.level > before.urgency.level
        }
        levels = [sign.urgency.level for sign in signs]
        assert levels == sorted(levels, reverse=True)
        for sign in signs:
            (true,) = [r for r in kept.requirements if r.watch_for == sign.text]
            after = [told for answers, told in everybody if Plain(kept, answers).holds(true.when)]
            assert all(told.urgency.level >= sign.urgency.level > before.urgency.level for told in after)


def test_signs_of_one_hazard_and_urgency_are_one_line_and_those_without_words_none() -> None:
    net = samples.protocol(
        hazards=(Hazard("clot", "A clot", "It travels.", Harm.CATASTROPHIC),),
        requirements=(
            requirement("swell", Urgency.URGENT, strong, hazard="clot"),
            requirement("turn_blue", Urgency.EMERGENCY, cold, hazard="clot"),
            requirement("turn_warm", Urgency.URGENT, numb, hazard="clot"),
            requirement("swell_too", Urgency.URGENT, strong, text="You swell", hazard="clot"),
            requirement("limp", Urgency.SOON, samples.any_of("walks", "no")),
            replace(requirement("silent", Urgency.EMERGENCY, numb), watch_for=""),
        ),
    )
    blue, swell = WatchFor(Urgency.EMERGENCY, "You turn blue"), WatchFor(Urgency.URGENT, "You swell. You turn warm")
    assert watch_for(net, Urgency.SELF_CARE) == (blue, swell, WatchFor(Urgency.SOON, "You limp"))
    assert watch_for(net, Urgency.SOON) == (blue, swell)
    assert watch_for(net, Urgency.URGENT) == (blue,)
    assert watch_for(net, Urgency.EMERGENCY) == ()


# ---------------------------------------------------------------------------------------------------------- advice


def protocol_with(*advice: Advice) -> Protocol:
    """Strong pain is urgent and names all the advice, an uneven walk is soon and names it too."""
    named = tuple(one.key for one in advice if not one.everyone)
    rules = tuple(
        replace(samples.rule(key, urgency, when), finding=Finding(urgency, key, "a source", named))
        for key, urgency, when in (
            ("pain", Urgency.URGENT, strong),
            ("walk", Urgency.SOON, samples.any_of("walks", "no")),
        )
    )
    walks = samples.single("walks", "yes", "no", always=True)
    wall = samples.single("wall", "yes", "no", stage=Stage.PLAN)
    questions = (*PROTOCOL.questions[:2], walks, wall)
    everyone = tuple(one for one in advice if one.everyone)
    first, *others = [one for one in advice if not one.everyone] or [Advice("rest", AdviceKind.DO, "Rest.")]
    default = replace(PROTOCOL.default, advice=(first.key,))
    return samples.protocol(questions=questions, rules=rules, advice=(*everyone, first, *others), default=default)


def given_to(protocol: Protocol, pain: int, walks: str, **plan: Answer) -> list[str]:
    answers: dict[str, Answer] = {"flags": frozenset({"none"}), "pain": Decimal(pain), "walks": walks, **plan}
    path = replay(protocol, answers, plan=True)
    return [advice.key for advice in advice_for(protocol, assess(protocol, answers), path)]


def test_findings_as_urgent_as_the_result_say_what_to_do_and_milder_ones_only_what_not_to() -> None:
    kinds = protocol_with(*(Advice(kind.value, kind, f"{kind}.") for kind in AdviceKind))
    assert given_to(kinds, pain=9, walks="yes") == ["do", "avoid", "plan", "again", "no_plan"]
    mild = replace(kinds.rules[0], finding=replace(kinds.rules[0].finding, advice=("again",)))
    milder = replace(kinds, rules=(mild, kinds.rules[1]))
    assert given_to(milder, pain=9, walks="no") == ["again", "avoid"]
    assert given_to(milder, pain=2, walks="no") == ["do", "avoid", "plan", "again", "no_plan"]


def test_advice_for_everyone_comes_last_and_each_piece_once() -> None:
    rest, call = Advice("rest", AdviceKind.DO, "Rest."), Advice("call", AdviceKind.DO, "Call.", everyone=True)
    assert given_to(protocol_with(call, rest), pain=9, walks="no") == ["rest", "call"]
    assert given_to(protocol_with(call, rest), pain=2, walks="yes") == ["rest", "call"], "with the default, too"


def test_advice_is_given_only_to_those_whom_it_fits() -> None:
    wall = Advice("wall", AdviceKind.PLAN, "Lean.", when=(samples.any_of("wall", "yes"),), everyone=True)
    lame = Advice("stick", AdviceKind.DO, "Use a stick.", when=(samples.any_of("walks", "no"),))
    fitting = protocol_with(wall, Advice("rest", AdviceKind.DO, "Rest."), lame)
    assert given_to(fitting, pain=9, walks="yes") == ["rest"]
    assert given_to(fitting, pain=9, walks="no") == ["rest", "stick"]
    assert given_to(fitting, pain=2, walks="yes", wall="yes") == ["rest", "wall"]


@pytest.mark.parametrize(("up_to", "given_at"), [(Urgency.SOON, [False, True]), (Urgency.URGENT, [True, True])])
def test_advice_up_to_an_urgency_is_not_given_beside_a_graver_one(up_to: Urgency, given_at: list[bool]) -> None:
    mild = protocol_with(Advice("rest", AdviceKind.DO, "Rest."), Advice("ice", AdviceKind.DO, "Cool it.", up_to=up_to))
    found = ["ice" in given_to(mild, pain=9, walks="no"), "ice" in given_to(mild, pain=2, walks="no")]
    assert found == given_at
