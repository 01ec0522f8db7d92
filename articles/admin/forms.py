"""The forms of the articles' desk."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import CONTENT, Article
from articles.publishing import comparison, versions
from calfsite.lib.word_diff import Difference


@dataclass(frozen=True)
class Conflict:
    """What somebody else did to the draft while this form was being filled in."""

    theirs: versions.Version
    changes: list[Difference]
    taken_over: str
    """The fields that only they changed, and that the form has taken over."""
    disputed: str
    """The fields that both changed. The form keeps what was typed."""


class ArticleForm(forms.ModelForm[Article]):
    """The draft's form. It knows which revision it was opened on, and so sees when somebody else was quicker."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    conflict: Conflict | None = None
    saves = True  # a preview sets this to False: it can be looked at whatever others do

    class Meta:
        widgets = {
            "summary": AdminTextareaWidget(attrs={"rows": 3}),
            "body": AdminTextareaWidget(attrs={"rows": 32, "spellcheck": "true"}),
            "sources": AdminTextareaWidget(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.revision

    def clean(self) -> dict[str, Any] | None:
        """Refuse to overwrite unseen what somebody else has saved; what was typed stays in the form."""
        if self.saves and self.instance.pk:
            newest = Article.objects.select_for_update().get(pk=self.instance.pk)
            if newest.revision != self.cleaned_data.get("seen"):
                self._meet(newest)
        return super().clean()

    def _meet(self, newest: Article) -> None:
        """Bring both edits together as far as can be, show what the other one did, and let this one decide."""
        base = Article.history.filter(id=newest.pk, revision=self.cleaned_data.get("seen")).first()
        theirs = [name for name in CONTENT if base is None or _value(base, name) != _value(newest, name)]
        mine = [name for name in CONTENT if base is None or self._typed(name) != _value(base, name)]
        taken_over = [name for name in theirs if name not in mine]
        disputed = [name for name in theirs if name in mine and self._typed(name) != _value(newest, name)]
        data = cast(QueryDict, self.data).copy()
        data["seen"] = str(newest.revision)
        for name in taken_over:
            data[name] = str(_value(newest, name) if _value(newest, name) is not None else "")
        self.data = data
        self.conflict = Conflict(
            versions.now(newest),
            comparison.differences(base, newest),
            comparison.labels(taken_over),
            comparison.labels(disputed),
        )
        raise ValidationError(
            gettext("Somebody else has saved this draft since you opened it. Nothing of yours is lost.")
        )

    def _typed(self, name: str) -> object:
        """What was typed, as the model would hold it; what can't be read counts as typed anew."""
        value = self.cleaned_data.get(name, self)
        if isinstance(value, str):
            return value.replace("\r\n", "\n")
        return getattr(value, "pk", value)


def _value(state: Any, name: str) -> object:
    return state.topic_id if name == "topic" else getattr(state, name)


class ReasonForm(forms.Form):
    """Why something is done, and on which revision."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why?"),
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Kept with the article, for everybody who later asks."),
    )


class PublishForm(ReasonForm):
    """Why a draft is published and, when it reads above the limit, why all the same."""

    grade_reason = forms.CharField(
        label=_("Why is it published although it is hard to read?"),
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Kept with the article too. Better: go back and use shorter sentences and words."),
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
