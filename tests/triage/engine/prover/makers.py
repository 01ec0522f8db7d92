"""Random small protocols with all that the prover looks at: severities, worse numbers, requirements, shared reasons."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tests.triage.engine.random_protocols import protocols
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question, Worse
from triage.engine.parts.rule import Requirement, Rule
from triage.engine.parts.urgency import Urgency


@st.composite
def ordered(draw: st.DrawFn) -> Protocol:
    """A protocol whose answers may have an order, with requirements."""
    protocol = draw(protocols())
    questions = tuple(_with_order(draw, question) for question in protocol.questions)
    rules = tuple(_maybe_alike(draw, rule) for rule in protocol.rules)
    parts = draw(st.lists(st.sampled_from(protocol.rules), max_size=3, unique_by=lambda rule: rule.key))
    requirements = tuple(
        Requirement(f"need_{rule.key}", "Always so.", rule.when[: draw(st.integers(1, 3))], level, "a source")
        for rule in parts
        for level in [draw(st.sampled_from(list(Urgency)[:3]))]
    )
    return replace(protocol, questions=questions, rules=rules, requirements=requirements)


def _with_order(draw: Any, question: Question) -> Question:
    if question.number is not None:
        return replace(question, number=replace(question.number, worse=draw(st.sampled_from(Worse))))
    severity = st.sampled_from([None, 0, 1, 1, 2])
    choices = [
        replace(choice, severity=0 if choice.exclusive and draw(st.booleans()) else draw(severity))
        for choice in question.choices
    ]
    if draw(st.booleans()):
        choices[-1] = replace(choices[-1], unsure=True, severity=choices[-1].severity or None)
    return replace(question, choices=tuple(choices))


def _maybe_alike(draw: Any, rule: Rule) -> Rule:
    """Sometimes with a reason that other rules give as well."""
    return replace(rule, finding=replace(rule.finding, because="shared")) if draw(st.integers(0, 3)) == 0 else rule
