"""Criteria of a draft: named conditions that rules, requirements and answers share."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from triage.admin.editing.conditions import ConditionInline
from triage.admin.editing.draft_forms import PartForm, owners
from triage.admin.editing.part_admin import PartAdmin
from triage.engine import sentences
from triage.engine.parts.condition import Meets
from triage.engine.parts.protocol import Protocol
from triage.models import Choice, Condition, Criterion


class CriterionForm(PartForm):
    """What a criterion means, and whether all of its conditions must hold or any."""

    class Meta:
        model = Criterion
        fields = ["label", "mode"]
        help_texts = {
            "label": gettext_lazy("In a few words, for clinicians: “Sudden and recent”. Rules name it in brackets."),
        }
        widgets = {"mode": forms.Select}


class CriterionWhenInline(ConditionInline):
    """The conditions of a criterion."""

    fk_name = "criterion"
    verbose_name_plural = gettext_lazy("Conditions: on answers, or criteria before this one")


@admin.register(Criterion)
class CriterionAdmin(PartAdmin):
    """One criterion."""

    form = CriterionForm
    fields = ["label", "mode", "used_by", "twins", "place"]
    readonly_fields = ["used_by", "twins"]
    inlines = [CriterionWhenInline]

    def sentence(self, content: Protocol, obj: Criterion) -> str:
        """What it stands for, and how much a rule takes on with it."""
        criterion = content.criterion_by_key[obj.key]
        ways = len(content.alternatives((Meets(obj.key),)))
        text = sentences.criterion_text(content, criterion)
        return text if ways == 1 else _("%(text)s It holds in %(ways)s ways.") % {"text": text, "ways": ways}

    @admin.display(description=gettext_lazy("used by"))
    def used_by(self, criterion: Criterion) -> str:
        if criterion._state.adding:
            return "–"
        return "; ".join(owners(Condition.objects.filter(meets=criterion))) or _("nothing builds on it yet")

    @admin.display(description=gettext_lazy("asked again by"))
    def twins(self, criterion: Criterion) -> str:
        if criterion._state.adding:
            return "–"
        choices = Choice.objects.filter(twin=criterion).select_related("question").order_by("question__order", "order")
        return "; ".join(f"{one.question.short}: “{one.text}”" for one in choices) or _("no answer")
