"""Two people edit the same thing: the one who saves second sees what the first has changed, and decides.

A form carries, hidden, the revision at which its page was opened and the values that it showed then. When somebody
else has saved since, it is refused once, and comes back with
- what only the other one changed: in the form already, and shown, old beside new;
- what was typed: still in the form, with the other one's new value beside it where both changed the same field;
- who saved, and when.
It carries the present revision then: saving again, now knowingly, goes through.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from django import forms
from django.db.models import CharField, TextField
from django.db.models.options import Options
from django.forms.fields import InvalidJSONInput
from django.http import QueryDict
from django.utils.translation import gettext as _

from calfsite.lib import word_diff
from calfsite.lib.word_diff import Difference, Kind, Piece

Values = list[str]
"""What a field holds, as a browser sends it: no value, one, or several."""


@dataclass(frozen=True)
class Edit:
    """Somebody saved: who, when and, where it is known, what."""

    who: str
    when: datetime
    what: str = ""


@dataclass(frozen=True)
class Change:
    """What somebody else has changed since the page was opened."""

    difference: Difference
    """The old text and the new one, word by word."""
    typed: str | None = None
    """What this person typed instead; None where they left the field alone, so that the form has the new value."""


@dataclass(frozen=True)
class Conflict:
    """All that a page shows about it, in `admin/edit_conflict.html`."""

    edits: Sequence[Edit]
    """The newest first."""
    changes: list[Change] = field(default_factory=list)


class _OpenedField(forms.JSONField):
    """The values that a page showed when it was opened: data of ours, which nobody edits."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was sent goes back as it came, unread: it may be something that Python can't read."""
        return None if data is None else InvalidJSONInput(data)

    def clean(self, value: Any) -> dict[str, Values]:
        """The values by field; none where a browser sends something else, which is no reason to refuse the rest."""
        try:
            sent = super().clean(value)
        except (forms.ValidationError, ValueError, RecursionError):  # a huge number, deep nesting
            return {}
        if not isinstance(sent, dict):
            return {}
        return {name: _lines(values) for name, values in sent.items() if _is_text(values)}


class OpenedForm(forms.ModelForm[Any]):
    """A form that carries the values that it was opened with. Its page renders the hidden `opened`."""

    opened = _OpenedField(required=False)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        return self.saved_values() if field_name == "opened" else super().get_initial_for_field(field, field_name)

    def saved_values(self) -> dict[str, Values]:
        """What the visible fields show before anybody types: the values as they are saved now."""
        return {
            name: _sent(field, field.widget.format_value(field.prepare_value(self.get_initial_for_field(field, name))))
            for name, field in self.fields.items()
            if not field.widget.is_hidden and not isinstance(field, forms.FileField)
        }

    def merged(self) -> tuple[dict[str, Values], list[Change]]:
        """What the form should show now that somebody else has saved, field by field; and what they changed."""
        opened, values, changes = self.fields["opened"].clean(self["opened"].data), {}, []
        for name, saved in self.saved_values().items():
            before, typed = opened.get(name, []), _sent(self.fields[name], self[name].data)
            is_mine = typed not in (before, saved)
            values[name] = typed if is_mine else saved
            label, new = str(self[name].label), self.in_words(name, saved)
            mine = self.in_words(name, typed) if is_mine else None
            found = word_diff.differences({label: self.in_words(name, before)}, {label: new})
            changes += [Change(_readable(difference), mine) for difference in found]
        return values, changes

    def in_words(self, name: str, values: Values) -> str:
        """A field's values as people read them."""
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return _("yes") if values else _("no")
        if isinstance(field, forms.ChoiceField):
            labels = dict(_flat(cast(Iterable[Any], field.choices)))
            return ", ".join(labels.get(value, value) for value in values if value)
        return "\n".join(values)


class EditForm(OpenedForm):
    """A form that overwrites nothing unseen. A subclass knows the revision that is saved now, and who saved it."""

    revision = forms.CharField(required=False, widget=forms.HiddenInput)
    conflict: Conflict | None = None
    is_checked = True
    """Whether the revision matters: it does not for a form that saves nothing, such as a preview's."""

    class Media:
        css = {"all": ["css/admin-differences.css"]}

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == "revision":
            return str(self.saved_revision())  # as the browser sends it back, so that it does not count as a change
        return super().get_initial_for_field(field, field_name)

    def saved_revision(self) -> int:
        """The present revision of what is edited. The row was read, and locked, in the transaction that saves."""
        raise NotImplementedError

    def edits_since(self, revision: int) -> Sequence[Edit]:
        """Who has saved since the page was opened at this revision (-1: it is not known), the newest first."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Refuse to overwrite unseen what somebody else has saved; what was typed stays in the form."""
        found = super().clean() or self.cleaned_data
        if self.is_checked and found.get("revision") != str(self.saved_revision()):
            self._show_conflict()
        return found

    def _show_conflict(self) -> None:
        values, changes = self.merged()
        data = cast(QueryDict, self.data).copy()
        for name, sent in values.items():
            data.setlist(self.add_prefix(name), sent)
        data[self.add_prefix("opened")] = self.fields["opened"].prepare_value(self.saved_values())
        data[self.add_prefix("revision")] = str(self.saved_revision())
        self.data = data
        self.conflict = Conflict(self.edits_since(number_in(self.cleaned_data.get("revision"))), changes)
        self.add_error(None, _("Not saved yet: somebody else has saved since you opened this page."))


def typed_words(sent: QueryDict, opts: Options[Any] | None) -> list[tuple[str, str]]:
    """All words that somebody typed into a form that can't be saved, for `admin/typed.html`: label and text of each."""
    found = []
    for name, values in sent.lists():
        field = next((field for field in (opts.fields if opts else ()) if field.name == name), None)
        is_text = isinstance(field, CharField | TextField) and not field.choices
        own_name = name.rpartition("-")[2]
        label = str(field.verbose_name) if field else own_name.replace("_", " ")
        if own_name != "opened" and not name.startswith("_"):  # what the page showed, and its button: nobody typed them
            texts = [value for value in values if len(value.split()) > 1 or (is_text and value)]
            found += [(label.capitalize(), text) for text in texts]
    return found


def number_in(text: str | None) -> int:
    """The revision that a hidden field holds; -1, which no row ever has, for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004  fits


def _readable(difference: Difference) -> Difference:
    """Texts that have little in common, one after the other: word by word, they would be unreadable."""
    length = {kind: sum(len(piece.text) for piece in difference.pieces if piece.kind is kind) for kind in Kind}
    if length[Kind.KEPT] >= length[Kind.REMOVED] + length[Kind.ADDED]:
        return difference
    old, new = (
        "".join(piece.text for piece in difference.pieces if piece.kind is not other)
        for other in (Kind.ADDED, Kind.REMOVED)
    )
    whole = [Piece(Kind.REMOVED, old), Piece(Kind.KEPT, "\n"), Piece(Kind.ADDED, new)]
    return replace(difference, pieces=whole if old and new else difference.pieces)


def _sent(field: forms.Field, value: Any) -> Values:
    """A widget's value as the browser sends it: a tick that is not set sends nothing, an empty field an empty text."""
    if isinstance(field, forms.BooleanField):
        return ["on"] if value not in (None, False, "", "False") else []
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value)
    return _lines(["" if value is None else value])


def _is_text(values: Any) -> bool:
    """Whether these are texts that can be shown: JSON can also hold half a character, a lone surrogate."""
    return isinstance(values, list) and all(
        isinstance(value, str) and not re.search(r"[\ud800-\udfff]", value) for value in values
    )


def _lines(values: Iterable[Any]) -> Values:
    """The same with line ends as we keep them: browsers send others."""
    return [str(value).replace("\r\n", "\n") for value in values]


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, str]]:
    """Choices without their groups."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from ((str(inner), str(words)) for inner, words in label)
        else:
            yield str(key), str(label)
