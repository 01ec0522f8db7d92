"""Example forms for the style guide: every kind of field, as it is first seen and as it comes back with errors."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _


def plain() -> SafeString:
    """As it is first seen, with one answer given before."""
    return _shown(ExampleForm(prefix="plain", initial={"where": "behind"}))


def wrong() -> SafeString:
    """As it comes back when an answer is missing and a number can't be read."""
    return _shown(ExampleForm({"wrong-age": "twelve", "wrong-signs": ["none"]}, prefix="wrong"))


class ExampleForm(forms.Form):
    """Questions of every kind. Each stands on a page of many, so its words are no heading."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"] = _dressed(
            forms.ChoiceField(
                label=_("Where does it hurt?"),
                choices=[("behind", _("Behind my knee")), ("middle", _("In the middle of my calf"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose where it hurts.")},
            ),
            question_hint=_("One answer. This is a hint."),
            choice_hints={"middle": _("A hint on one answer.")},
            why=_("A few words on why we ask. They are folded until somebody wants them."),
        )
        self.fields["signs"] = _dressed(
            forms.MultipleChoiceField(
                label=_("Which of these do you have?"),
                choices=[("swollen", _("My calf is swollen")), ("warm", _("It is warm")), ("none", _("None of these"))],
                widget=forms.CheckboxSelectMultiple,
            ),
            question_hint=_("All that fit, or the last."),
            exclusive={"none"},
        )
        self.fields["age"] = _dressed(
            forms.IntegerField(
                label=_("How old are you?"),
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                error_messages={
                    "required": _("Write your age in years."),
                    "invalid": _("Write your age in digits, such as 42."),
                },
            ),
            unit=_("years"),
        )
        self.fields["length"] = _dressed(
            forms.CharField(label=_("How far is your big toe from the wall?"), required=False),
            unit_choices=[("inches", _("inches")), ("centimeters", _("centimeters"))],
            chosen_unit="inches",
        )


def _dressed(field: forms.Field, **looks: Any) -> forms.Field:
    for name, value in looks.items():
        setattr(field, name, value)
    field.is_part = True  # type: ignore[attr-defined]
    return field


def _shown(form: forms.Form) -> SafeString:
    """The form as the template pack shows it, without the form's own tags: nothing is sent from the style guide.

    An error summary takes the focus where it belongs to the page. Here it would scroll past all that stands above.
    """
    helper = FormHelper()
    helper.form_tag, helper.disable_csrf = False, True
    helper.add_input(Submit(f"{form.prefix}-continue", _("Continue")))
    html: str = render_crispy_form(form, helper=helper)
    return mark_safe(html.replace(" autofocus", "", 1))  # noqa: S308 (safe before, and only shortened)
