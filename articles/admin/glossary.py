"""The glossary and the search's synonyms in the admin: drafts, which a publisher lets patients read."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.drafted import DraftedAdmin, DraftedForm
from articles.editorial.grade import LIMIT, grade
from articles.glossary import articles_by_word
from articles.models import Synonym, Term


class TermForm(DraftedForm):
    """A word, with larger text areas."""

    class Meta:
        widgets = {
            "meaning": AdminTextareaWidget(attrs={"rows": 4, "spellcheck": "true"}),
            "also": AdminTextareaWidget(attrs={"rows": 3}),
        }


@admin.register(Term)
class TermAdmin(DraftedAdmin):
    """The glossary: medical words and what they mean."""

    form = TermForm
    list_display = ("term", "slug", "reading_grade")
    search_fields = ("term", "meaning", "also", "slug")
    prepopulated_fields = {"slug": ("term",)}
    readonly_fields = ("reading_grade", "used_in")
    fields = ("term", "slug", "meaning", "reading_grade", "also", "used_in", "language")

    def deleted_with(self, row: Term) -> list[str]:
        """The articles that would no longer explain it."""
        return [article.title for article in articles_by_word().get(row.slug, [])]

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
        """Save the draft, and warn when it is hard to read."""
        super().save_model(request, obj, form, change)
        if (measured := grade(obj.meaning)) > LIMIT:
            advice = gettext(
                "The meaning reads at grade %(grade)g. Split sentences and use shorter words, down to grade %(limit)g."
            )
            messages.warning(request, advice % {"grade": measured, "limit": LIMIT})


class SynonymForm(DraftedForm):
    """A list of words, with a larger text area."""

    class Meta:
        widgets = {"words": AdminTextareaWidget(attrs={"rows": 10})}


@admin.register(Synonym)
class SynonymAdmin(DraftedAdmin):
    """Lists of words that mean the same to a patient, and of danger signs."""

    form = SynonymForm
    list_display = ("slug", "all_words", "is_danger")
    list_filter = ("is_danger",)
    search_fields = ("slug", "words")
    fields = ("slug", "words", "is_danger", "language")

    @admin.display(description=_("words"))
    def all_words(self, synonym: Synonym) -> str:
        return ", ".join(synonym.phrases)
