"""Inputs with many options. Django renders each option from a template of its own, most of a page's time."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


class QuickSelect(forms.Select):
    """A select of plain options."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The same HTML as Django's, written at once."""
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
        """No single tick is required."""
        return False
