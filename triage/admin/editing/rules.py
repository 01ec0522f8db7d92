"""Rules and requirements of a draft, each with its conditions and, on top, as a sentence."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from calfsite.lib.names import first_words
from triage.admin.editing.conditions import ConditionInline
from triage.admin.editing.draft_forms import DraftParts, PartForm, choose
from triage.admin.editing.inlines import QuickSelect, RowForm, RowInline, RowsFormSet
from triage.admin.editing.part_admin import PartAdmin
from triage.engine import sentences
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.urgency import Urgency
from triage.models import Advice, ArticleLink, FloorError, Hazard, ProtocolVersion, Requirement, Rule, RuleAdvice


class AdviceForm(RowForm):
    """One advice of a finding, and its place in it."""

    advice = forms.ModelChoiceField(Advice.objects.none(), label=_("Advice"), widget=QuickSelect)

    def __init__(self, *args: Any, parts: DraftParts, **kwargs: Any) -> None:
        super().__init__(*args, parts=parts, **kwargs)
        advice = Advice.objects.filter(version=parts.version)
        choose(self.fields["advice"], advice, parts.advice_choices)
        self.fields["order"].help_text = _("Patients read the advice in this order, the lowest number first.")


class AdviceFormSet(RowsFormSet):
    """The advice of a finding."""

    def clean(self) -> None:
        super().clean()
        if not any(self.errors) and not self.kept_forms():
            raise forms.ValidationError(_("Choose at least one piece of advice."))


class RuleAdviceInline(RowInline):
    """What patients are told to do."""

    model = RuleAdvice
    form = AdviceForm
    formset = AdviceFormSet
    fields = ["advice", "order"]
    verbose_name = _("piece of advice")
    verbose_name_plural = _("Advice, in order")


class RuleWhenInline(ConditionInline):
    """The conditions of a rule."""

    fk_name = "rule"
    verbose_name_plural = _("Conditions: all must hold")


class RequirementWhenInline(RuleWhenInline):
    """The conditions of a requirement."""

    fk_name = "requirement"


class RuleForm(PartForm):
    """What a rule finds."""

    article = forms.ModelChoiceField(
        ArticleLink.objects.none(), label=_("Article"), required=False, help_text=_("What patients can read about it.")
    )

    class Meta:
        model = Rule
        fields = ["urgency", "call_alone", "because", "source", "article"]
        help_texts = {
            "call_alone": _("“Call”, without “or go there”: heart, stroke, breath, bleeding, a very ill patient."),
            "because": _("In the patient’s words. A threshold is quoted as {{ threshold:key }}, never as a number."),
            "source": _("The guideline or study it is based on."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        links = ArticleLink.objects.filter(version=self.draft)
        choose(self.fields["article"], links, DraftParts.of(self.draft).article_choices)

    def clean(self) -> dict[str, Any]:
        """Minutes count for an emergency alone."""
        found = super().clean()
        if found.get("call_alone") and found.get("urgency") not in {Urgency.EMERGENCY, None}:
            self.add_error("call_alone", gettext("Only for an emergency: untick it, or choose “emergency” above."))
        return found


@admin.register(Rule)
class RuleAdmin(PartAdmin):
    """One rule."""

    form = RuleForm
    fields = ["urgency", "call_alone", "because", "source", "article", "place"]
    inlines = [RuleWhenInline, RuleAdviceInline]

    def sentence(self, content: Protocol, obj: Rule) -> str:
        return next((sentences.rule_text(content, rule) for rule in content.rules if rule.key == obj.key), "")


class RequirementForm(PartForm):
    """What must hold whatever the rules say."""

    hazard = forms.ModelChoiceField(Hazard.objects.none(), label=_("Guards against"), required=False)

    class Meta:
        model = Requirement
        fields = ["statement", "at_least", "hazard", "source", "watch_for", "slip_proof"]
        help_texts = {
            "watch_for": _(
                "What would make it this urgent if it newly came true. Results that are milder list it. Leave it empty "
                "where nothing could: an age, an old illness, how it began."
            ),
            "slip_proof": _(
                "The check before publishing proves: whoever meets it, and answers any one question otherwise than is "
                "true, is never told self-care; for a catastrophic hazard not “soon” either."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hazards = Hazard.objects.filter(version=self.draft)
        choose(self.fields["hazard"], hazards, [("", "–"), *((hazard.pk, hazard.name) for hazard in hazards)])

    def clean(self) -> dict[str, Any]:
        """How bad a hazard is decides what one wrong answer may come to."""
        found = super().clean()
        if found.get("slip_proof") and not found.get("hazard"):
            self.add_error("hazard", gettext("Choose what it guards against: how bad that is decides what is proven."))
        return found


class HazardForm(PartForm):
    """What could go wrong."""

    class Meta:
        model = Hazard
        fields = ["name", "effect", "harm"]


@admin.register(Hazard)
class HazardAdmin(PartAdmin):
    """One line of the hazard log."""

    form = HazardForm
    fields = ["name", "effect", "harm", "place"]

    def sentence(self, content: Protocol, obj: Hazard) -> str:
        guards = [f"“{first_words(one.statement)}”" for one in content.requirements if one.hazard == obj.key]
        if not guards:
            return str(_("No requirement guards against it yet."))
        return _("Guarded against by: %(requirements)s.") % {"requirements": ", ".join(guards)}


@admin.register(Requirement)
class RequirementAdmin(PartAdmin):
    """One requirement."""

    form = RequirementForm
    fields = ["statement", "at_least", "hazard", "source", "watch_for", "slip_proof", "place"]
    inlines = [RequirementWhenInline]

    def can_edit(self, request: HttpRequest, action: str, obj: Any = None) -> bool:
        """The desk edits no floor; `Requirement.save` would refuse it too."""
        return super().can_edit(request, action, obj) and not (isinstance(obj, Requirement) and obj.floor)

    def why_read_only(self, row: ProtocolVersion, obj: Any) -> str:
        return str(FloorError()) if obj.floor else super().why_read_only(row, obj)

    def sentence(self, content: Protocol, obj: Requirement) -> str:
        return next((sentences.requirement_text(content, r) for r in content.requirements if r.key == obj.key), "")
