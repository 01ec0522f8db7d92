"""Thresholds of drafts."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from triage.admin.editing.draft_forms import PartForm, articles, owners
from triage.admin.editing.part_admin import PartAdmin
from triage.engine.parts.condition import Comparison
from triage.engine.parts.protocol import Protocol
from triage.models import Condition, DraftThreshold, Threshold


class DraftThresholdForm(PartForm):
    """A threshold's number, what it decides, and where it comes from."""

    class Meta:
        model = DraftThreshold
        fields = ["label", "value", "unit", "shown_in", "minimum", "maximum", "source"]
        help_texts = {
            "shown_in": gettext_lazy("Where that makes a whole number: 42 days as 6 weeks. Empty: in its own unit."),
            "minimum": gettext_lazy("Nobody can set the value below this."),
            "maximum": gettext_lazy("Nobody can set the value above this."),
        }

    def clean(self) -> dict[str, Any]:
        """The engine itself refuses a value outside its limits, with a sentence beside the value."""
        found = super().clean()
        low, high = found.get("minimum"), found.get("maximum")
        if low is not None and high is not None and low > high:
            self.add_error("maximum", _("The highest value allowed must not be below the lowest."))
        return found


@admin.register(DraftThreshold)
class DraftThresholdAdmin(PartAdmin):
    """One threshold of a draft."""

    form = DraftThresholdForm
    fields = ["label", "value", "unit", "shown_in", "minimum", "maximum", "source", "used_by", "quoted_in", "place"]
    readonly_fields = ["used_by", "quoted_in"]

    def sentence(self, content: Protocol, obj: Threshold) -> str:
        """Its value, and how texts quote it."""
        words = {"label": obj.label, "text": content.threshold_by_key[obj.key].text, "key": obj.key}
        return _("%(label)s: %(text)s. Texts of this draft quote it as {{ threshold:%(key)s }}.") % words

    @admin.display(description=gettext_lazy("used by"))
    def used_by(self, threshold: Threshold) -> str:
        if threshold._state.adding:
            return "–"
        looks = Condition.objects.filter(threshold=threshold).exclude(comparison=Comparison.ANY_OF)
        return "; ".join(owners(looks)) or _("nothing compares an answer with it")

    @admin.display(description=gettext_lazy("quoted in these articles"))
    def quoted_in(self, threshold: Threshold) -> str | SafeString:
        if threshold._state.adding:
            return "–"
        found = articles(quoting=f"threshold:{threshold.version.protocol.slug}.{threshold.key}")
        links = ((reverse("article", args=[slug]), title) for slug, title in found)
        return format_html_join(", ", '<a href="{}">{}</a>', links) or _("no article quotes it")
