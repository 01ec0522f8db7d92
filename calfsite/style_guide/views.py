"""The page of the style guide, and its example forms."""

from pathlib import Path
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Term
from articles.text import boxes, markdown, tools, values
from articles.text.glossary_links import Word
from calfsite.lib import illustrations
from calfsite.style_guide import colors

SAMPLE = Path(__file__).with_name("sample.md")


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for everybody who writes, edits or builds pages."""
    context = {
        **_article(),
        "colors": list(colors.colors()),
        "focus_rule": colors.focus_rule(),
        "plain_form": _rendered(ExampleForm(prefix="plain", initial={"where": "behind"})),
        "wrong_form": _rendered(ExampleForm({"wrong-age": "twelve", "wrong-signs": ["none"]}, prefix="wrong")),
        "urgencies": [(key, kind.title) for key, kind in boxes.KINDS.items() if kind.css.startswith("card ")],
        "answers": _answers(),
        "term": _term(),
        "picture": illustrations.picture("foot-movements"),
        "pictures": _pictures(),
    }
    return render(request, "calfsite/style_guide/style_guide.html", context)


def _article() -> dict[str, Any]:
    """An article with everything that Markdown can hold, and every tool."""
    text, term = SAMPLE.read_text(encoding="utf-8"), _term()
    found = markdown.parse(text)
    known = values.resolve([*values.keys_in(text), *tools.values_of(found.tools)])
    body = markdown.render(values.fill(text, known), (Word(term.slug, term.term, term.meaning),))
    return {"sample": body.html, "contents": body.contents, "tools": tools.made(found.tools, known)}


def _pictures() -> SafeString:
    """Every drawing as an article shows it, its name as the caption."""
    text = "\n".join(f"::: figure {name}\n**{name}**\n:::" for name in illustrations.names())
    return markdown.render(text).html


def _term() -> Term:
    """A word of the glossary, not saved: the page must not depend on the database's content."""
    return Term(
        slug="soleus",
        term=_("soleus"),
        meaning=_("The deep calf muscle. It lies under the one that you can feel at the back of your leg."),
        also=_("soleus muscle"),
    )


def _answers() -> list[dict[str, Any]]:
    """Two rows of an answer list: one answer with a link to change it, and two answers without."""
    return [
        {"question": _("How did it begin?"), "answer_texts": [_("In a moment")], "change_url": "#answers"},
        {"question": _("What do you see?"), "answer_texts": [_("It is swollen"), _("It is warm")], "change_url": ""},
    ]


class ExampleForm(forms.Form):
    """Questions of every kind, each as one of several on a page: its label is not the heading."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"] = _question(
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
        self.fields["signs"] = _question(
            forms.MultipleChoiceField(
                label=_("Which of these do you have?"),
                choices=[("swollen", _("My calf is swollen")), ("warm", _("It is warm")), ("none", _("None of these"))],
                widget=forms.CheckboxSelectMultiple,
            ),
            question_hint=_("All that fit, or the last."),
            exclusive={"none"},
        )
        self.fields["age"] = _question(
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
        self.fields["length"] = _question(
            forms.CharField(label=_("How far is your big toe from the wall?"), required=False),
            unit_choices=[("inches", _("inches")), ("centimeters", _("centimeters"))],
            unit_label=_("Inches or centimeters"),
            chosen_unit=lambda given: "inches",
        )


def _question(field: forms.Field, **attributes: Any) -> forms.Field:
    """The field, with the attributes that the template pack reads."""
    for name, value in attributes.items():
        setattr(field, name, value)
    field.is_part = True  # type: ignore[attr-defined]
    return field


def _rendered(form: ExampleForm) -> SafeString:
    """The form as the template pack renders it, without a form tag: nothing is sent from the style guide.

    Without `autofocus` too, which an error summary has: it would scroll past all that is above it.
    """
    helper = FormHelper()
    helper.form_tag, helper.disable_csrf = False, True
    helper.add_input(Submit(f"{form.prefix}-continue", _("Continue")))
    html: str = render_crispy_form(form, helper=helper)
    return SafeString(html.replace(" autofocus", "", 1))
