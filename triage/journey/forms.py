"""The form of one question. It only validates: the engine says what an answer may be, this says it in words."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from triage import labels
from triage.engine.parts.condition import Answer
from triage.engine.parts.errors import AnswerError
from triage.engine.parts.question import Kind, Question
from triage.engine.parts.threshold import Unit
from triage.engine.run import answers
from triage.journey import lengths

GUIDE = "triage/journey/guides/{}.html"
"""The template of a guide, step by step, that a question's page can show."""


class Radios(forms.RadioSelect):
    """Radio buttons that do not hide a second submitted value."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Every submitted value, so that two for one question are refused and not silently cut to one."""
        return list(data.getlist(name))


class NumberText(forms.TextInput):
    """A text box for a number: keeps what was typed, even when it is not a number."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Every submitted value; see Radios."""
        return list(data.getlist(name))


class AnswerField(forms.Field):
    """One question's answer. What the template shows beside the inputs hangs on it as attributes."""

    def __init__(self, question: Question) -> None:
        super().__init__(required=False, label=question.text, widget=_widget(question))
        self.question = question
        self.question_hint = question.hint
        self.why = question.why
        self.unit = question.number.unit.value if question.number else ""
        self.exclusive = {choice.key for choice in question.choices if choice.exclusive}
        self.choice_hints = {choice.key: choice.hint for choice in question.choices if choice.hint}
        self.guide = GUIDE.format(question.guide) if question.guide else ""

    def prepare_value(self, value: Any) -> Any:
        """For a text box the first value, as it was typed."""
        if self.question.number is None:
            return value
        return value[0] if value else ""

    def clean(self, value: Sequence[str] | None) -> Answer:
        """The answer, or a ValidationError that says what to do."""
        try:
            return answers.read(self.question, value or [])
        except AnswerError as error:
            raise ValidationError(labels.problem(self.question, error.problem), code=error.problem) from None


def _widget(question: Question) -> forms.Widget:
    if question.number is not None:
        mode = "decimal" if question.number.decimals else "numeric"
        return NumberText(attrs={"inputmode": mode, "autocomplete": "off"})
    choices = [(choice.key, choice.text) for choice in question.choices]
    return Radios(choices=choices) if question.kind is Kind.SINGLE else forms.CheckboxSelectMultiple(choices=choices)


@lru_cache(maxsize=256)  # a field never changes, and holds no answer (the form does)
def _field(question: Question) -> AnswerField:
    return AnswerField(question)


class LengthField(AnswerField):
    """A length, typed in inches or centimeters."""

    def __init__(self, question: Question, unit: str) -> None:
        super().__init__(question)
        self.unit = ""  # replaced by a choice of units
        self.chosen_unit = unit
        self.unit_choices = [(choice.value, name) for choice, name in labels.unit_names().items()]

    def clean(self, value: Sequence[str] | None) -> Answer:
        """The length in inches, or a ValidationError that says what to do in the chosen unit."""
        asked = self.question
        try:
            unit = lengths.unit_named(self.chosen_unit)
            asked = lengths.in_unit(self.question, unit)
            return lengths.read(self.question, value or [], unit)
        except AnswerError as error:
            raise ValidationError(labels.problem(asked, error.problem), code=error.problem) from None


class QuestionForm(forms.Form):
    """One question on its page, filled with the answer given before, if any."""

    def __init__(
        self, question: Question, data: QueryDict | None = None, given: Sequence[str] = (), unit: Unit = Unit.INCHES
    ) -> None:
        is_length = question.number is not None and question.number.unit is Unit.INCHES
        chosen = data.get("unit", unit.value) if data is not None and is_length else unit.value
        shown = [lengths.shown(value, unit) for value in given] if is_length else list(given)
        super().__init__(data, initial={"answer": shown})
        self.fields["answer"] = LengthField(question, chosen) if is_length else _field(question)
        self.chosen_unit = chosen
        """The unit as it was sent; the field refuses one that was not offered."""

    @cached_property
    def helper(self) -> FormHelper:
        """How crispy shows it. A form that is only read needs none."""
        helper = FormHelper()
        helper.layout = Layout("answer")
        helper.add_input(Submit("continue", _("Continue")))
        return helper
