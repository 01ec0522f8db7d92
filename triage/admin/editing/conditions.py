"""Conditions, chosen from the draft's own questions, answers and thresholds. Refuses in words what the engine would."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from triage.admin.editing.draft_forms import COMPARISONS, DraftParts, choose
from triage.admin.editing.inlines import AnswersByQuestion, QuickSelect, RowForm, RowInline, RowsFormSet
from triage.models import Choice, Condition, Criterion, Question, Threshold


class ConditionForm(RowForm):
    """One condition: on the answer to a question, or a criterion."""

    meets = forms.ModelChoiceField(
        Criterion.objects.none(),
        label=gettext_lazy("Criterion"),
        required=False,
        help_text=gettext_lazy("Conditions that several rules share. Or choose a question below."),
        widget=QuickSelect,
    )
    question = forms.ModelChoiceField(
        Question.objects.none(), label=gettext_lazy("Question"), required=False, widget=QuickSelect
    )
    comparison = forms.ChoiceField(
        label=gettext_lazy("Comparison"),
        choices=[("", "–"), *COMPARISONS],
        initial="any_of",
        required=False,
        widget=QuickSelect,
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
        fields = ["meets", "question", "comparison", "choices", "threshold"]

    def __init__(self, *args: Any, parts: DraftParts, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, parts=parts, **kwargs)
        if criteria:
            offered = Criterion.objects.filter(pk__in=[one.pk for one in criteria])
            choose(self.fields["meets"], offered, [("", "–"), *((one.pk, one.label) for one in criteria)])
        else:
            del self.fields["meets"]
        of_draft = {"version": parts.version}
        choose(self.fields["question"], Question.objects.filter(**of_draft), parts.question_choices)
        choose(self.fields["threshold"], Threshold.objects.filter(**of_draft), parts.threshold_choices)
        ticks = self.fields["choices"]
        choose(ticks, Choice.objects.filter(**of_draft), parts.grouped_choices)
        ticks.widget.attrs["questions"] = [q.pk for q in parts.questions if q.kind != "number"]

    def has_changed(self) -> bool:
        """A new row in which nothing was chosen stays empty, whatever its comparison."""
        ignored = {"comparison"} if self.instance.pk is None else set()
        return bool(set(self.changed_data) - ignored)

    def clean(self) -> dict[str, Any]:
        """Refuse what makes no sense, beside the field that is wrong."""
        found = super().clean() or {}
        question, criterion = found.get("question"), found.get("meets")
        if self.cleaned_data.get("DELETE") or {"question", "meets"} & self.errors.keys():
            return found
        if criterion is not None:
            self._only_a_criterion(question, found)
        elif question is None:
            self.add_error("question", _("Choose a criterion or a question."))
        elif question.kind == "number":
            self._compare_with_threshold(question, found)
        else:
            self._compare_with_choices(question, found)
        return found

    def _only_a_criterion(self, question: Question | None, found: dict[str, Any]) -> None:
        if question is not None:
            self.add_error("meets", _("Choose a criterion or a question, not both."))
        if found.get("choices") or found.get("threshold"):
            self.add_error("meets", _("Remove the ticks and the threshold: they are for a question."))
        found["comparison"] = ""

    def _compare_with_threshold(self, question: Question, found: dict[str, Any]) -> None:
        threshold = found.get("threshold")
        if found.get("comparison") in {"any_of", ""}:
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
                _("“%(question)s” has answers to choose from, not a number. Choose “is any of these answers”.")
                % {"question": question.short},
            )
        if found.get("threshold") is not None:
            self.add_error("threshold", _("Remove the threshold: it is for numbers only."))
        if foreign:
            owners = sorted({self.parts.choice_owner(choice).short for choice in foreign})
            self.add_error(
                "choices",
                _("Tick answers of “%(question)s” only: there are ticks at “%(owners)s”.")
                % {"question": question.short, "owners": "”, “".join(owners)},
            )
        elif not choices:
            self.add_error("choices", _("Tick at least one answer of “%(question)s”.") % {"question": question.short})


class ConditionFormSet(RowsFormSet):
    """The conditions of a rule, a requirement, a criterion, a piece of advice or a question."""

    MAY_BE_EMPTY = ("asks", "advice")
    """Without a condition, a question is asked of everybody, and advice fits everybody."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "criteria": self.parts.criteria_before(self.instance)}

    def clean(self) -> None:
        super().clean()
        if not any(self.errors) and self.fk.name not in self.MAY_BE_EMPTY and not self.kept_forms():
            raise ValidationError(_("Add at least one condition."))

    def save_new(self, form: Any, commit: bool = True) -> Any:
        of_owner = Condition.objects.filter(**{self.fk.name: self.instance})
        form.instance.order = 1 + max(of_owner.values_list("order", flat=True), default=-1)
        form.instance.key = f"c{form.instance.order}"
        return super().save_new(form, commit=commit)


class ConditionInline(RowInline):
    """Conditions. A subclass says of what."""

    model = Condition
    form = ConditionForm
    formset = ConditionFormSet

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A draft without criteria has none to choose."""
        offered = DraftParts.of(self.desk.draft_of(request, obj)).criteria_before(obj)
        return [*(["meets"] if offered else []), "question", "comparison", "choices", "threshold"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Condition]:
        return super().get_queryset(request).prefetch_related("choices")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A read-only page says the conditions in the sentence on top instead."""
        may_edit = obj is None or self.has_change_permission(request, obj)  # None: whether at all
        return may_edit and super().has_view_permission(request, obj)

    class Media:
        js = ["js/conditions.js"]
