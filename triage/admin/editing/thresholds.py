"""Thresholds: of the live versions, where a new value is proven safe and then published; and of drafts."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calfsite.lib.names import named
from triage.admin.editing.draft_forms import ExactNumber, PartForm, articles, owners
from triage.admin.editing.part_admin import PartAdmin
from triage.admin.requests import user_of
from triage.engine.parts.condition import Comparison
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.threshold import Unit, limits_text, number_text
from triage.models import Condition, DraftThreshold, ProtocolVersion, Threshold
from triage.versions import live, publishing


class ThresholdForm(forms.ModelForm[Threshold]):
    """A threshold's new value, and why it changes."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you change it?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept with the new version, for everybody who later asks."),
    )

    class Meta:
        model = Threshold
        fields = ["value"]
        field_classes = {"value": ExactNumber}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["value"] = number_text(self.instance.value)

    def clean(self) -> dict[str, Any] | None:
        """Refuse a threshold of a version that is no longer live, before anything is saved."""
        if self.instance.version.status != ProtocolVersion.Status.PUBLISHED:
            raise ValidationError(_("Somebody else has published a newer version. Open its threshold and try again."))
        return super().clean()


@admin.register(Threshold)
class ThresholdAdmin(admin.ModelAdmin[Threshold]):
    """Thresholds of the live versions. Saving publishes a new version; the one before stays as it was."""

    form = ThresholdForm
    list_display = ["label", "value_text", "limits_text", "source", "protocol"]
    list_filter = ["version__protocol"]
    ordering = ["version__protocol", "order"]
    fields = ["label", "protocol", "value", "unit", "limits_text", "source", "used_by", "reason"]
    readonly_fields = ["label", "protocol", "unit", "limits_text", "source", "used_by"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Threshold]:
        """Only what is live: an older version is never edited."""
        live = super().get_queryset(request).filter(version__status=ProtocolVersion.Status.PUBLISHED)
        return live.select_related("version__protocol")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Threshold | None:
        """The threshold that a page was opened for, even when a newer version went live meanwhile: the form says so."""
        if not object_id.isdecimal():
            return None
        return Threshold.objects.select_related("version__protocol").filter(pk=object_id).first()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A threshold comes with the rules that use it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A threshold goes with the rules that use it."""
        return False

    @admin.display(description=gettext_lazy("value"))
    def value_text(self, threshold: Threshold) -> str:
        return threshold.in_words

    @admin.display(description=gettext_lazy("limits"))
    def limits_text(self, threshold: Threshold) -> str:
        try:
            return limits_text(threshold.minimum, threshold.maximum, Unit(threshold.unit))
        except ValueError:  # the database was changed; the version's own page says so
            return f"{threshold.minimum} – {threshold.maximum} {threshold.unit}"

    @admin.display(description=gettext_lazy("protocol"), ordering="version__protocol")
    def protocol(self, threshold: Threshold) -> str:
        version = threshold.version
        return _("%(title)s, version %(number)s") % {"title": version.title, "number": version.number}

    @admin.display(description=gettext_lazy("used by these rules"))
    def used_by(self, threshold: Threshold) -> str:
        """The rules that compare an answer with it, in a criterion too."""
        try:
            content = live.version(threshold.version.protocol.slug, threshold.version.number)
        except (live.UnavailableError, live.UnknownProtocolError):  # the version's own page says why
            return "–"
        users = [
            f"{named(rule.key)} ({rule.finding.urgency.value})"
            for rule in content.rules
            if any(condition.threshold == threshold.key for condition in content.conditions_in(rule.when))
        ]
        return "; ".join(users) or _("no rule: texts quote it")

    def save_model(self, request: HttpRequest, obj: Threshold, form: ThresholdForm, change: bool) -> None:
        """Nothing: a live version never changes. `response_change`, which Django calls next, publishes a copy of it."""

    def response_change(self, request: HttpRequest, obj: Threshold) -> HttpResponse:
        """Copy the live version with the new value, prove the copy, and publish it where no check refuses it.

        Leads to the list of thresholds; to the page that publishes, when the copy stays a draft.
        """
        reason, by = request.POST["reason"].strip(), user_of(request)  # the form requires one
        try:
            version = publishing.change_threshold(obj.version, obj.key, Decimal(obj.value), reason=reason, by=by)
        except publishing.NotLiveError as error:
            messages.warning(request, _("Not live yet. %(why)s") % {"why": error})
            if error.draft is not None:
                return redirect("admin:triage_protocolversion_publish", error.draft.pk)
        except (publishing.StaleVersionError, ProtocolError) as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request,
                _("%(label)s: now %(value)s. Version %(number)s is live, proven safe; new journeys use it at once.")
                % {"label": obj.label, "value": obj.engine().text, "number": version.number},
            )
        return redirect("admin:triage_threshold_changelist")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Offer only the button that does what it says. A draft's threshold has a page of its own, which edits it."""
        found = self.get_object(request, object_id) if object_id is not None and request.method == "GET" else None
        if found is not None and found.version.status in {"draft", "scheduled"}:
            return redirect("admin:triage_draftthreshold_change", found.pk)
        context = {"show_save_and_continue": False, "title": _("Change a threshold"), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)


class DraftThresholdForm(PartForm):
    """A threshold's number, what it decides, and where it comes from."""

    key_words: ClassVar[str] = "label"

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
