"""The changes that would raise the urgency, compared with replaying every other answer."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from tests.triage.engine import random_protocols, samples
from tests.triage.engine.samples import Decimal
from tests.triage.engine.test_deciding import EXAMPLES, PATIENTS
from triage.engine.explain.explain import Change, would_change
from triage.engine.parts.condition import Answer
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Kind, Question
from triage.engine.parts.urgency import Urgency, most_urgent
from triage.engine.run.assess import Assessment, assess
from triage.engine.run.replay import replay


def urgency_with(protocol: Protocol, assessment: Assessment, key: str, answer: Answer) -> Urgency:
    held = replay(protocol, {**assessment.path.answers, key: answer}).held
    return most_urgent(rule.finding.urgency for rule in held) if held else protocol.default.urgency


def others(question: Question, answer: Answer) -> Iterator[list[Answer]]:
    """Other answers in groups of which each higher urgency takes the first that leads to it."""
    if question.kind is Kind.SINGLE:
        yield from ([key] for key in question.by_key)
    elif question.kind is Kind.MULTI:
        ticks = (answer or frozenset()) - {"none"}
        yield from ([ticks | {key}] for key in question.by_key if key != "none" and key not in ticks)
    else:
        numbers = random_protocols.all_answers(question)[-random_protocols.MAXIMUM - 1 :]
        yield [] if answer is None else [number for number in reversed(numbers) if number < answer]
        yield [number for number in numbers if answer is None or number > answer]


def every_change(protocol: Protocol, assessment: Assessment) -> tuple[Change, ...]:
    found = []
    for key, given_answer in assessment.path.answers.items():
        for group in others(protocol.question_by_key[key], given_answer):
            seen = set()
            for answer in group:
                urgency = urgency_with(protocol, assessment, key, answer)
                if urgency.level > assessment.urgency.level and urgency not in seen:
                    seen.add(urgency)
                    found.append(Change(key, answer, urgency))
    return tuple(sorted(found, key=lambda change: -change.urgency.level))


@EXAMPLES
@given(protocol=random_protocols.protocols(), data=st.data())
def test_changes_are_those_that_replaying_finds(protocol: Protocol, data: st.DataObject) -> None:
    for answers in data.draw(random_protocols.patients(protocol, PATIENTS)):
        assessment = assess(protocol, answers)
        assert would_change(protocol, assessment) == every_change(protocol, assessment)


PROTOCOL = samples.protocol()
WELL = {"flags": frozenset({"none"}), "pain": Decimal(1), "walks": "yes"}


def test_an_emergency_can_not_be_raised() -> None:
    assert would_change(PROTOCOL, assess(PROTOCOL, {"flags": frozenset({"cold"})})) == ()


def test_changes_name_one_more_tick_and_keep_the_others() -> None:
    ticks = {change.answer for change in would_change(PROTOCOL, assess(PROTOCOL, WELL)) if change.question == "flags"}
    assert ticks == {frozenset({"cold"}), frozenset({"numb"})}


def test_a_number_changes_to_the_nearest_that_matters() -> None:
    rules = (
        *PROTOCOL.rules,
        samples.rule("severe", Urgency.URGENT, samples.compare("pain", samples.Comparison.ABOVE, "severe")),
    )
    protocol = samples.protocol(rules=rules)
    pain = [change for change in would_change(protocol, assess(protocol, WELL)) if change.question == "pain"]
    assert pain == [Change("pain", Decimal(8), Urgency.URGENT)]


def test_losing_self_care_is_a_change_too() -> None:
    changes = would_change(PROTOCOL, assess(PROTOCOL, WELL))
    assert changes[-1] == Change("walks", "no", Urgency.SOON)


def test_a_change_takes_away_the_answers_that_are_no_longer_asked_for() -> None:
    """With less pain "eases" is not asked: self-care loses it, and the urgent rule can never have both."""
    eases = samples.any_of("eases", "yes")
    rules = (
        samples.rule("eased", Urgency.SELF_CARE, eases),
        samples.rule("never", Urgency.URGENT, samples.compare("pain", samples.Comparison.BELOW, "severe"), eases),
    )
    protocol = samples.protocol(rules=rules)
    assessment = assess(protocol, WELL | {"pain": Decimal(8), "eases": "yes"})
    assert would_change(protocol, assessment) == (
        Change("pain", Decimal(6), Urgency.SOON),
        Change("eases", "no", Urgency.SOON),
    )
