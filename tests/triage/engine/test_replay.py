"""The path is worked out from the answers alone."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from tests.triage.engine import samples
from triage.engine.parts.condition import Mode
from triage.engine.parts.question import Derive
from triage.engine.run.assess import assess
from triage.engine.run.replay import replay
from triage.engine.run.steps import steps

PROTOCOL = samples.protocol()
NO_FLAGS = {"flags": frozenset({"none"})}


def test_without_answers_the_first_question_is_next() -> None:
    path = replay(PROTOCOL, {})
    assert path.next_question == "flags"
    assert not path.complete


def test_a_question_is_asked_only_when_earlier_answers_call_for_it() -> None:
    assert "eases" not in replay(PROTOCOL, NO_FLAGS | {"pain": Decimal(6)}).asked
    assert replay(PROTOCOL, NO_FLAGS | {"pain": Decimal(7)}).next_question == "eases"


def test_an_answer_off_the_path_is_not_seen() -> None:
    path = replay(PROTOCOL, NO_FLAGS | {"pain": Decimal(2), "eases": "no", "walks": "yes"})
    assert "eases" not in path.answers
    assert [rule.key for rule in path.held] == ["walks_well"]


def test_an_emergency_ends_the_path_at_the_telling_answer() -> None:
    path = replay(PROTOCOL, {"flags": frozenset({"cold"}), "walks": "yes"})
    assert path.complete
    assert path.asked == ("flags",)


def test_the_next_page_is_the_open_question_then_the_check_page_but_in_an_emergency_the_result() -> None:
    assert replay(PROTOCOL, NO_FLAGS).next_page == "pain"
    calm = replay(PROTOCOL, NO_FLAGS | {"pain": Decimal(2), "walks": "yes"})
    assert (calm.next_page, calm.is_emergency) == ("check", False)
    emergency = replay(PROTOCOL, {"flags": frozenset({"cold"})})
    assert (emergency.next_page, emergency.is_emergency) == ("result", True)


def test_steps_are_made_once_for_each_protocol_and_again_for_a_changed_one() -> None:
    protocol = samples.protocol()
    assert steps(protocol) is steps(protocol)
    assert steps(replace(protocol, rules=protocol.rules[:1])) is not steps(protocol)


def test_danger_told_beyond_a_gap_counts_at_once() -> None:
    late_flag = samples.protocol(questions=(*PROTOCOL.questions[1:], PROTOCOL.questions[0]))
    path = replay(late_flag, {"flags": frozenset({"numb"})})
    assert path.complete
    assert [rule.key for rule in path.held] == ["flag"]


def test_a_skipped_question_is_behind_us() -> None:
    optional = samples.protocol(
        questions=(samples.number("pain", optional=True), *PROTOCOL.questions[:1]),
        rules=(
            samples.rule("flag", samples.Urgency.EMERGENCY, samples.any_of("flags", "cold")),
            samples.rule(
                "pain", samples.Urgency.URGENT, samples.compare("pain", samples.Comparison.AT_LEAST, "severe")
            ),
        ),
    )
    assert replay(optional, {"pain": None}).next_question == "flags"
    assert replay(optional, {}).next_question == "pain"


def test_ask_when_any_needs_just_one_condition() -> None:
    asked_by_any = samples.single(
        "eases",
        "yes",
        "no",
        ask_when=(
            samples.compare("pain", samples.Comparison.AT_LEAST, "severe"),
            samples.any_of("flags", "none"),
        ),
        ask_mode=Mode.ANY,
    )
    either = samples.protocol(questions=(*PROTOCOL.questions[:2], asked_by_any, PROTOCOL.questions[3]))
    assert "eases" in replay(either, NO_FLAGS | {"pain": Decimal(0)}).asked


@given(given_answers=samples.answers_to(PROTOCOL))
def test_answers_off_the_path_change_nothing(given_answers) -> None:
    path = replay(PROTOCOL, given_answers)
    assert replay(PROTOCOL, path.answers).held == path.held


@given(given_answers=samples.answers_to(PROTOCOL))
def test_every_question_on_the_path_is_answered_or_next_or_after_it(given_answers) -> None:
    path = replay(PROTOCOL, given_answers)
    open_ones = [key for key in path.asked if key not in path.answers]
    if path.next_question is not None:
        assert open_ones[0] == path.next_question
    else:
        flags = given_answers.get("flags", frozenset())
        assert not open_ones or flags & {"cold", "numb"}


WALL = samples.protocol(
    questions=(
        *PROTOCOL.questions,
        samples.number("left", optional=True),
        samples.number("right"),
        samples.number("gap", derive=Derive.APART, derived_from=("left", "right")),
    ),
    rules=(
        *PROTOCOL.rules,
        samples.rule("uneven", samples.Urgency.URGENT, samples.compare("gap", samples.Comparison.AT_LEAST, "severe")),
    ),
)


@pytest.mark.parametrize(("left", "right", "uneven"), [(9, 2, True), (2, 9, True), (9, 3, False), (None, 9, False)])
def test_a_derived_number_is_worked_out_and_never_asked(left, right, uneven) -> None:
    given_answers = NO_FLAGS | {"pain": Decimal(0), "walks": "yes", "right": Decimal(right)}
    path = replay(WALL, given_answers | {"left": None if left is None else Decimal(left)})
    assert path.complete
    assert "gap" not in path.asked
    assert path.derived == ({} if left is None else {"gap": Decimal(7 if uneven else 6)})
    assert ("uneven" in [rule.key for rule in path.held]) is uneven


def test_a_reason_from_a_derived_number_names_the_answers_behind_it() -> None:
    given_answers = NO_FLAGS | {"pain": Decimal(0), "walks": "yes", "left": Decimal(9), "right": Decimal(1)}
    assert assess(WALL, given_answers).reasons[0].questions == ("left", "right")


@given(given_answers=samples.complete_answers_to(PROTOCOL))
def test_a_question_left_out_could_not_have_changed_the_urgency(given_answers) -> None:
    assert assess(PROTOCOL, samples.walk(PROTOCOL, given_answers)).urgency is assess(PROTOCOL, given_answers).urgency


def test_what_can_not_matter_any_more_is_not_asked() -> None:
    in_pain = NO_FLAGS | {"pain": Decimal(9), "eases": "no"}
    assert replay(PROTOCOL, in_pain).complete, "urgent already, and walking could only make it milder"
    assert "walks" in replay(PROTOCOL, in_pain | {"walks": "yes"}).asked, "an answer that is there is shown"


def test_what_the_clinician_wants_to_know_is_asked_all_the_same() -> None:
    walks = samples.single("walks", "yes", "no", always=True)
    always = samples.protocol(questions=(*PROTOCOL.questions[:3], walks))
    assert replay(always, NO_FLAGS | {"pain": Decimal(9), "eases": "no"}).next_question == "walks"


def test_a_question_that_brings_up_another_is_asked_for_its_sake() -> None:
    follow_up = samples.single("limps", "yes", "no", ask_when=(samples.any_of("walks", "no"),))
    brought_up = samples.protocol(
        questions=(*PROTOCOL.questions, follow_up),
        rules=(
            *PROTOCOL.rules,
            samples.rule("limp", samples.Urgency.EMERGENCY, samples.any_of("limps", "yes")),
        ),
    )
    in_pain = NO_FLAGS | {"pain": Decimal(9), "eases": "no"}
    assert replay(brought_up, in_pain).next_question == "walks"
    assert replay(brought_up, in_pain | {"walks": "yes"}).complete
