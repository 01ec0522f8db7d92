"""What would change the advice: gravest first, from many questions, nothing cut, numbers as people say them."""

from decimal import Decimal
from typing import Any

from tests.triage.engine import samples
from tests.triage.journey import finished
from triage.engine.explain.explain import Change, would_change
from triage.engine.parts.urgency import Urgency
from triage.journey import what_changes


def groups(changes: dict[str, Any]) -> dict[str, what_changes.Group]:
    journey, assessment = finished.result(changes)
    found = would_change(journey.protocol, assessment)
    return {group.heading: group for group in what_changes.groups(journey.protocol, assessment.path.answers, found)}


def texts(others: tuple[what_changes.OtherAnswers, ...]) -> list[str]:
    return [answer for other in others for answer in other.answers]


def test_changes_stand_by_urgency_the_gravest_first() -> None:
    assert list(groups({})) == ["Get emergency help if", "Be seen the same day if", "Book a visit if"]
    assert list(groups({"other_signs": {"knee_lump"}})) == ["Get emergency help if", "Be seen the same day if"]
    assert groups({"red_flags": {"cold_foot"}}) == {}


def test_few_changes_are_shown_from_many_questions_and_none_is_cut() -> None:
    for heading, group in groups({}).items():
        everything = texts(group.shown) + texts(group.folded)
        questions = {other.question for other in group.shown + group.folded}
        assert len(texts(group.shown)) == min(what_changes.SHOWN_AT_ONCE, len(everything)), heading
        assert len({other.question for other in group.shown}) == min(what_changes.SHOWN_AT_ONCE, len(questions))
        assert len(everything) == len(texts(group.shown)) + group.answers_folded
    changes = would_change(finished.CALF, finished.result({})[1])
    flags = finished.CALF.question_by_key["red_flags"]
    named = [answer for group in groups({}).values() for answer in texts(group.shown) + texts(group.folded)]
    for change in changes:
        if change.question == "red_flags":
            (told,) = flags.answer_texts(change.answer - {"none"})
            assert f"“{told}”" in named


def test_i_am_not_sure_is_never_named_before_a_sign() -> None:
    question = samples.multi("signs", "not_sure", "cold", "numb", "none", unsure={"not_sure"})
    protocol = samples.protocol(
        questions=(question,), rules=(samples.rule("r", Urgency.URGENT, samples.any_of("signs", "cold")),)
    )
    changes = [Change("signs", frozenset({key}), Urgency.URGENT) for key in ("not_sure", "cold", "numb")]
    (group,) = what_changes.groups(protocol, {"signs": frozenset({"none"})}, changes)
    assert texts(group.shown) == ["“cold”", "“numb”", "“not_sure”"]


def numbers(given: Decimal | None, *others: str, key: str = "pain") -> list[str]:
    changes = [Change(key, Decimal(other), Urgency.SOON) for other in others]
    found = what_changes.groups(finished.CALF, {key: given}, changes)
    return [answer for group in found for answer in texts(group.shown)]


def test_numbers_read_or_more_or_less_from_the_nearest_on_each_side() -> None:
    assert numbers(Decimal(4), "8", "7") == ["7 of 10 or more"]
    assert numbers(Decimal(35), "14", "15", "64", "65", key="age") == ["64 years or more", "15 years or less"]
    assert numbers(None, "3", "3.1", key="girth_gap") == ["3 cm or more"]
