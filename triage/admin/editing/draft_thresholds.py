"""Thresholds of a draft: edited in place, as the rest of it. Those of live versions are in `thresholds`."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from triage import article_names
from triage.admin.editing.draft_parts import owner_name
from triage.admin.editing.part_admin import PartAdmin
from triage.admin.editing.part_form import PartForm
from triage.engine.parts.condition import Comparison
from triage.engine.parts.protocol import Protocol
from triage.models import Condition, Threshold


class DraftThresholdForm(PartForm):
    """A threshold's number, what it decides, and where it comes from."""

    key_words: ClassVar[str] = "label"

    class Meta:
        model = Threshold
        fields = ["label", "value", "unit", "minimum", "maximum", "source"]
        help_texts = {
            "minimum": gettext_lazy("Nobody can set the value below this."),
            "maximum": gettext_lazy("Nobody can set the value above this."),
        }

    def clean(self) -> dict[str, Any]:
        """The limits lie around the value; said once, beside the value, by the engine itself."""
        found = super().clean()
        low, high = found.get("minimum"), found.get("maximum")
        if low is not None and high is not None and low > high:
            self.add_error("maximum", _("The highest value allowed must not be below the lowest."))
        return found


class DraftThresholdAdmin(PartAdmin):
    """One threshold of a draft."""

    form = DraftThresholdForm
    fields = ["label", "value", "unit", "minimum", "maximum", "source", "used_by", "quoted_in", "place"]
    readonly_fields = ["used_by", "quoted_in"]

    def sentence(self, content: Protocol, obj: Threshold) -> str:
        """How texts quote it."""
        text = content.threshold_by_key[obj.key].text
        return _("%(label)s: %(text)s. Texts of this draft quote it as {{ threshold:%(key)s }}.") % {
            "label": obj.label,
            "text": text,
            "key": obj.key,
        }

    def used_by(self, threshold: Threshold) -> str:
        """The rules, requirements and questions that compare an answer with it."""
        if threshold._state.adding:
            return "–"
        looks = Condition.objects.filter(threshold=threshold).exclude(comparison=Comparison.ANY_OF)
        names = dict.fromkeys(owner_name(one) for one in looks.select_related("rule", "requirement", "asks"))
        return "; ".join(names) or _("nothing compares an answer with it")

    used_by.short_description = gettext_lazy("used by")  # type: ignore[attr-defined]

    def quoted_in(self, threshold: Threshold) -> str | SafeString:
        """The articles that quote it."""
        if threshold._state.adding:
            return "–"
        found = article_names.quoting(f"{threshold.version.protocol.slug}.{threshold.key}")
        links = ((reverse("article", args=[slug]), title) for slug, title in found)
        return format_html_join(", ", '<a href="{}">{}</a>', links) or _("no article quotes it")

    quoted_in.short_description = gettext_lazy("quoted in these articles")  # type: ignore[attr-defined]
