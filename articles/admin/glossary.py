"""The glossary and the search's synonyms in the admin. Both take effect as soon as they are saved."""

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
from articles.models import Synonym, Term
from articles.publishing import workflow
from calfsite.audit import log


class TermForm(forms.ModelForm[Term]):
    """A word, with larger text areas."""

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
    actions = None  # deleted on its own page only, which says what else is deleted

    class Media:
        css = {"all": ["css/admin-articles.css"]}

    @admin.display(description=_("reading grade"))
    def reading_grade(self, term: Term) -> str:
        measured = grade(term.meaning)
        if measured <= LIMIT:
            return f"{measured:g}"
        return gettext("%(grade)g: too hard, make it %(limit)g or below") % {"grade": measured, "limit": LIMIT}

    @admin.display(description=_("patients read it in"))
    def used_in(self, term: Term) -> str:
        return ", ".join(article.title for article in articles_by_word().get(term.slug, [])) or gettext("no article")

    def save_model(self, request: HttpRequest, obj: Term, form: Any, change: bool) -> None:
        """Save the word with who did it, and warn when it is hard to read. Without a change, do nothing."""
        saved = Term.objects.filter(pk=obj.pk).values(*form.fields).first()
        if saved == {name: getattr(obj, name) for name in form.fields}:  # has_changed() also compares line endings
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
        workflow.sign(obj, signed_in(request), "")
        obj.delete()
        log.record("term.delete", by=request.user, subject=obj.slug)


class SynonymForm(forms.ModelForm[Synonym]):
    """A list of words, with a larger text area."""

    class Meta:
        widgets = {"words": AdminTextareaWidget(attrs={"rows": 10})}


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin[Synonym]):
    """Lists of words that mean the same to a patient, and of danger signs."""

    form = SynonymForm
    list_display = ("slug", "all_words", "is_danger")
    list_filter = ("is_danger",)
    search_fields = ("slug", "words")
    fields = ("slug", "words", "is_danger", "language")
    actions = None  # deleted on its own page only

    @admin.display(description=_("words"))
    def all_words(self, synonym: Synonym) -> str:
        return ", ".join(synonym.phrases)

    def save_model(self, request: HttpRequest, obj: Synonym, form: Any, change: bool) -> None:
        obj.save()
        log.record("synonym.save", by=request.user, subject=obj.slug, words=obj.words, is_danger=obj.is_danger)

    def delete_model(self, request: HttpRequest, obj: Synonym) -> None:
        obj.delete()
        log.record("synonym.delete", by=request.user, subject=obj.slug)
