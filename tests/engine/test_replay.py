"""The path is worked out from the answers alone."""

from decimal import Decimal

from hypothesis import given

from tests.engine import samples
from triage.engine.question import AskMode
from triage.engine.replay import replay

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


def test_danger_told_beyond_a_gap_counts_at_once() -> None:
    late_flag = samples.protocol(questions=(*PROTOCOL.questions[1:], PROTOCOL.questions[0]))
    path = replay(late_flag, {"flags": frozenset({"numb"})})
    assert path.complete
    assert [rule.key for rule in path.held] == ["flag"]


def test_a_skipped_question_is_behind_us() -> None:
    optional = samples.protocol(
        questions=(samples.number("pain", optional=True), *PROTOCOL.questions[:1]),
        rules=(samples.rule("flag", samples.Urgency.EMERGENCY, samples.any_of("flags", "cold")),),
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
        ask_mode=AskMode.ANY,
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
