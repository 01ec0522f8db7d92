"""Nothing typed is lost: what was sent comes back beside what others have saved meanwhile."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from triage.models import Choice, Condition, DefaultAdvice, ProtocolVersion, RuleAdvice

_MODEL_OF = {
    "when": Condition,
    "ask_when": Condition,
    "choices": Choice,
    "advice_in_order": RuleAdvice,
    "default_advice_in_order": DefaultAdvice,
}
"""What the rows on an entry's page are, by the prefix of their fields."""


def kept_page(request: HttpRequest, draft: ProtocolVersion | None, why: str) -> HttpResponse:
    """Why nothing was saved, and all that was typed, to copy from."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values if value.strip()]
    told = [(name, value) for name, value in sent if " " in value]  # words, not numbers of rows and buttons
    context = {**admin.site.each_context(request), "title": why, "row": draft, "typed": told}
    return render(request, "admin/triage/kept.html", context, status=409)


def differences(form: forms.Form) -> list[tuple[str, str, str]]:
    """Each field that the person changed: its label, what is saved now, and what was typed."""
    return [
        (str(form.fields[name].label), _shown(form, name, form.initial.get(name)), _shown(form, name, form[name].data))
        for name in form.changed_data
        if not form[name].is_hidden
    ]


def _shown(form: forms.Form, name: str, value: Any) -> str:
    field: Any = form.fields[name]
    if isinstance(field, forms.BooleanField):
        return "✓" if value else "–"
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        given = value if isinstance(value, list) else [value]
        wanted = {str(getattr(one, "pk", one)) for one in given}
        return ", ".join(str(label) for key, label in plain_choices(field) if str(key) in wanted)
    return str(value or "")


def plain_choices(field: Any) -> list[tuple[object, object]]:
    """What a field offers, of a field without groups."""
    return list(field.choices)


def without_what_is_gone(request: HttpRequest) -> None:
    """Rows that somebody else deleted meanwhile stay on the page with what was typed, as new ones."""
    data = request.POST.copy()
    for prefix, model in _MODEL_OF.items():
        initial = data.get(f"{prefix}-INITIAL_FORMS", "")
        if not initial.isdecimal():
            continue
        numbers = range(int(initial))
        ids = {number: data.get(f"{prefix}-{number}-id", "") for number in numbers}
        plain = [pk for pk in ids.values() if pk.isdecimal()]
        alive = {str(pk) for pk in model._default_manager.filter(pk__in=plain).values_list("pk", flat=True)}
        gone = [number for number in numbers if ids[number] not in alive]
        if gone:
            _make_new(data, prefix, gone)
    request.POST = data  # type: ignore[assignment]


def _make_new(data: QueryDict, prefix: str, gone: list[int]) -> None:
    """Put these rows of a formset behind those that are still there, and take their ids away."""
    initial, total = (int(str(data[f"{prefix}-{name}_FORMS"])) for name in ("INITIAL", "TOTAL"))
    order = [n for n in range(initial) if n not in gone] + gone + list(range(initial, total))
    rows = {n: [key for key in data if key.startswith(f"{prefix}-{n}-")] for n in order}
    moved = {key: data.getlist(key) for keys in rows.values() for key in keys}
    for key in moved:
        del data[key]
    for place, number in enumerate(order):
        for key in rows[number]:
            name = key.removeprefix(f"{prefix}-{number}-")
            data.setlist(f"{prefix}-{place}-{name}", [""] if name == "id" and number in gone else moved[key])
    data[f"{prefix}-INITIAL_FORMS"] = str(initial - len(gone))
