"""Words that mean the same, in the admin. A search heeds a list as soon as it is saved: it takes the right to do so."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Synonym
from calfsite.audit import log


class SynonymForm(forms.ModelForm[Synonym]):
    """A list of words, with room for them."""

    class Meta:
        widgets = {"words": AdminTextareaWidget(attrs={"rows": 10})}


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin[Synonym]):
    """Lists of words that mean the same to a patient, and of signs of danger."""

    form = SynonymForm
    list_display = ("slug", "all_words", "is_danger")
    list_filter = ("is_danger",)
    search_fields = ("slug", "words")
    fields = ("slug", "words", "is_danger", "language")
    actions = None  # a list goes by its own page

    @admin.display(description=_("words"))
    def all_words(self, synonym: Synonym) -> str:
        """The words on one line."""
        return ", ".join(synonym.phrases)

    def save_model(self, request: HttpRequest, obj: Synonym, form: Any, change: bool) -> None:
        """Save the list, and keep who did it."""
        obj.save()
        log.record("synonym.save", by=request.user, subject=obj.slug, words=obj.words, is_danger=obj.is_danger)

    def delete_model(self, request: HttpRequest, obj: Synonym) -> None:
        """Delete the list, and keep who did it."""
        obj.delete()
        log.record("synonym.delete", by=request.user, subject=obj.slug)
