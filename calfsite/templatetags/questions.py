"""Filters with which the crispy template pack shows a form's field as a question."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BoundField

register = template.Library()


@dataclass(frozen=True)
class Choice:
    """One radio button or checkbox, ready to show."""

    value: str
    label: str
    input_id: str
    hint: str
    is_checked: bool
    is_alone: bool = False
    """It can't be ticked with another: static/js/questions.js clears the others."""


@dataclass(frozen=True)
class Choices:
    """A question's choices: those that can be combined, then those that exclude all others ("none of these")."""

    shared: list[Choice]
    exclusive: list[Choice]


@register.filter
def choices(field: BoundField) -> Choices:
    """The choices of a radio or checkbox field, each with its hint."""
    found = _choices(field)
    return Choices(
        shared=[choice for choice in found if not choice.is_alone],
        exclusive=[choice for choice in found if choice.is_alone],
    )


@register.filter
def first_input_id(field: BoundField) -> str:
    """The id of the field's first input, for links in the error summary."""
    found = choices(field)
    first = (found.shared or found.exclusive)[:1]
    return first[0].input_id if first else field.auto_id


@register.filter
def described_by(field: BoundField) -> str:
    """The ids of the texts that describe the field: when to answer, hint, errors and unit, in this order."""
    parts = {
        "only-if": getattr(field.field, "only_if", ""),
        "hint": getattr(field.field, "question_hint", ""),
        "error": field.errors,
        "unit": getattr(field.field, "unit", ""),
    }
    return " ".join(f"{field.auto_id}-{name}" for name, text in parts.items() if text)


@register.filter
def units(field: BoundField) -> list[Choice]:
    """The units in which a number can be typed, for the list beside its box."""
    of: Any = field.field
    chosen = of.chosen_unit(field.data if field.form.is_bound else field.initial)
    return [Choice(value, name, "", "", value == chosen) for value, name in of.unit_choices]


def _choices(field: BoundField) -> list[Choice]:
    hints = getattr(field.field, "choice_hints", {})
    exclusive = {str(key) for key in getattr(field.field, "exclusive", ())}
    return [
        Choice(
            value=str(widget.data["value"]),
            label=str(widget.choice_label),
            input_id=widget.id_for_label,
            hint=str(hints.get(widget.data["value"], "")),
            is_checked=bool(widget.data["selected"]),
            is_alone=str(widget.data["value"]) in exclusive,
        )
        for widget in field.subwidgets
        if "selected" in widget.data
    ]
