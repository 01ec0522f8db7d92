"""The glossary in the admin. What is saved here is read by patients at once, so it takes the right to do so."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.pages import signed_in
from articles.editorial.grade import LIMIT, grade
from articles.glossary import articles_by_word
from articles.models import Term
from articles.publishing import workflow
from calfsite.audit import log


class TermForm(forms.ModelForm[Term]):
    """A word, with room to write."""

    class Meta:
        widgets = {
            "meaning": AdminTextareaWidget(attrs={"rows": 4, "spellcheck": "true"}),
            "also": AdminTextareaWidget(attrs={"rows": 3}),
        }


@admin.register(Term)
class TermAdmin(admin.ModelAdmin[Term]):
    """The glossary: medical words and what they mean."""

    form = TermForm
    list_display = ("term", "slug", "reading_grade")
    search_fields = ("term", "meaning", "also", "slug")
    prepopulated_fields = {"slug": ("term",)}
    readonly_fields = ("reading_grade", "used_in")
    fields = ("term", "slug", "meaning", "reading_grade", "also", "used_in", "language")
    actions = None  # a word goes by its own page, which tells what goes with it

    class Media:
        css = {"all": ["css/admin-articles.css"]}

    @admin.display(description=_("reading grade"))
    def reading_grade(self, term: Term) -> str:
        """The grade of the meaning, and a word when it is above the limit."""
        measured = grade(term.meaning)
        if measured <= LIMIT:
            return f"{measured:g}"
        return gettext("%(grade)g: too hard, make it %(limit)g or below") % {"grade": measured, "limit": LIMIT}

    @admin.display(description=_("patients read it in"))
    def used_in(self, term: Term) -> str:
        """The published articles that link to the word."""
        return ", ".join(article.title for article in articles_by_word().get(term.slug, [])) or gettext("no article")

    def save_model(self, request: HttpRequest, obj: Term, form: Any, change: bool) -> None:
        """Save the word with who did it, and say so when it is hard to read. Nothing changed leaves no trace."""
        saved = Term.objects.filter(pk=obj.pk).values(*form.fields).first()
        if saved == {name: getattr(obj, name) for name in form.fields}:  # a form takes new line ends for a change
            return
        workflow.sign(obj, signed_in(request), "")
        obj.save()
        log.record("term.save", by=request.user, subject=obj.slug, meaning=obj.meaning)
        if (measured := grade(obj.meaning)) > LIMIT:
            advice = gettext(
                "Saved, and patients read it. But the meaning reads at grade %(grade)g. "
                "Split sentences and use shorter words, down to grade %(limit)g."
            )
            messages.warning(request, advice % {"grade": measured, "limit": LIMIT})

    def delete_model(self, request: HttpRequest, obj: Term) -> None:
        """Delete the word, and keep who did it."""
        workflow.sign(obj, signed_in(request), "")
        obj.delete()
        log.record("term.delete", by=request.user, subject=obj.slug)
