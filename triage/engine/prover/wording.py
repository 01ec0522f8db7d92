"""Sentences for clinicians, in the protocol's own words."""

from __future__ import annotations

from collections.abc import Iterable

from triage.engine.condition import Answer, Comparison, Condition
from triage.engine.protocol import Protocol
from triage.engine.question import Question
from triage.engine.urgency import Urgency

URGENCY = {
    Urgency.EMERGENCY: "emergency",
    Urgency.URGENT: "urgent",
    Urgency.SOON: "soon",
    Urgency.SELF_CARE: "self-care",
}
COMPARISON = {
    Comparison.AT_LEAST: "at least",
    Comparison.ABOVE: "more than",
    Comparison.AT_MOST: "at most",
    Comparison.BELOW: "less than",
}


def answer_text(question: Question, answer: Answer) -> str:
    """An answer in the question's own words."""
    return "; ".join(question.answer_texts(answer)) or "(left empty)"


def condition_text(protocol: Protocol, condition: Condition) -> str:
    """A condition as people say it: `Pain now: at least 7 of 10`."""
    question = protocol.question_by_key[condition.question]
    if condition.comparison is Comparison.ANY_OF:
        chosen = [choice.text for choice in question.choices if choice.key in condition.choices]
        return f"{question.short}: {listed(chosen)}"
    threshold = protocol.threshold_by_key[condition.threshold or ""]
    return f"{question.short}: {COMPARISON[condition.comparison]} {threshold.text}"


def conditions_text(protocol: Protocol, conditions: Iterable[Condition]) -> str:
    """Conditions that must all hold."""
    return " · ".join(condition_text(protocol, condition) for condition in conditions)


def listed(texts: Iterable[str], link: str = "or") -> str:
    """`“a”, “b” or “c”`."""
    quoted = [f"“{text}”" for text in texts]
    return f"{', '.join(quoted[:-1])} {link} {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)
