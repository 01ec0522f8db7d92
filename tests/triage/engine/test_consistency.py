"""A protocol whose parts do not fit is refused, with a sentence that names the part."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.triage.engine import samples
from triage.engine.parts.condition import Comparison, Condition, Criterion, Meets, Mode
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.question import Choice, Derive, Kind, Question
from triage.engine.parts.rule import Finding, Harm, Hazard, Requirement, Rule, Vignette
from triage.engine.parts.urgency import Urgency

QUESTIONS = samples.protocol().questions
SOON = Urgency.SOON


def rules(*when: Condition) -> dict[str, object]:
    return {"rules": (samples.rule("r", SOON, *when),)}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (rules(samples.any_of("legs", "both")), "there is no question legs"),
        (rules(samples.any_of("walks", "perhaps")), "walks has no choice perhaps"),
        (rules(samples.any_of("walks")), "walks has no choice named"),
        (rules(samples.any_of("pain", "yes")), "compare numbers with a threshold"),
        (rules(samples.compare("walks", Comparison.AT_LEAST, "severe")), "compare numbers with a threshold"),
        (rules(samples.compare("pain", Comparison.AT_LEAST, "mild")), "there is no threshold mild"),
        (rules(), "add at least one condition"),
        ({"questions": (*QUESTIONS, QUESTIONS[0])}, "“flags” is used 2 times"),
        ({"questions": (*QUESTIONS, samples.single("A key", "yes", "no"))}, "can't be a key"),
        ({"questions": (QUESTIONS[2], *QUESTIONS[:2], QUESTIONS[3])}, "can only look at earlier questions"),
        ({"questions": ()}, "at least one question"),
        ({"intro": "More than {{ threshold:mild }}?"}, "quotes a threshold mild"),
        ({"rules": (Rule("r", (samples.any_of("walks", "no"),), Finding(SOON, "", "s", ("rest",))),)}, "give a reason"),
        ({"rules": (Rule("r", (samples.any_of("walks", "no"),), Finding(SOON, "b", "", ("rest",))),)}, "its source"),
        ({"rules": (Rule("r", (samples.any_of("walks", "no"),), Finding(SOON, "b", "s")),)}, "give advice"),
        (
            {"rules": (Rule("r", (samples.any_of("walks", "no"),), Finding(SOON, "b", "s", ("run",))),)},
            "there is no advice run",
        ),
        (
            {"rules": (Rule("r", (samples.any_of("walks", "no"),), Finding(SOON, "b", "s", ("rest",), "x")),)},
            "there is no article x",
        ),
    ],
)
def test_what_does_not_fit_is_refused(changes, message) -> None:
    with pytest.raises(ProtocolError, match=message):
        samples.protocol(**changes)


LEFT, RIGHT = samples.number("left"), samples.number("right")


def gap(*sources: str, key: str = "gap") -> Question:
    return samples.number(key, derive=Derive.APART, derived_from=sources)


@pytest.mark.parametrize(
    ("questions", "message"),
    [
        ((*QUESTIONS, LEFT, gap("left", "right")), "two earlier numbers"),
        ((*QUESTIONS, LEFT, gap("left", "right"), RIGHT), "two earlier numbers"),
        ((*QUESTIONS, LEFT, gap("left")), "two earlier numbers"),
        ((*QUESTIONS, LEFT, RIGHT, gap("left", "right"), gap("left", "gap", key="other")), "two earlier numbers"),
    ],
)
def test_a_derived_number_needs_two_earlier_ones(questions, message) -> None:
    with pytest.raises(ProtocolError, match=message):
        samples.protocol(questions=questions)


def test_only_derived_numbers_name_sources() -> None:
    with pytest.raises(ProtocolError, match="names its sources"):
        samples.number("gap", derived_from=("left", "right"))
    with pytest.raises(ProtocolError, match="names its sources"):
        samples.number("gap", derive=Derive.LEAST)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"answers": (("legs", "one"),)}, "no question legs"),
        ({"lowest_safe": Urgency.EMERGENCY}, "can’t be above"),
    ],
)
def test_a_vignette_that_does_not_fit_is_refused(changes, message) -> None:
    vignette = Vignette("v", "A story.", (("walks", "no"),), Urgency.SOON, Urgency.SOON, "a source")
    assert samples.protocol(vignettes=(vignette,)).vignettes == (vignette,)
    with pytest.raises(ProtocolError, match=message):
        samples.protocol(vignettes=(replace(vignette, **changes),))


def test_a_question_without_choices_is_refused() -> None:
    with pytest.raises(ProtocolError, match="have choices"):
        Question("walks", Kind.SINGLE, "walks?", "walks")


def test_a_single_question_has_no_exclusive_choice() -> None:
    with pytest.raises(ProtocolError, match="can be exclusive"):
        Question("flags", Kind.SINGLE, "flags?", "flags", choices=samples.multi("f", "cold", "none").choices)


def test_limits_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ProtocolError, match="minimum below its maximum"):
        samples.number("pain", 10, 0)


def test_a_threshold_can_be_changed_within_its_limits_only() -> None:
    protocol = samples.protocol()
    assert protocol.with_threshold("severe", Decimal(8)).threshold_by_key["severe"].value == Decimal(8)
    with pytest.raises(ProtocolError, match="5 to 9 of 10"):
        protocol.with_threshold("severe", Decimal(10))
    with pytest.raises(ProtocolError, match="no threshold mild"):
        protocol.with_threshold("mild", Decimal(6))


@pytest.mark.parametrize("urgency", [Urgency.SELF_CARE, Urgency.URGENT, Urgency.EMERGENCY])
def test_what_no_rule_decides_is_soon(urgency) -> None:
    with pytest.raises(ProtocolError, match="must be soon"):
        samples.protocol(default=samples.finding(urgency))


def test_a_page_is_known_by_its_first_question() -> None:
    asked = (
        samples.single("main", "calf", "back"),
        samples.single("legs", "left", "right", shares_page=True),
        samples.single("walks", "yes", "no"),
    )
    whole = samples.protocol(questions=asked, rules=())
    assert whole.pages == {"main": ("main", "legs"), "walks": ("walks",)}
    assert whole.page_of == {"main": "main", "legs": "main", "walks": "walks"}


FLAGGED = Criterion("flagged", "A flag", (samples.any_of("flags", "cold"),))
WALKS = Criterion("walks", "Walks", (samples.any_of("walks", "yes"),))


def asked_again(kind: Kind = Kind.MULTI, **changes: Any) -> Question:
    """A question whose first choice has a twin."""
    choices = (Choice("flag", "A flag", twin="flagged"), Choice("none", "None", exclusive=kind is Kind.MULTI))
    return Question("again", kind, "again?", "again", choices=(replace(choices[0], **changes), *choices[1:]))


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (asked_again(twin="unknown"), "no criterion unknown"),
        (asked_again(twin="walks"), "only have a twin before it"),
        (asked_again(exclusive=True), "more than one tick"),
        (asked_again(Kind.SINGLE), "more than one tick"),
    ],
)
def test_twins_look_back_and_leave_a_choice_for_none(question, fault) -> None:
    questions = samples.protocol().questions
    with pytest.raises(ProtocolError, match=fault):
        samples.protocol(questions=(*questions[:3], question, questions[3]), criteria=(FLAGGED, WALKS))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"hazard": ""}, "name its hazard"),
        ({"at_least": Urgency.SOON}, "make it at least urgent"),
        ({"when": (samples.any_of("again", "flag"),)}, "question with twins"),
    ],
)
def test_a_requirement_that_no_slip_may_undo_can_be_proven(changes, fault) -> None:
    needs = Requirement("need", "Always so.", (Meets("flagged"),), Urgency.URGENT, "us", "harm", slip_proof=True)
    parts: dict[str, Any] = {
        "questions": (*samples.protocol().questions, asked_again()),
        "criteria": (FLAGGED,),
        "hazards": (Hazard("harm", "Harm", "Harm.", Harm.CATASTROPHIC),),
    }
    samples.protocol(**parts, requirements=(needs,))
    with pytest.raises(ProtocolError, match=fault):
        samples.protocol(**parts, requirements=(replace(needs, **changes),))


def test_what_can_hold_in_too_many_ways_is_refused_at_once() -> None:
    """Of eight criteria with five ways each there would be 390,625 to look at."""
    letters = "abcde"
    questions = [samples.single(f"q{n}{letter}", "yes", "no") for n in range(8) for letter in letters]
    criteria = [
        Criterion(f"c{n}", "c", tuple(samples.any_of(f"q{n}{letter}", "yes") for letter in letters), Mode.ANY)
        for n in range(8)
    ]
    everything = samples.rule("everything", Urgency.URGENT, *(Meets(criterion.key) for criterion in criteria))
    with pytest.raises(ProtocolError, match="Rule everything: it can hold in more than 200 ways"):
        samples.protocol(questions=tuple(questions), criteria=tuple(criteria), rules=(everything,))
