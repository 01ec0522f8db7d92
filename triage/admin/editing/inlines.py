"""Rows on the page of a part: conditions, answers, advice. Those who may edit the part may edit them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.forms.utils import flatatt
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from calfsite.lib import word_diff
from calfsite.lib.edit_conflict import Change, OpenedForm, Values
from triage.admin.editing.draft_forms import OVERRIDES, DraftParts
from triage.models import ProtocolVersion
from triage.models.content import VersionContent


class RowForm(OpenedForm):
    """One row, which knows what the draft has to choose from."""

    def __init__(self, *args: Any, parts: DraftParts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        row = self.instance
        if isinstance(row, VersionContent) and row._state.adding and parts.version is not None:
            row.version = parts.version

    def row_in_words(self, values: dict[str, Values]) -> str:
        """All that the row says, on one line for each field."""
        texts = {str(self[name].label): self.in_words(name, values[name]) for name in values if name in self.fields}
        return "\n".join(f"{label}: {text}" for label, text in texts.items() if text)


class RowsFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """The rows. After an edit conflict: those that are saved now, with what was typed in them."""

    parts: ClassVar[DraftParts]
    row_name: ClassVar[str]
    """What one row is called on the page."""
    default_error_messages: ClassVar[dict[str, Any]] = {"too_many_forms": _("At most %(num)d of these fit on a page.")}

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.data = self.data if data is None else data  # Django takes no fields at all for no form
        self.changes: list[Change] = []
        """What others have changed in the rows since the page was opened."""
        draft = self.parts.version
        if data is not None and draft is not None and data.get("revision") != str(draft.revision):
            self._bring_up_to_date()

    def _bring_up_to_date(self) -> None:
        """Show rows that others have added, drop those that they deleted, and keep what was typed in the rest."""
        sent = {str(form["id"].data): form for form in self.initial_forms}
        rows: list[dict[str, Values]] = []
        for form in type(self)(instance=self.instance, prefix=self.prefix, queryset=self.queryset).initial_forms:
            saved, typed = form.saved_values(), sent.pop(str(form.instance.pk), None)
            values, changes = typed.merged() if typed is not None else (saved, _whole_row(form, {}, saved))
            self._note(changes, len(rows) + 1)
            carried = {"id": [str(form.instance.pk)], "opened": [form.fields["opened"].prepare_value(saved)]}
            rows.append({**values, **carried})
        for form in sent.values():
            self._note(_whole_row(form, form.fields["opened"].clean(form["opened"].data), {}))
        number_of_saved = len(rows)
        for form in self.extra_forms:
            start = f"{form.prefix}-"
            typed = cast(QueryDict, self.data).lists()
            rows.append({key.removeprefix(start): values for key, values in typed if key.startswith(start)})
        self._show(rows, number_of_saved)

    def _note(self, changes: Iterable[Change], number: int | None = None) -> None:
        name = f"{self.row_name} {number or ''}".strip().capitalize()
        for change in changes:
            label = ": ".join(filter(None, [name, change.difference.label]))
            self.changes.append(replace(change, difference=replace(change.difference, label=label)))

    def _show(self, rows: list[dict[str, Values]], number_of_saved: int) -> None:
        """Make the forms again, from these rows."""
        data = cast(QueryDict, self.data).copy()
        for key in [key for key in data if key.startswith(f"{self.prefix}-")]:
            del data[key]
        for number, row in enumerate(rows):
            for name, values in row.items():
                data.setlist(f"{self.prefix}-{number}-{name}", values)
        data[f"{self.prefix}-INITIAL_FORMS"] = str(number_of_saved)
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(rows))
        self.data = data
        for cached in ("management_form", "forms"):  # Django makes both from `data`, once
            vars(self).pop(cached, None)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "parts": self.parts}

    def add_fields(self, form: Any, index: int | None) -> None:
        """A new row comes after the last. The first row alone explains its fields."""
        super().add_fields(form, index)
        for field in form.fields.values() if index else ():
            field.help_text = ""
        if form.instance.pk is None and "order" in form.fields:
            form.initial["order"] = self.initial_form_count() if index is None else index

    def clean(self) -> None:
        """A saved row that is not sent, or sent as a new one, could be saved twice, which the database refuses."""
        super().clean()
        if {row.pk for row in self.get_queryset()} - {form.instance.pk for form in self.initial_forms}:
            raise forms.ValidationError(_("Not saved: rows are missing from what was sent. Open this page again."))

    def kept_forms(self) -> list[Any]:
        """The forms that stay and hold something."""
        filled = [f for f in self.forms if f.instance.pk is not None or f.has_changed()]
        return [form for form in filled if not form.cleaned_data.get("DELETE")]


def _whole_row(form: RowForm, old: dict[str, Values], new: dict[str, Values]) -> list[Change]:
    """The change of a row that others have added, or deleted."""
    texts = ({"": form.row_in_words(values)} for values in (old, new))
    return [Change(difference) for difference in word_diff.differences(*texts)]


MAX_ROWS = 40
"""Rows of one part: more than anybody can read. Each takes the server milliseconds, filled in or not."""


class RowInline(admin.StackedInline[Any, Any]):
    """Rows on the page of a part."""

    formset = RowsFormSet
    extra = 1
    max_num = MAX_ROWS
    template = "admin/triage/inline.html"
    formfield_overrides: ClassVar[Any] = OVERRIDES

    @property
    def desk(self) -> Any:
        """The page's `DraftAdmin`."""
        return self.admin_site.get_model_admin(self.parent_model)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made = super().get_formset(request, obj, validate_max=True, absolute_max=2 * MAX_ROWS, **kwargs)
        draft: ProtocolVersion | None = self.desk.draft_of(request, obj)
        return type(made.__name__, (made,), {"parts": DraftParts.of(draft), "row_name": str(self.verbose_name)})

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(self.desk.can_edit(request, "change" if obj else "add", obj))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(self.desk.has_view_permission(request, obj))


# Inputs with many options. Django renders each option from a template of its own: most of a page's time.


class QuickSelect(forms.Select):
    """A select of plain options."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if str(key) == chosen else "", text) for key, text in self.choices),
        )
        attributes = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return format_html("<select{}>\n{}\n</select>", attributes, options)


class AnswersByQuestion(forms.CheckboxSelectMultiple):
    """Ticks, folded by question. The script `conditions.js` shows those of the chosen question only."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """One fold for each question; those with a tick are open."""
        chosen = {str(one) for one in value or ()}
        groups = [
            {
                "question": key,
                "name": short,
                "open": any(str(pk) in chosen for pk, _text in answers),
                "answers": [(pk, text, str(pk) in chosen) for pk, text in answers],
            }
            for (short, answers), key in zip(self.choices, self.attrs["questions"], strict=True)
        ]
        context = {"name": name, "id": (attrs or {}).get("id", name), "groups": groups}
        return mark_safe(render_to_string("admin/triage/answers_by_question.html", context))  # noqa: S308  escaped by the template

    def use_required_attribute(self, initial: object) -> bool:
        return False
