"""The form of a page. It only validates: the engine says what an answer may be, this says it in words."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from triage import labels
from triage.engine.parts.condition import Answer
from triage.engine.parts.errors import AnswerError
from triage.engine.parts.question import Kind
from triage.engine.parts.threshold import Unit, same_kind
from triage.engine.run import answers, typed_numbers
from triage.journey.pages import Asked

GUIDE = "triage/journey/guides/{}.html"
"""The template of a guide, step by step, that a question's page can show."""
MAX_KEPT = 256  # fields
_fields: dict[tuple[object, ...], "AnswerField"] = {}


class Radios(forms.RadioSelect):
    """Radio buttons that do not hide a second submitted value."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Every submitted value, so that two for one question are refused and not silently cut to one."""
        return list(data.getlist(name))


class NumberText(forms.TextInput):
    """A text box for a number, and where it can be given in several units a list of them.

    Keeps what was typed, even when it is not a number. A unit typed behind the number counts for more than the chosen.
    """

    def __init__(self, units: Sequence[Unit], **options: Any) -> None:
        super().__init__(**options)
        self.units = units

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Every submitted value, see Radios; each with every submitted unit, so that two units are refused as well."""
        typed = list(data.getlist(name))
        if not self.units:
            return typed
        chosen = [unit for unit in data.getlist(unit_name(name)) if unit] or [""]
        return [with_unit(text, Unit(unit)) if unit in self.units else text for unit in chosen for text in typed]

    def apart(self, text: str) -> tuple[str, str]:
        """What stands in the box, and the chosen unit: `3 weeks` is 3, and weeks."""
        for unit in self.units:
            for word in (unit.value, unit.after(Decimal(1))):
                number = text.removesuffix(f" {word}")
                if number != text and not typed_numbers.names_unit(number):
                    return number, unit.value
        return text, ""


def unit_name(name: str) -> str:
    """The name of the list of units, beside the field of a number; templates/crispy/entry.html has it too."""
    return f"unit-{name}"


def with_unit(text: str, unit: Unit) -> str:
    """What was typed, in this unit if it names none itself. Nothing stays nothing."""
    if not text.strip() or typed_numbers.names_unit(text):
        return text
    return f"{text.strip()} {unit.after(Decimal(1)) if text.strip() == '1' else unit.value}"


class AnswerField(forms.Field):
    """One question's answer. What the template shows beside the inputs hangs on it as attributes."""

    def __init__(self, asked: Asked) -> None:
        question = asked.question
        super().__init__(required=False, label=question.text, widget=_widget(asked))
        self.question = question
        self.is_part = asked.is_part
        self.question_hint = question.hint
        self.why = question.why
        units = labels.units(question)
        self.unit_choices = [(unit.value, name) for unit, name in units.items()]
        self.unit_label = labels.either(units.values()).capitalize() if units else ""
        self.unit = question.number.unit.value if question.number and not units else ""
        self.exclusive = {choice.key for choice in question.choices if choice.exclusive}
        self.choice_hints = {choice.key: choice.hint for choice in question.choices if choice.hint}
        self.guide = GUIDE.format(question.guide) if question.guide else ""
        self.only_if = asked.words
        self.only_if_data = _for_script(asked)

    def prepare_value(self, value: Any) -> Any:
        """For a text box the first value, as it was typed, without the chosen unit."""
        return self._apart(value)[0] if self.question.number is not None else value

    def chosen_unit(self, value: Any) -> str:
        """The unit in the list beside the box."""
        return self._apart(value)[1]

    def _apart(self, value: Sequence[str] | None) -> tuple[str, str]:
        return self.widget.apart(value[0]) if value else ("", "")

    def clean(self, value: Sequence[str] | None) -> Answer:
        """The answer, or a ValidationError that says what to do."""
        try:
            answer = answers.read(self.question, value or [])
        except AnswerError as error:
            raise ValidationError(labels.problem(self.question, error.problem), code=error.problem) from None
        if self.unit_choices and answer and value and not typed_numbers.names_unit(value[0]):
            raise ValidationError(labels.unit_missing(self.question), code="no_unit")
        return answer


def _widget(asked: Asked) -> forms.Widget:
    question = asked.question
    if question.number is not None:
        units = same_kind(question.number.unit) if question.number.unit_choice else ()
        mode = "decimal" if question.number.decimals or units else "numeric"
        if Unit.INCHES in units:
            mode = "text"  # inches come in halves and quarters, and a phone's pad of digits has no slash
        return NumberText(units, attrs={"inputmode": mode, "autocomplete": "off"})
    choices = [(choice.key, choice.text) for choice in question.choices]
    return Radios(choices=choices) if question.kind is Kind.SINGLE else forms.CheckboxSelectMultiple(choices=choices)


def _for_script(asked: Asked) -> str:
    """The conditions for static/js/questions.js, by question and choices; empty where they compare a number."""
    if not asked.only_if or any(condition.threshold for way in asked.only_if for condition in way):
        return ""
    return json.dumps([[[condition.question, condition.choices] for condition in way] for way in asked.only_if])


def _field(asked: Asked) -> AnswerField:
    """The field of a question. It never changes, and holds no answer (the form does), so it is kept."""
    # The field keeps its question, so that no other object can get its id; to compare questions takes far longer.
    which = (id(asked.question), asked.name, asked.is_part, asked.only_if, get_language())
    field = _fields.get(which)
    if field is None:
        if len(_fields) >= MAX_KEPT:
            _fields.clear()
        field = _fields[which] = AnswerField(asked)
    return field


class PageForm(forms.Form):
    """The questions of one page, filled with the answers given before, if any."""

    def __init__(
        self,
        page: Sequence[Asked],
        thresholds: Mapping[str, Decimal],
        data: QueryDict | None = None,
        given: Mapping[str, Sequence[str]] | None = None,
        action: str = "",
    ) -> None:
        given = given or {}
        super().__init__(data, initial={asked.name: list(given.get(asked.question.key, ())) for asked in page})
        self.page, self.thresholds, self.action = page, thresholds, action
        for asked in page:
            self.fields[asked.name] = _field(asked)

    def clean(self) -> None:
        """Drop what the answers above do not call for: it is not required, and what was sent to it is not heard."""
        for asked in self.page:
            if not asked.is_called_for(self.answers(), self.thresholds):
                self.errors.pop(asked.name, None)
                self.cleaned_data.pop(asked.name, None)

    def answers(self) -> dict[str, Answer]:
        """The valid answers, by question."""
        return {a.question.key: self.cleaned_data[a.name] for a in self.page if a.name in self.cleaned_data}

    def typed(self) -> dict[str, str]:
        """The numbers that were typed otherwise than the answers have them, such as with another unit."""
        answers = self.answers()
        texts = {a.question.key: typed_numbers.tidy("".join(self[a.name].data)) for a in self.page if a.question.number}
        return {key: text for key, text in texts.items() if answers.get(key) is not None and text != str(answers[key])}

    def names(self) -> list[str]:
        """The names of everything that can be sent."""
        return [name for asked in self.page for name in (asked.name, unit_name(asked.name))]

    @property
    def title(self) -> str:
        """The first question: the page's heading."""
        return self.page[0].question.text

    @cached_property
    def helper(self) -> FormHelper:
        """How crispy shows it. A form that is only read needs none.

        It names its address, though it is the page's own: an error link leaves its target there (`#id_answer_0`), and a
        browser that sends a form to "the same address" carries the target on, over the redirect, to the next page.
        """
        helper = FormHelper()
        helper.form_action = self.action
        helper.layout = Layout(*(asked.name for asked in self.page))
        helper.add_input(Submit("continue", _("Continue")))
        return helper
