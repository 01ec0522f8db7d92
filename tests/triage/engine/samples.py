"""A tiny protocol for engine tests, and random answers to any protocol."""

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from triage.engine.parts.condition import Answer, Comparison, Condition, Criterion, Meets, Mode
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Derive, Kind, Number, Question, Stage
from triage.engine.parts.rule import (
    Advice,
    AdviceKind,
    ArticleLink,
    Finding,
    Harm,
    Hazard,
    Requirement,
    Rule,
    Vignette,
)
from triage.engine.parts.threshold import Threshold, Unit
from triage.engine.parts.urgency import Urgency
from triage.engine.run.replay import replay


def any_of(question: str, *choices: str) -> Condition:
    return Condition(question, Comparison.ANY_OF, choices=choices)


def compare(question: str, comparison: Comparison, threshold: str) -> Condition:
    return Condition(question, comparison, threshold=threshold)


def single(key: str, *choices: str, unsure: Collection[str] = (), **more: Any) -> Question:
    made = tuple(Choice(c, c, unsure=c in unsure) for c in choices)
    return Question(key, Kind.SINGLE, f"{key}?", key, choices=made, **more)


def multi(key: str, *choices: str, unsure: Collection[str] = (), **more: Any) -> Question:
    ticks = tuple(Choice(c, c, exclusive=c == "none", unsure=c in unsure) for c in choices)
    return Question(key, Kind.MULTI, f"{key}?", key, choices=ticks, **more)


def number(
    key: str,
    minimum: int = 0,
    maximum: int = 10,
    decimals: int = 0,
    unit: Unit = Unit.OF_TEN,
    unit_choice: bool = False,
    **more: Any,
) -> Question:
    limits = Number(Decimal(minimum), Decimal(maximum), unit, decimals, unit_choice=unit_choice)
    return Question(key, Kind.NUMBER, f"{key}?", key, number=limits, **more)


def threshold(key: str = "severe", value: str = "7") -> Threshold:
    return Threshold(key, key, Decimal(value), Unit.OF_TEN, Decimal(5), Decimal(9), "a source")


def finding(urgency: Urgency, because: str = "because") -> Finding:
    return Finding(urgency, because, "a source", ("rest",))


def rule(key: str, urgency: Urgency, *when: Condition) -> Rule:
    return Rule(key, when, finding(urgency, f"because {key}"))


def protocol(**changes: Any) -> Protocol:
    """Flags first; then pain; a question that only strong pain asks; then walking."""
    parts: dict[str, Any] = {
        "slug": "sample",
        "version": 1,
        "language": "en",
        "title": "Sample",
        "summary": "A sample.",
        "intro": "Some questions.",
        "default": finding(Urgency.SOON),
        "thresholds": (threshold(),),
        "questions": (
            multi("flags", "cold", "numb", "none"),
            number("pain"),
            single("eases", "yes", "no", ask_when=(compare("pain", Comparison.AT_LEAST, "severe"),)),
            single("walks", "yes", "no"),
        ),
        "rules": (
            rule("walks_well", Urgency.SELF_CARE, any_of("flags", "none"), any_of("walks", "yes")),
            rule("flag", Urgency.EMERGENCY, any_of("flags", "cold", "numb")),
            rule("nothing_eases", Urgency.URGENT, any_of("eases", "no")),
        ),
        "requirements": (),
        "advice": (Advice("rest", AdviceKind.DO, "Rest."),),
        "articles": (),
    }
    return Protocol(**(parts | changes))


def with_every_part() -> Protocol:
    """The same with something of every kind: criteria, twins, a shared page, a number worked out, a plan, a hazard."""
    sample = protocol()
    flags, pain, *others = sample.questions
    again = multi("again", "cold_foot", "unsure", "none", unsure=("unsure",))
    cold, strong = any_of("flags", "cold"), compare("pain", Comparison.AT_LEAST, "severe")
    return protocol(
        default=replace(finding(Urgency.SOON), article="calf"),
        thresholds=(*sample.thresholds, threshold("mild", "5")),
        questions=(
            replace(flags, red_flags=True),
            pain,
            number("pain_before", shares_page=True),
            *others,
            replace(again, choices=(replace(again.choices[0], twin="cold"), *again.choices[1:])),
            number("gap", derive=Derive.APART, derived_from=("pain", "pain_before"), optional=True),
            single("wall", "yes", "no", stage=Stage.PLAN),
        ),
        criteria=(
            Criterion("cold", "A cold foot", (cold,)),
            Criterion("cold_or_strong", "A cold foot, or strong pain", (Meets("cold"), strong), Mode.ANY),
        ),
        rules=(
            *sample.rules,
            rule("cold_again", Urgency.EMERGENCY, any_of("again", "cold_foot", "unsure")),
            Rule("cold_or_strong", (Meets("cold_or_strong"), any_of("walks", "no")), finding(Urgency.URGENT)),
        ),
        advice=(
            *sample.advice,
            Advice("wall", AdviceKind.PLAN, "Lean on a wall.", (any_of("wall", "yes"),), everyone=True),
        ),
        articles=(ArticleLink("calf", "The calf"),),
        hazards=(Hazard("clot", "A clot", "It travels.", Harm.CATASTROPHIC),),
        requirements=(Requirement("cold", "Cold.", (Meets("cold"), cold), Urgency.EMERGENCY, "a source", "clot"),),
        vignettes=(
            Vignette("cold", "Cold.", (("flags", frozenset({"cold"})),), Urgency.EMERGENCY, Urgency.URGENT, "us"),
        ),
    )


def walk(whole: Protocol, answers: dict[str, Answer]) -> dict[str, Answer]:
    """The answers that a patient gives who is asked one question after the other, out of all they could give."""
    given: dict[str, Answer] = {}
    while (question := replay(whole, given).next_question) is not None:
        optional = whole.question_by_key[question].optional
        given[question] = answers.get(question) if optional else answers[question]
    return given


def answer_to(question: Question) -> st.SearchStrategy[Answer]:
    """Any answer that the question accepts."""
    keys = [choice.key for choice in question.choices]
    if question.kind is Kind.SINGLE:
        return st.sampled_from(keys)
    if question.number is not None:
        limits = question.number
        numbers = st.decimals(limits.minimum, limits.maximum, places=limits.decimals)
        return st.one_of(numbers, st.none()) if question.optional else numbers
    alone = [frozenset({choice.key}) for choice in question.choices if choice.exclusive]
    ticks = st.frozensets(st.sampled_from([c.key for c in question.choices if not c.exclusive]), min_size=1)
    return st.one_of(st.sampled_from(alone), ticks) if alone else ticks


def answers_to(whole: Protocol) -> st.SearchStrategy[dict[str, Answer]]:
    """Any answers, complete or not, on the path or off it."""
    return st.fixed_dictionaries({}, optional={q.key: answer_to(q) for q in whole.questions if q.derive is None})


def complete_answers_to(whole: Protocol) -> st.SearchStrategy[dict[str, Answer]]:
    """An answer to every question."""
    return st.fixed_dictionaries({q.key: answer_to(q) for q in whole.questions if q.derive is None})
