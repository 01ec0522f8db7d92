"""The form of one entry of a draft: its words, its place, and the revision of the draft that it was opened at."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from triage.admin.editing.words import CHOICES
from triage.engine.parts.threshold import number_text
from triage.models import ProtocolVersion
from triage.models.content import VersionContent
from triage.versions import draft_order


class DraftForm(forms.ModelForm[Any]):
    """A form that saves into a draft. The admin makes a class of it for each page, with the draft."""

    draft: ClassVar[ProtocolVersion]
    refusal: ClassVar[str] = ""
    """Why the last try to save was undone: the page comes back with what was typed, and says this."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and self.refusal:
            data = data.copy()  # whoever saves again has seen what is new
            data["revision"] = str(self.draft.revision)
        super().__init__(data, *args, **kwargs)
        self.initial["revision"] = self.draft.revision
        name_choices(self)

    def clean(self) -> dict[str, Any]:
        """What was typed; refused when the last try was."""
        found = super().clean() or {}
        if self.refusal:
            self.add_error(None, self.refusal)
        return found


class PartForm(DraftForm):
    """An entry with a key, which is made from its words once, and a place among its kind."""

    key_words: ClassVar[str]
    """The field whose words make the key."""

    place = forms.IntegerField(label=_("Place"), min_value=1, help_text=_("1 is the first. The others make room."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.version = self.draft
        self.initial["place"] = draft_order.place_of(self.instance)

    def clean(self) -> dict[str, Any]:
        """The place is known to the parts of the entry, which may have to look back from it."""
        found = super().clean()
        self.instance.place = found.get("place")
        return found


def offer(form: forms.BaseForm, name: str, choices: Any) -> None:
    """Have a field of choices offer these, where the page has it."""
    field = form.fields.get(name)
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def name_choices(form: forms.ModelForm[Any]) -> None:
    """Engine's words as people say them, and numbers without trailing zeros."""
    for name, choices in CHOICES.items():
        offer(form, name, choices)
    for name, field in form.fields.items():
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3
        value = form.initial.get(name)
        if isinstance(field, forms.DecimalField) and value is not None:
            form.initial[name] = number_text(value)


def keys_taken(entry: VersionContent) -> Iterable[str]:
    """The keys of its kind in its version."""
    return type(entry)._default_manager.filter(version_id=entry.version_id).values_list("key", flat=True)
