"""The forms to join and to choose topics."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Topic
from articles.newsletter.models import MAX_ADDRESS, normalized
from articles.newsletter.models import topics as all_topics


class AddressField(forms.CharField):
    """An email address; its value is normalized."""

    is_part = True  # one of several questions of a page
    question_hint = _("We use it for this list only.")

    def __init__(self) -> None:
        attrs = {"inputmode": "email", "autocomplete": "email", "class": "field__input--line"}
        super().__init__(
            label=_("Your email address"),
            max_length=MAX_ADDRESS,
            widget=forms.TextInput(attrs=attrs),
            error_messages={
                "required": _("Enter your email address."),
                "max_length": _("Enter a shorter email address. This one has %(show_value)d characters."),
            },
        )

    def clean(self, value: Any) -> str:
        return normalized(super().clean(value))


class TopicsField(forms.ModelMultipleChoiceField[Topic]):
    """Topics as checkboxes."""

    is_part = True
    question_hint = _("Leave all of them ticked, and you hear of new topics too.")

    def __init__(self) -> None:
        super().__init__(
            all_topics(),
            label=_("What would you like to hear about?"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Tick one topic or more."),
                "invalid_choice": _("One of these topics is gone. Choose again."),
                "invalid_pk_value": _("One of these topics is gone. Choose again."),
            },
        )

    def label_from_instance(self, obj: Topic) -> str:
        return obj.title


class TopicsForm(forms.Form):
    """The topics that a reader gets."""

    topics = TopicsField()
    shown = ["topics"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not all_topics().exists():
            del self.fields["topics"]

    @property
    def helper(self) -> FormHelper:
        """The layout of the fields; the page has the form's tags and button."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(*(name for name in self.shown if name in self.fields))
        return helper

    @property
    def topics_chosen(self) -> list[Topic]:
        return list(self.cleaned_data.get("topics", ()))


class JoinForm(TopicsForm):
    """Address and topics, and a hidden field that only programs fill in."""

    email = AddressField()
    website = forms.CharField(required=False)
    field_order = ["email", "topics", "website"]
    shown = ["email", "topics"]

    def is_spam(self) -> bool:
        """Whether the hidden field was filled in."""
        return bool(self.data.get("website"))
