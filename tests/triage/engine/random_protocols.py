"""Random small protocols, and every answer set to one of them."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import chain, combinations, product
from typing import Any

from hypothesis import strategies as st

from tests.triage.engine import samples
from triage.engine.parts.condition import Answer, Comparison, Condition, Criterion, Meets, Mode, When
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Derive, Kind, Question, Stage
from triage.engine.parts.rule import Advice, AdviceKind
from triage.engine.parts.threshold import Threshold, Unit
from triage.engine.parts.urgency import Urgency

MAXIMUM = 3
MOST_ANSWER_SETS = 600
NUMERIC = [comparison for comparison in Comparison if comparison is not Comparison.ANY_OF]
MAKERS = [
    lambda key, **more: samples.single(key, "a", "b", **more),
    lambda key, **more: samples.single(key, "a", "b", "c", **more),
    lambda key, **more: samples.multi(key, "a", "b", "none", **more),
    lambda key, **more: samples.number(key, 0, MAXIMUM, **more),
]


@st.composite
def protocols(draw: st.DrawFn, most: int = MOST_ANSWER_SETS) -> Protocol:
    """A protocol of a few questions of all kinds, asked by earlier ones or not, with criteria and rules of any urgency.

    Some share a page with the question before them.
    """
    cuts = draw(st.lists(st.integers(0, MAXIMUM), min_size=1, max_size=2, unique=True))
    thresholds = tuple(
        Threshold(f"t{cut}", "t", Decimal(cut), Unit.OF_TEN, Decimal(0), Decimal(MAXIMUM), "a source") for cut in cuts
    )
    questions: list[Question] = []
    criteria: list[Criterion] = []

    def conditions(size: int) -> When:
        """On the questions so far, or met by a criterion on them."""
        parts = [*questions, *criteria]
        chosen = draw(st.lists(st.sampled_from(parts), min_size=1, max_size=size))
        return tuple(
            Meets(part.key) if isinstance(part, Criterion) else draw(_condition(part, thresholds)) for part in chosen
        )

    for place in range(draw(st.integers(2, 5))):
        more: dict[str, Any] = {"optional": draw(st.integers(0, 3)) == 0}
        if questions and draw(st.booleans()):
            more |= {"ask_when": conditions(2), "ask_mode": draw(st.sampled_from(Mode))}
        if questions and draw(st.integers(0, 3)) == 0:
            more |= {"shares_page": True}
        questions.append(draw(st.sampled_from(MAKERS))(f"q{place}", **more))
        if answer_sets(questions) > most:
            questions.pop()
        elif draw(st.booleans()):
            criteria.append(Criterion(f"c{place}", f"c{place}", conditions(3), draw(st.sampled_from(Mode))))
    questions += draw(_derived(questions))
    rules = [
        samples.rule(f"r{place}", draw(st.sampled_from(Urgency)), *conditions(3))
        for place in range(draw(st.integers(3, 8)))
    ]
    return samples.protocol(
        questions=tuple(questions), criteria=tuple(criteria), rules=tuple(rules), thresholds=thresholds
    )


@st.composite
def with_plan(draw: st.DrawFn, protocol: Protocol) -> Protocol:
    """This protocol with questions for a plan, and with advice of every kind that fits some patients only."""
    questions = list(protocol.questions)

    def conditions() -> When:
        chosen = draw(st.lists(st.sampled_from([*questions, *protocol.criteria]), max_size=2))
        return tuple(
            Meets(part.key) if isinstance(part, Criterion) else draw(_condition(part, protocol.thresholds))
            for part in chosen
        )

    for place in range(draw(st.integers(1, 2))):
        asked_of = [question for question in questions if question.derive is None]
        whens = draw(st.lists(st.sampled_from(asked_of), max_size=1))
        ask_when = tuple(draw(_condition(question, protocol.thresholds)) for question in whens)
        more: dict[str, Any] = {"ask_when": ask_when, "stage": Stage.PLAN, "shares_page": bool(place)}
        questions.append(draw(st.sampled_from(MAKERS))(f"p{place}", **more))
    advice = [
        Advice(
            f"a{place}",
            draw(st.sampled_from(AdviceKind)),
            f"a{place}.",
            conditions(),
            everyone=draw(st.booleans()),
            up_to=draw(st.sampled_from([None, *Urgency])),
        )
        for place in range(4)
    ]
    named = st.lists(st.sampled_from([one.key for one in advice]), min_size=1, unique=True).map(tuple)
    rules = [replace(rule, finding=replace(rule.finding, advice=draw(named))) for rule in protocol.rules]
    return replace(
        protocol,
        questions=tuple(questions),
        advice=tuple(advice),
        rules=tuple(rules),
        default=replace(protocol.default, advice=draw(named)),
    )


@st.composite
def _derived(draw: st.DrawFn, questions: list[Question]) -> list[Question]:
    """None, one or two numbers derived from the first two numbers, if there are two."""
    numbers = [question.key for question in questions if question.kind is Kind.NUMBER]
    if len(numbers) < 2:
        return []
    how = draw(st.lists(st.sampled_from(Derive), max_size=2, unique=True))
    return [samples.number(f"d{derive}", derive=derive, derived_from=tuple(numbers[:2])) for derive in how]


def _condition(question: Question, thresholds: tuple[Threshold, ...]) -> st.SearchStrategy[Condition]:
    if question.number is not None:
        return st.builds(
            samples.compare,
            st.just(question.key),
            st.sampled_from(NUMERIC),
            st.sampled_from([threshold.key for threshold in thresholds]),
        )
    some = st.lists(st.sampled_from([choice.key for choice in question.choices]), min_size=1, max_size=2, unique=True)
    return some.map(lambda keys: samples.any_of(question.key, *sorted(keys)))


def all_answers(question: Question) -> list[Answer]:
    """Every answer that the question accepts."""
    found: list[Answer] = [None] if question.optional else []
    if question.number is not None:
        return found + [Decimal(value) for value in range(MAXIMUM + 1)]
    if question.kind is Kind.SINGLE:
        return found + list(question.by_key)
    together = [choice.key for choice in question.choices if not choice.exclusive]
    some = chain.from_iterable(combinations(together, size) for size in range(1, len(together) + 1))
    alone = [frozenset({choice.key}) for choice in question.choices if choice.exclusive]
    return found + alone + [frozenset(ticks) for ticks in some]


def answer_sets(questions: list[Question]) -> int:
    """How many complete answer sets there are."""
    count = 1
    for question in questions:
        count *= len(all_answers(question))
    return count


def every_answer_set(protocol: Protocol) -> Iterator[dict[str, Answer]]:
    """Every way to answer every question, asked or not."""
    questions = [question for question in protocol.questions if question.derive is None]
    for answers in product(*map(all_answers, questions)):
        yield {question.key: answer for question, answer in zip(questions, answers, strict=True)}


@st.composite
def patients(draw: st.DrawFn, protocol: Protocol, count: int, *, complete: bool = False) -> list[dict[str, Answer]]:
    """Some patients, who have answered every question, or only some."""
    found = []
    for _ in range(count):
        answers = {
            question.key: draw(st.sampled_from(all_answers(question)))
            for question in protocol.questions
            if question.derive is None
        }
        if not complete and draw(st.booleans()):
            some = draw(st.sets(st.sampled_from(sorted(answers))))
            answers = {key: answer for key, answer in answers.items() if key in some}
        found.append(answers)
    return found
