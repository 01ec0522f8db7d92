"""What changes for patients between two versions, and why."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.triage.engine import samples
from tests.triage.engine.prover.brute import Brute
from tests.triage.engine.random_protocols import protocols
from triage.engine.parts.condition import Comparison, Criterion, Meets
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question, Stage
from triage.engine.parts.rule import Vignette
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import Check, Impact, prove, report_text
from triage.engine.prover.answer_space import AnswerSpace
from triage.engine.prover.comparison import space_before
from triage.engine.prover.solver import Circuit, Solver

OLD = samples.protocol()


def impact(new: Protocol, old: Protocol = OLD) -> Impact:
    found = prove(new, old, checks=[Check.IMPACT]).impact
    assert found is not None
    return found


def changed_rule(key: str, urgency: Urgency) -> Protocol:
    return replace(
        OLD,
        rules=tuple(
            replace(rule, finding=replace(rule.finding, urgency=urgency)) if rule.key == key else rule
            for rule in OLD.rules
        ),
    )


@st.composite
def edited(draw: Any) -> tuple[Protocol, Protocol]:
    """A random protocol and a copy of it with one or two changes."""
    old = draw(protocols())
    new = old
    for _ in range(draw(st.integers(1, 2))):
        rule, threshold = draw(st.sampled_from(new.rules)), draw(st.sampled_from(new.thresholds))
        others = [other for other in new.rules if other.key != rule.key]
        milder = replace(rule, finding=replace(rule.finding, urgency=draw(st.sampled_from(Urgency))))
        new = draw(
            st.sampled_from(
                [
                    replace(new, rules=tuple(others) or new.rules),
                    replace(new, rules=(*others, milder)),
                    replace(new, rules=(*others, replace(rule, when=rule.when[:1]))),
                    new.with_threshold(threshold.key, Decimal(draw(st.integers(0, 3)))),
                    replace(new, questions=tuple(replace(q, ask_when=()) for q in new.questions)),
                ]
            )
        )
    return old, new


@settings(max_examples=8)
@given(versions=edited())
def test_who_moves_is_found_as_by_a_look_at_every_patient(versions) -> None:
    old, new = versions
    found = impact(new, old)
    before, after = Brute(old), Brute(new)
    moves = {(told.urgency, after.everybody[patient].urgency) for patient, told in before.everybody.items()}
    assert {(move.old, move.new) for move in found.moves} == {(one, other) for one, other in moves if one is not other}
    assert all(move.because and move.example.urgency is move.new for move in found.moves)
    for changes, mine, others in ((found.asked_more, after, before), (found.asked_less, before, after)):
        asked = {
            key
            for patient, told in mine.walks.items()
            for key in told.path.answers.keys() - others.walks[patient].path.answers.keys()
        }
        assert {change.question for change in changes} == asked


def test_nobody_moves_between_equal_versions() -> None:
    assert impact(OLD) == Impact()
    assert not prove(OLD, OLD).lowers_somebody


def test_a_milder_rule_is_named_with_a_patient() -> None:
    (move,) = impact(changed_rule("flag", Urgency.URGENT)).moves
    assert (move.old, move.new, move.lowers) == (Urgency.EMERGENCY, Urgency.URGENT, True)
    assert move.because == ("Rule “because flag”: urgent instead of emergency.",)
    assert move.example.answers["flags"] in ({"cold"}, {"numb"})


def test_a_threshold_is_named_by_its_label() -> None:
    new = OLD.with_threshold("severe", Decimal(8))
    found = impact(new)
    assert {sentence for move in found.moves for sentence in move.because} == {
        "Threshold “severe”: 8 of 10 instead of 7 of 10."
    }
    assert all(move.before.answers["pain"] == 7 for move in found.moves)
    assert [change.question for change in found.asked_less] == ["eases"]
    assert [change.question for change in found.asked_more] == ["walks"]


def test_every_change_that_moves_somebody_is_named() -> None:
    less_grave = changed_rule("flag", Urgency.SOON)
    new = replace(less_grave, rules=tuple(rule for rule in less_grave.rules if rule.key != "nothing_eases"))
    causes = {move.old: set(move.because) for move in impact(new).moves if move.new is Urgency.SOON}
    assert causes[Urgency.EMERGENCY] == {"Rule “because flag”: soon instead of emergency."}
    assert causes[Urgency.URGENT] == {"Rule “because nothing_eases” is gone (urgent)."}


def test_two_changes_of_which_each_alone_would_move_somebody_are_both_named() -> None:
    often = [samples.rule(key, Urgency.EMERGENCY, samples.any_of("walks", "no")) for key in ("one", "other")]
    because = {move.because for move in impact(replace(OLD, rules=(*OLD.rules, *often))).moves}
    both = (
        "Several changes together.",
        "Rule “because one” is new (emergency).",
        "Rule “because other” is new (emergency).",
    )
    assert because == {both}


def test_a_question_that_is_gone_takes_its_rules_along() -> None:
    new = replace(OLD, questions=OLD.questions[:2] + OLD.questions[3:], rules=OLD.rules[:2])
    found = impact(new)
    assert {(move.old, move.new) for move in found.moves} == {
        (Urgency.URGENT, Urgency.SOON),
        (Urgency.URGENT, Urgency.SELF_CARE),
    }
    assert all("Question “eases” is gone." in move.because for move in found.moves)


STRONG = Criterion("strong", "Strong pain", (samples.compare("pain", Comparison.AT_LEAST, "severe"),))
WITH_CRITERION = replace(
    OLD, criteria=(STRONG,), rules=(*OLD.rules, samples.rule("strong", Urgency.EMERGENCY, Meets("strong")))
)


def test_a_changed_criterion_is_named_by_its_label() -> None:
    narrower = replace(STRONG, when=(*STRONG.when, samples.any_of("walks", "no")))
    (move,) = impact(replace(WITH_CRITERION, criteria=(narrower,)), WITH_CRITERION).moves[:1]
    assert move.because == (
        "Criterion “Strong pain” now holds when pain is at least 7 of 10 and walks is “no”, "
        "instead of pain is at least 7 of 10.",
    )


def test_a_rule_is_compared_with_the_criterion_that_it_needed_though_that_is_gone() -> None:
    without = replace(WITH_CRITERION, criteria=(), rules=OLD.rules)
    assert {move.because for move in impact(without, WITH_CRITERION).moves} == {
        ("Rule “because strong” is gone (emergency).",)
    }


def test_a_question_that_is_for_the_plan_now_bears_on_nothing() -> None:
    moved = replace(OLD.questions[2], stage=Stage.PLAN)
    new = replace(OLD, questions=(*OLD.questions[:2], OLD.questions[3], moved), rules=OLD.rules[:2])
    assert all("Question “eases” is for the plan only." in move.because for move in impact(new).moves)


def test_another_triage_is_not_compared_but_needs_a_second_clinician() -> None:
    report = prove(OLD, replace(OLD, slug="other"))
    assert report.impact == Impact(another="other")
    assert report.needs_second_clinician
    assert not report.lowers_somebody
    assert "Another triage, other, was live before: not compared." in "\n".join(report_text.lines(report))
    assert prove(OLD).needs_second_clinician
    assert not prove(OLD, OLD).needs_second_clinician


def test_worked_cases_that_come_out_otherwise_are_listed_with_their_reasons() -> None:
    cold = Vignette("cold_foot", "Cold.", (("flags", frozenset({"cold"})),), Urgency.EMERGENCY, Urgency.URGENT, "us")
    (change,) = impact(replace(changed_rule("flag", Urgency.URGENT), vignettes=(cold,))).vignettes
    assert (change.key, change.old, change.new) == ("cold_foot", Urgency.EMERGENCY, Urgency.URGENT)
    assert (change.gained, change.lost) == ((), ())


# ------------------------------------------------------------------------- the same patient before two versions


def together(old: Question, new: Question, *cuts: int) -> set[tuple[Any, Any]]:
    """Every pair of answers that one patient may give to the old question and to the new one."""
    thresholds = tuple(replace(samples.threshold(f"t{cut}"), value=Decimal(cut), minimum=Decimal(0)) for cut in cuts)
    compare = [samples.compare("q", Comparison.AT_LEAST, threshold.key) for threshold in thresholds]
    rules = tuple(samples.rule(f"r{place}", Urgency.SOON, condition) for place, condition in enumerate(compare))
    one, other = (samples.protocol(questions=(q,), rules=rules, thresholds=thresholds) for q in (old, new))
    circuit = Circuit()
    after = AnswerSpace.of(circuit, other, one)
    before, solver = space_before(one, after), Solver(circuit)
    found, seen = set(), []
    while (model := solver.find(*seen)) is not None:
        answers = before.read(model)["q"], after.read(model)["q"]
        found.add(answers)
        told = [*before.answers["q"].equals(answers[0]), *after.answers["q"].equals(answers[1])]
        seen.append(-circuit.all_of(told))
    return found


def test_one_who_chose_what_is_gone_may_choose_anything() -> None:
    assert together(samples.single("q", "a", "b", "c"), samples.single("q", "a", "b")) == {
        ("a", "a"), ("b", "b"), ("c", "a"), ("c", "b"),
    }  # fmt: skip


def test_one_may_choose_what_is_new_instead_of_anything() -> None:
    assert together(samples.single("q", "a"), samples.single("q", "a", "b")) == {("a", "a"), ("a", "b")}


def test_a_tick_that_both_offer_stays() -> None:
    a, ab, b, none = (frozenset(keys) for keys in ({"a"}, {"a", "b"}, {"b"}, {"none"}))
    assert together(samples.multi("q", "a", "b", "none"), samples.multi("q", "a", "none")) == {
        (a, a), (ab, a), (b, none), (none, none),
    }  # fmt: skip


def test_a_number_beyond_the_limits_of_one_version_becomes_its_nearest() -> None:
    pairs = together(samples.number("q", 0, 5), samples.number("q", 0, 9), 3, 5, 7)
    assert pairs == {(0, 0), (3, 3), (4, 4), (5, 5), (5, 6), (5, 7), (5, 8)}


def test_a_question_that_may_now_be_skipped_can_be() -> None:
    asked, may_skip = samples.single("q", "a", "b"), samples.single("q", "a", "b", optional=True)
    assert together(asked, may_skip) == {("a", "a"), ("b", "b"), ("a", None), ("b", None)}
    assert together(may_skip, asked) == {("a", "a"), ("b", "b"), (None, "a"), (None, "b")}


def test_a_question_of_another_kind_is_another_question() -> None:
    tick = frozenset({"a"})
    assert together(samples.single("q", "a", "b"), samples.multi("q", "a")) == {("a", tick), ("b", tick)}
