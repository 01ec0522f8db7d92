"""Thresholds of the live versions, all on one page. A new value is proven safe, and then published."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from triage.admin.common import user_of
from triage.admin.editing.draft_thresholds import DraftThresholdAdmin
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.threshold import Unit, limits_text, number_text
from triage.models import ProtocolVersion, Rule, Threshold
from triage.versions import publishing


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
        """The value with its unit."""
        return threshold.engine().text

    @admin.display(description=gettext_lazy("limits"))
    def limits_text(self, threshold: Threshold) -> str:
        """The limits with their unit."""
        return limits_text(threshold.minimum, threshold.maximum, Unit(threshold.unit))

    @admin.display(description=gettext_lazy("protocol"), ordering="version__protocol")
    def protocol(self, threshold: Threshold) -> str:
        """The protocol and the live version's number."""
        version = threshold.version
        return _("%(title)s, version %(number)s") % {"title": version.title, "number": version.number}

    @admin.display(description=gettext_lazy("used by these rules"))
    def used_by(self, threshold: Threshold) -> str:
        """The rules that compare an answer with it."""
        rules = Rule.objects.filter(when__threshold=threshold).distinct()
        return "; ".join(f"{rule.key} ({rule.urgency})" for rule in rules) or _("no rule: texts quote it")

    def save_model(self, request: HttpRequest, obj: Threshold, form: ThresholdForm, change: bool) -> None:
        """Copy the live version with the new value, prove the copy, and publish it where nothing speaks against it."""
        reason, by = form.cleaned_data["reason"], user_of(request)
        try:
            version = publishing.change_threshold(obj.version, obj.key, Decimal(obj.value), reason=reason, by=by)
        except publishing.NotLiveError as error:
            messages.warning(request, _("Not live yet. %(why)s") % {"why": error})
            vars(obj)["waiting"] = error.draft  # for response_change, which follows with the same row
            return
        except (publishing.StaleVersionError, ProtocolError) as error:
            messages.error(request, str(error))
            return
        text = f"{number_text(obj.value)} {Unit(obj.unit).after(obj.value)}"
        messages.success(
            request,
            _("%(label)s: now %(value)s. Version %(number)s is live, proven safe; new journeys use it at once.")
            % {"label": obj.label, "value": text, "number": version.number},
        )

    def response_change(self, request: HttpRequest, obj: Threshold) -> HttpResponse:
        """Back to the list: the row that was opened belongs to a retired version now. Or on to what is not live yet."""
        draft = vars(obj).get("waiting")
        if draft is not None:
            return HttpResponseRedirect(reverse("admin:triage_protocolversion_publish", args=[draft.pk]))
        return HttpResponseRedirect(reverse("admin:triage_threshold_changelist"))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Offer only the button that does what it says. A draft's threshold is edited in place."""
        if self._is_of_a_draft(request, object_id):
            return self._of_drafts().changeform_view(request, object_id, form_url, extra_context)
        context = {"show_save_and_continue": False, "title": _("Change a threshold"), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Only out of a draft."""
        if self._is_of_a_draft(request, object_id):
            return self._of_drafts().delete_view(request, object_id, extra_context)
        return super().delete_view(request, object_id, extra_context)

    def _is_of_a_draft(self, request: HttpRequest, object_id: str | None) -> bool:
        """Whether the page is about a version that was never live; a new threshold always is one of a draft."""
        if object_id is None:
            return "version" in request.GET
        found = self.get_object(request, object_id)
        return found is not None and found.version.status in {"draft", "scheduled"}

    def _of_drafts(self) -> DraftThresholdAdmin:
        return DraftThresholdAdmin(Threshold, self.admin_site)
