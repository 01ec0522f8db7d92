"""Conditions, chosen from the draft's own questions, answers and thresholds. Refuses in words what the engine would."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from triage.admin.editing.draft_parts import DraftParts
from triage.admin.editing.widgets import AnswersByQuestion, QuickSelect
from triage.admin.editing.words import COMPARISONS
from triage.models import Choice, Condition, ProtocolVersion, Question, Threshold


class ConditionForm(forms.ModelForm[Condition]):
    """One condition."""

    question = forms.ModelChoiceField(Question.objects.none(), label=gettext_lazy("Question"), widget=QuickSelect)
    comparison = forms.ChoiceField(
        label=gettext_lazy("Comparison"), choices=COMPARISONS, initial="any_of", widget=QuickSelect
    )
    choices = forms.ModelMultipleChoiceField(
        Choice.objects.none(), label=gettext_lazy("Any of these answers"), required=False, widget=AnswersByQuestion
    )
    threshold = forms.ModelChoiceField(
        Threshold.objects.none(),
        label=gettext_lazy("Threshold"),
        required=False,
        help_text=gettext_lazy("For a question that is answered by a number."),
        widget=QuickSelect,
    )

    class Meta:
        model = Condition
        fields = ["question", "comparison", "choices", "threshold"]

    def __init__(self, *args: Any, parts: DraftParts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        if self.instance._state.adding and parts.version is not None:
            self.instance.version = parts.version
        of_draft = {"version": parts.version}
        choose(self.fields["question"], Question.objects.filter(**of_draft), parts.question_choices)
        choose(self.fields["threshold"], Threshold.objects.filter(**of_draft), parts.threshold_choices)
        ticks = self.fields["choices"]
        choose(ticks, Choice.objects.filter(**of_draft), parts.grouped_choices)
        ticks.widget.attrs["questions"] = [q.pk for q in parts.questions if q.kind != "number"]

    def clean(self) -> dict[str, Any]:
        """Refuse what makes no sense, beside the field that is wrong."""
        found = super().clean() or {}
        question = found.get("question")
        if question is None or self.cleaned_data.get("DELETE"):
            return found
        if question.kind == "number":
            self._compare_with_threshold(question, found)
        else:
            self._compare_with_choices(question, found)
        return found

    def _compare_with_threshold(self, question: Question, found: dict[str, Any]) -> None:
        threshold = found.get("threshold")
        if found.get("comparison") == "any_of":
            self.add_error(
                "comparison",
                _("“%(question)s” is answered by a number. Choose how it compares with a threshold.")
                % {"question": question.short},
            )
        if found.get("choices"):
            self.add_error("choices", _("“%(question)s” has no answers to tick.") % {"question": question.short})
        if threshold is None:
            self.add_error("threshold", _("Choose the threshold that the number is compared with."))
        elif threshold.unit != question.unit:
            self.add_error(
                "threshold",
                _("“%(question)s” counts %(unit)s, but this threshold counts %(other)s. Choose another.")
                % {"question": question.short, "unit": question.unit, "other": threshold.unit},
            )

    def _compare_with_choices(self, question: Question, found: dict[str, Any]) -> None:
        choices = found.get("choices") or ()
        foreign = [choice for choice in choices if choice.question_id != question.pk]
        if found.get("comparison") != "any_of":
            self.add_error(
                "comparison",
                _("“%(question)s” has answers to choose from, no number. Choose “is any of these answers”.")
                % {"question": question.short},
            )
        if found.get("threshold") is not None:
            self.add_error("threshold", _("Take the threshold away: it is for numbers only."))
        if foreign:
            owners = sorted({self.parts.choice_owner(choice).short for choice in foreign})
            self.add_error(
                "choices",
                _("Tick answers of “%(question)s” only: there are ticks at “%(owners)s”.")
                % {"question": question.short, "owners": "”, “".join(owners)},
            )
        elif not choices:
            self.add_error("choices", _("Tick at least one answer of “%(question)s”.") % {"question": question.short})


def choose(field: forms.Field, rows: Any, choices: Any) -> None:
    """Have a field offer these rows with these words, without a query for each form."""
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
    field.queryset = rows
    field.choices = choices


class PartsFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """Rows on an entry's page, whose forms know what the draft has to choose from."""

    parts: ClassVar[DraftParts]

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """With the parts."""
        return {**super().get_form_kwargs(index), "parts": self.parts}

    def add_fields(self, form: Any, index: int | None) -> None:
        """A new row comes after the last."""
        super().add_fields(form, index)
        if form.instance.pk is None and "order" in form.fields:
            form.initial["order"] = self.initial_form_count() if index is None else index

    def kept_forms(self) -> list[Any]:
        """The forms that stay and hold something."""
        filled = [f for f in self.forms if f.instance.pk is not None or f.has_changed()]
        return [form for form in filled if not form.cleaned_data.get("DELETE")]


class ConditionFormSet(PartsFormSet):
    """The conditions of a rule, a requirement or a question."""

    def clean(self) -> None:
        """Rules and requirements need a condition; a question's conditions look at earlier questions."""
        super().clean()
        if any(self.errors):
            return
        kept = self.kept_forms()
        if self.fk.name != "asks":
            if not kept:
                raise ValidationError(_("Add at least one condition."))
            return
        place = getattr(self.instance, "place", None)
        before = self.parts.before(self.instance, place) if place else {q.pk for q in self.parts.questions}
        for form in kept:
            question = form.cleaned_data["question"]
            if question.pk not in before or question.derive:
                form.add_error(
                    "question",
                    _("“%(question)s” is not asked before this question. Choose an earlier one, or change the places.")
                    % {"question": question.short},
                )
        if any(form.errors for form in kept):
            raise ValidationError(_("The conditions of a question can only look at earlier questions."))

    def save_new(self, form: Any, commit: bool = True) -> Any:
        """After the others."""
        of_owner = Condition.objects.filter(**{self.fk.name: self.instance})
        form.instance.order = 1 + max(of_owner.values_list("order", flat=True), default=-1)
        form.instance.key = f"c{form.instance.order}"
        return super().save_new(form, commit=commit)


class PartInline(admin.StackedInline[Any, Any]):
    """Rows of an entry: whoever may edit the entry may edit them."""

    formset = PartsFormSet
    extra = 1
    template = "admin/triage/inline.html"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """With what the draft has to choose from."""
        made = super().get_formset(request, obj, **kwargs)
        made.parts = DraftParts(self._draft(request, obj))  # type: ignore[attr-defined]
        return made

    def _draft(self, request: HttpRequest, obj: Any) -> ProtocolVersion | None:
        if isinstance(obj, ProtocolVersion):
            return obj
        if obj is not None and obj.version_id:
            return obj.version  # type: ignore[no-any-return]
        desk: Any = self.admin_site.get_model_admin(self.parent_model)
        return desk.draft_of(request)  # type: ignore[no-any-return]

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        draft = self._draft(request, obj)
        name = self.parent_model._meta.model_name
        step = "add" if obj is None else "change"
        return draft is not None and draft.is_draft and request.user.has_perm(f"triage.{step}_{name}")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the entry."""
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As the entry."""
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As the entry."""
        return self._may(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As the entry."""
        return request.user.has_perm(f"triage.view_{self.parent_model._meta.model_name}")


class ConditionInline(PartInline):
    """Conditions. A subclass says of what."""

    model = Condition
    form = ConditionForm
    formset = ConditionFormSet
    fields = ["question", "comparison", "choices", "threshold"]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Where they can't be edited, the sentence on top of the page says them."""
        may_edit = obj is None or self.has_change_permission(request, obj)  # None: whether at all
        return may_edit and super().has_view_permission(request, obj)

    class Media:
        js = ["js/conditions.js"]
