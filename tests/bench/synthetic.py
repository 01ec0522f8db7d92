"""A made-up protocol of any size, shaped like the shipped ones: danger signs first, most questions single or multi."""

import random
from decimal import Decimal

from triage.engine.parts.condition import Comparison, Condition
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Kind, Number, Question, Worse
from triage.engine.parts.rule import Advice, AdviceKind, Finding, Requirement, Rule, Vignette
from triage.engine.parts.threshold import Threshold, Unit
from triage.engine.parts.urgency import Urgency

URGENCIES = [Urgency.EMERGENCY, Urgency.URGENT, Urgency.URGENT, Urgency.SOON, Urgency.SOON, Urgency.SOON]
THRESHOLDS = tuple(
    Threshold(f"t{value}", f"Limit {value}", Decimal(value), Unit.DAYS, Decimal(0), Decimal(100), "a source")
    for value in (3, 7, 14, 30)
)


def protocol(questions: int, rules: int, seed: int = 1) -> Protocol:
    """A protocol of this many questions and rules, the same for the same seed."""
    draw = random.Random(seed)
    asked: list[Question] = []
    for place in range(questions):
        asked.append(_question(draw, place, asked))
    made = [_rule(draw, place, asked) for place in range(rules - 2)]
    made += [_self_care(draw, place, asked) for place in range(2)]
    graves = [rule for rule in made if rule.finding.urgency is Urgency.EMERGENCY]
    return Protocol(
        slug="synthetic",
        version=1,
        language="en",
        title="Synthetic",
        summary="A made-up protocol.",
        intro="Some questions.",
        default=_finding("default", Urgency.SOON),
        thresholds=THRESHOLDS,
        questions=tuple(asked),
        rules=tuple(made),
        requirements=tuple(
            Requirement(f"need_{rule.key}", "Always an emergency.", rule.when, Urgency.EMERGENCY, "a source")
            for rule in graves
        ),
        advice=(Advice("rest", AdviceKind.DO, "Rest."),),
        articles=(),
        vignettes=tuple(_vignette(draw, place, asked) for place in range(50)),
    )


def _question(draw: random.Random, place: int, earlier: list[Question]) -> Question:
    key = f"q{place}"
    kind = Kind.MULTI if place < 2 else draw.choice([Kind.SINGLE, Kind.SINGLE, Kind.MULTI, Kind.NUMBER])
    gates = [question for question in earlier if not question.ask_when]
    ask_when = (_condition(draw, draw.choice(gates)),) if place > 5 and draw.random() < 0.3 else ()
    if kind is Kind.NUMBER:
        number = Number(Decimal(0), Decimal(365), Unit.DAYS, 0, draw.choice(list(Worse)))
        return Question(key, kind, f"{key}?", key, number=number, optional=draw.random() < 0.2, ask_when=ask_when)
    choices = [Choice("none", "None of these", exclusive=kind is Kind.MULTI, severity=0)]
    choices += [Choice(f"c{n}", f"Sign {n} of {key}", severity=n + 1) for n in range(draw.randint(2, 7))]
    return Question(key, kind, f"{key}?", f"Question {place}", choices=tuple(choices), ask_when=ask_when)


def _condition(draw: random.Random, question: Question) -> Condition:
    if question.number is not None:
        worse = question.number.worse is not Worse.LOWER
        comparison = Comparison.AT_LEAST if worse else Comparison.BELOW
        return Condition(question.key, comparison, threshold=draw.choice(THRESHOLDS).key)
    first = draw.randint(1, len(question.choices) - 1)  # this sign and all that are worse
    return Condition(question.key, Comparison.ANY_OF, tuple(choice.key for choice in question.choices[first:]))


def _rule(draw: random.Random, place: int, asked: list[Question]) -> Rule:
    if place < len(asked[0].choices) - 1:
        when = (Condition("q0", Comparison.ANY_OF, (asked[0].choices[place + 1].key,)),)
        return Rule(f"flag{place}", when, _finding(f"flag{place}", Urgency.EMERGENCY))
    urgency = draw.choice(URGENCIES)
    among = asked[: len(asked) // 3] if urgency is Urgency.EMERGENCY else asked
    when = tuple(_condition(draw, question) for question in draw.sample(among, draw.choice([1, 2, 2, 3, 4])))
    return Rule(f"r{place}", when, _finding(f"r{place}", urgency))


def _self_care(draw: random.Random, place: int, asked: list[Question]) -> Rule:
    always = [question for question in asked if not question.ask_when and question.number is None]
    chosen = always[:2] + draw.sample(always[2:], min(10, len(always) - 2))
    when = tuple(Condition(question.key, Comparison.ANY_OF, ("none",)) for question in chosen)
    return Rule(f"mild{place}", when, _finding(f"mild{place}", Urgency.SELF_CARE))


def _finding(key: str, urgency: Urgency) -> Finding:
    return Finding(urgency, f"Because of {key}.", "a source", ("rest",))


def _vignette(draw: random.Random, place: int, asked: list[Question]) -> Vignette:
    answers = {}
    for question in asked:
        if question.number is not None:
            answers[question.key] = Decimal(draw.randint(0, 40))
        else:
            key = draw.choice(question.choices).key if draw.random() < 0.1 else "none"
            answers[question.key] = frozenset({key}) if question.kind is Kind.MULTI else key
    return Vignette(f"v{place}", "A story.", tuple(answers.items()), Urgency.SOON, Urgency.SELF_CARE, "a source")
