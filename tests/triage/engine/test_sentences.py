"""Rules, requirements and criteria in words."""

from tests.triage.engine import samples
from triage.engine import sentences
from triage.engine.parts.condition import Criterion, Meets, Mode
from triage.engine.parts.rule import Requirement
from triage.engine.parts.urgency import Urgency

cold, strong = samples.any_of("flags", "cold", "numb"), samples.compare("pain", samples.Comparison.AT_LEAST, "severe")
PROTOCOL = samples.protocol(
    criteria=(
        Criterion("cold", "A cold or numb foot", (cold,)),
        Criterion("bad", "Cold, or very sore", (Meets("cold"), strong), Mode.ANY),
    )
)


def test_a_criterion_is_named_by_its_label_and_explained_once() -> None:
    rule = samples.rule("bad", Urgency.URGENT, Meets("bad"), samples.any_of("walks", "no"))
    assert sentences.rule_text(PROTOCOL, rule) == (
        "When (Cold, or very sore) and walks is “no”: urgent, because “because bad”"
    )
    assert [sentences.criterion_text(PROTOCOL, criterion) for criterion in PROTOCOL.criteria] == [
        "A cold or numb foot: flags is “cold” or “numb”.",
        "Cold, or very sore: (A cold or numb foot) or pain is at least 7 of 10.",
    ]


def test_a_requirement_and_a_list_of_conditions_read_as_sentences() -> None:
    requirement = Requirement("cold", "Cold.", (Meets("cold"), strong), Urgency.EMERGENCY, "a source")
    assert sentences.requirement_text(PROTOCOL, requirement) == (
        "Whenever (A cold or numb foot) and pain is at least 7 of 10: at least emergency."
    )
    assert sentences.conditions_list(PROTOCOL, requirement.when) == "(A cold or numb foot) · pain: at least 7 of 10"


def test_a_question_says_when_it_is_asked() -> None:
    asked = samples.single("last", "yes", "no", ask_when=(Meets("cold"), strong), ask_mode=Mode.ANY)
    assert sentences.ask_when_text(PROTOCOL, asked) == "(A cold or numb foot) or pain is at least 7 of 10"
    assert sentences.ask_when_text(PROTOCOL, PROTOCOL.questions[0]) == ""
