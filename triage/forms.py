"""The form of one question. It only validates: the engine says what an answer may be, this says it in words."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from triage import words
from triage.engine import answers
from triage.engine.condition import Answer
from triage.engine.errors import AnswerError
from triage.engine.question import Kind, Question


class Radios(forms.RadioSelect):
    """Radio buttons that do not hide a second submitted value."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ANN401  as Django has it
        """Every submitted value, so that two for one question are refused and not silently cut to one."""
        return list(data.getlist(name))


class NumberText(forms.TextInput):
    """A text box for a number: keeps what was typed, even when it is not a number."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ANN401  as Django has it
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

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  as Django has it
        """For a text box the first value, as it was typed."""
        if self.question.number is None:
            return value
        return value[0] if value else ""

    def clean(self, value: Sequence[str] | None) -> Answer:
        """The answer, or a ValidationError that says what to do."""
        try:
            return answers.read(self.question, value or [])
        except AnswerError as error:
            raise ValidationError(words.problem(self.question, error.problem), code=error.problem) from None


def _widget(question: Question) -> forms.Widget:
    if question.number is not None:
        mode = "decimal" if question.number.decimals else "numeric"
        return NumberText(attrs={"inputmode": mode, "autocomplete": "off"})
    choices = [(choice.key, choice.text) for choice in question.choices]
    return Radios(choices=choices) if question.kind is Kind.SINGLE else forms.CheckboxSelectMultiple(choices=choices)


class QuestionForm(forms.Form):
    """One question on its page, filled with the answer given before, if any."""

    def __init__(self, question: Question, data: QueryDict | None = None, given: Sequence[str] = ()) -> None:
        super().__init__(data, initial={"answer": list(given)})
        self.fields["answer"] = AnswerField(question)
        self.helper = FormHelper()
        self.helper.layout = Layout("answer")
        self.helper.add_input(Submit("continue", _("Continue")))
