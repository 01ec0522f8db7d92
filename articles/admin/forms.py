"""The forms of the articles' desk."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms.models import model_to_dict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.publishing import versions
from calfsite.lib.edit_conflict import Edit, EditForm


class ArticleForm(EditForm):
    """The draft's form."""

    class Meta:
        widgets = {
            "summary": AdminTextareaWidget(attrs={"rows": 3}),
            "body": AdminTextareaWidget(attrs={"rows": 32, "spellcheck": "true"}),
            "sources": AdminTextareaWidget(attrs={"rows": 6}),
        }

    def saved_revision(self) -> int:
        return int(self.instance.revision)

    def edits_since(self, revision: int) -> Sequence[Edit]:
        return versions.edits_since(self.instance, revision)

    def clean(self) -> dict[str, Any]:
        self.is_checked = self.is_checked and not self.instance._state.adding
        if self.is_checked:  # nobody else saves until the transaction ends, and what was saved just now counts
            newest = Article.objects.select_for_update().get(pk=self.instance.pk)
            self.instance.revision = newest.revision
            self.initial.update(model_to_dict(newest, fields=list(self.fields)))
        return super().clean()


class ReasonForm(forms.Form):
    """Why something is done, and on which revision."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why?"),
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Kept in the history."),
    )


class PublishForm(ReasonForm):
    """Why a draft is published and, when it reads above the limit, why all the same."""

    grade_reason = forms.CharField(
        label=_("Why is it published although it is hard to read?"),
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Kept in the history too. Better: go back and use shorter sentences and words."),
    )

    def __init__(self, *args: Any, is_hard: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_hard:
            del self.fields["grade_reason"]

    @property
    def reasons(self) -> str:
        """Both reasons as one text."""
        hard = self.cleaned_data.get("grade_reason")
        return "\n".join(
            [self.cleaned_data["reason"], *([gettext("Hard to read, because: %s") % hard] if hard else [])]
        )
