"""The page of the style guide."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Term
from articles.text import illustrations, markdown, tools, values
from articles.text.glossary_links import Word
from calfsite.style_guide import colors, forms

SAMPLE = Path(__file__).with_name("sample.md")


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who write, edit or build pages."""
    context = {
        **_article(),
        "colors": list(colors.colors()),
        "focus_rule": colors.focus_rule(),
        "plain_form": forms.plain(),
        "wrong_form": forms.wrong(),
        "urgencies": _urgencies(),
        "answers": _answers(),
        "term": _term(),
        "picture": illustrations.picture("foot-movements"),
    }
    return render(request, "calfsite/style_guide/style_guide.html", context)


def _article() -> dict[str, Any]:
    """All that an article's Markdown can hold, and the tools in it."""
    text, term = SAMPLE.read_text(encoding="utf-8"), _term()
    found = markdown.parse(text)
    known = values.resolve([*values.keys_in(text), *tools.values_of(found.tools)])
    body = markdown.render(values.fill(text, known), (Word(term.slug, term.term, term.meaning),))
    return {"sample": body.html, "contents": body.contents, "tools": tools.made(found.tools, known)}


def _term() -> Term:
    """A word as the glossary shows it; it need not be there."""
    return Term(
        slug="soleus",
        term=_("soleus"),
        meaning=_("The deep calf muscle. It lies under the one that you can feel at the back of your leg."),
        also=_("soleus muscle"),
    )


def _urgencies() -> list[tuple[str, str]]:
    return [
        ("emergency", _("Get emergency help now")),
        ("urgent", _("Be seen today")),
        ("soon", _("Book a visit")),
        ("self_care", _("Look after it at home")),
    ]


def _answers() -> list[dict[str, Any]]:
    """Two rows of an answer list: with one answer and a link to change it, and with two answers."""
    return [
        {"question": _("How did it begin?"), "answer_texts": [_("In a moment")], "change_url": "#answers"},
        {"question": _("What do you see?"), "answer_texts": [_("It is swollen"), _("It is warm")], "change_url": ""},
    ]
