"""Twelve questions, one crispy form each: radio buttons, ticks and numbers, about as many of each as a journey asks."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from formtools.wizard.views import NamedUrlSessionWizardView

from tests.bench.wizard import STEPS

CHOICES = [(f"choice{number}", f"Answer {number}, with a few words to explain it") for number in range(1, 8)]


class StepForm(forms.Form):
    """A question of the wizard."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("answer", Submit("continue", "Continue"))


def form_of(number: int) -> type[StepForm]:
    """The form of one step: in turn ticks, one choice, and a number."""
    label, help_text = f"Question {number}: what is true for you?", "Answer as well as you can."
    field: forms.Field
    if number % 3 == 1:
        field = forms.MultipleChoiceField(
            choices=CHOICES, widget=forms.CheckboxSelectMultiple, label=label, help_text=help_text
        )
    elif number % 3 == 2:
        field = forms.ChoiceField(choices=CHOICES[:4], widget=forms.RadioSelect, label=label, help_text=help_text)
    else:
        field = forms.IntegerField(min_value=0, max_value=100, label=label, help_text=help_text)
    return type(f"Step{number}", (StepForm,), {"answer": field})


class TwelveSteps(NamedUrlSessionWizardView):
    """The wizard itself."""

    template_name = "step.html"
    form_list = [(f"q{number}", form_of(number)) for number in range(1, STEPS + 1)]

    def done(self, form_list: list[forms.Form], **kwargs: Any) -> HttpResponse:
        """The page after the last step: all answers."""
        return render(self.request, "done.html", {"forms": form_list})
