"""Rules and requirements of a draft, each with its conditions and, on top, as a sentence."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from triage.admin.editing.conditions import ConditionInline
from triage.admin.editing.draft_forms import DraftParts, PartForm, choose
from triage.admin.editing.inlines import QuickSelect, RowForm, RowInline, RowsFormSet
from triage.admin.editing.part_admin import PartAdmin
from triage.engine import sentences
from triage.engine.parts.protocol import Protocol
from triage.models import Advice, ArticleLink, Hazard, Requirement, Rule, RuleAdvice


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

    key_words: ClassVar[str] = "because"
    article = forms.ModelChoiceField(
        ArticleLink.objects.none(), label=_("Article"), required=False, help_text=_("What patients can read about it.")
    )

    class Meta:
        model = Rule
        fields = ["urgency", "because", "source", "article"]
        help_texts = {
            "because": _("In the patient’s words. A threshold is quoted as {{ threshold:key }}, never as a number."),
            "source": _("The guideline or study it is based on."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        links = ArticleLink.objects.filter(version=self.draft)
        choose(self.fields["article"], links, DraftParts(self.draft).article_choices)


@admin.register(Rule)
class RuleAdmin(PartAdmin):
    """One rule."""

    form = RuleForm
    fields = ["urgency", "because", "source", "article", "place"]
    inlines = [RuleWhenInline, RuleAdviceInline]

    def sentence(self, content: Protocol, obj: Rule) -> str:
        return next((sentences.rule_text(content, rule) for rule in content.rules if rule.key == obj.key), "")


class RequirementForm(PartForm):
    """What must hold whatever the rules say."""

    key_words: ClassVar[str] = "statement"

    hazard = forms.ModelChoiceField(Hazard.objects.none(), label=_("Guards against"), required=False)

    class Meta:
        model = Requirement
        fields = ["statement", "at_least", "hazard", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hazards = Hazard.objects.filter(version=self.draft)
        choose(self.fields["hazard"], hazards, [("", "–"), *((hazard.pk, hazard.name) for hazard in hazards)])


class HazardForm(PartForm):
    """What could go wrong."""

    key_words: ClassVar[str] = "name"

    class Meta:
        model = Hazard
        fields = ["name", "effect", "harm"]


@admin.register(Hazard)
class HazardAdmin(PartAdmin):
    """One line of the hazard log."""

    form = HazardForm
    fields = ["name", "effect", "harm", "place"]

    def sentence(self, content: Protocol, obj: Hazard) -> str:
        guards = [requirement.key for requirement in content.requirements if requirement.hazard == obj.key]
        if not guards:
            return str(_("No requirement guards against it yet."))
        return _("Guarded against by: %(requirements)s.") % {"requirements": ", ".join(guards)}


@admin.register(Requirement)
class RequirementAdmin(PartAdmin):
    """One requirement."""

    form = RequirementForm
    fields = ["statement", "at_least", "hazard", "source", "place"]
    inlines = [RequirementWhenInline]

    def sentence(self, content: Protocol, obj: Requirement) -> str:
        return next((sentences.requirement_text(content, r) for r in content.requirements if r.key == obj.key), "")
