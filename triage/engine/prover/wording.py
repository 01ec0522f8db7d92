"""Conditions as the report lists them; the rest of a sentence is in `triage.engine.sentences`."""

from __future__ import annotations

from collections.abc import Iterable

from triage.engine.parts.condition import Condition
from triage.engine.parts.protocol import Protocol
from triage.engine.sentences import URGENCY, answer_text, condition_text

__all__ = ["URGENCY", "answer_text", "conditions_text"]


def conditions_text(protocol: Protocol, conditions: Iterable[Condition]) -> str:
    """Conditions that must all hold: `Pain now: at least 7 of 10 · Age: less than 16 years`."""
    return " · ".join(condition_text(protocol, condition, verb=":") for condition in conditions)
