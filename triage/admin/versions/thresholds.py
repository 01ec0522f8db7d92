"""Thresholds of the live versions: a new value, what follows from it, and then the button that publishes it."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from calfsite.lib.names import first_words
from triage import labels
from triage.admin.editing.draft_admin import version_page
from triage.admin.editing.draft_forms import ExactNumber
from triage.admin.requests import user_of
from triage.admin.versions import report
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.threshold import Unit, limits_text, number_text
from triage.models import ProtocolVersion, Threshold
from triage.versions import drafts, live, proofs, publishing
from triage.versions.proofs import Proof


class ThresholdForm(forms.ModelForm[Threshold]):
    """A threshold's new value."""

    class Meta:
        model = Threshold
        fields = ["value"]
        field_classes = {"value": ExactNumber}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["value"] = number_text(self.instance.value)

    def clean(self) -> dict[str, Any] | None:
        """Refuse a threshold of a version that is no longer live."""
        if self.instance.version.status != ProtocolVersion.Status.PUBLISHED:
            raise ValidationError(_("Somebody else has published a newer version. Open its threshold and try again."))
        return super().clean()


class WhyForm(forms.Form):
    """Why the value changes: asked once it is plain what follows."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you change it?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept with the new version, for everybody who later asks."),
    )


@admin.register(Threshold)
class ThresholdAdmin(admin.ModelAdmin[Threshold]):
    """Thresholds of the live versions. Nothing is saved here: a new value is published as a new version."""

    form = ThresholdForm
    list_display = ["label", "value_text", "limits_text", "source", "protocol"]
    list_filter = ["version__protocol"]
    ordering = ["version__protocol", "order"]
    fields = ["label", "protocol", "value", "limits_text", "source", "used_by"]
    readonly_fields = ["label", "protocol", "limits_text", "source", "used_by"]
    actions = None
    change_form_template = "admin/triage/threshold.html"

    def get_urls(self) -> list[URLPattern]:
        """The page that shows what follows, beside the admin's own."""
        view = self.admin_site.admin_view(self.follows)
        return [path("<int:pk>/follows/", view, name="triage_threshold_follows"), *super().get_urls()]

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
        return threshold.version.name

    @admin.display(description=gettext_lazy("used by these rules"))
    def used_by(self, threshold: Threshold) -> str | SafeString:
        """The rules that compare an answer with it, in a criterion too: folded, the most urgent first."""
        try:
            content = live.version(threshold.version.protocol.slug, threshold.version.number)
        except (live.UnavailableError, live.UnknownProtocolError):  # the version's own page says why
            return "–"
        users = [
            rule
            for rule in sorted(content.rules, key=lambda rule: -rule.finding.urgency.level)
            if any(condition.threshold == threshold.key for condition in content.conditions_in(rule.when))
        ]
        if not users:
            return _("no rule: texts quote it")
        counts = Counter(labels.of(rule.finding.urgency).word for rule in users)
        told = ", ".join(f"{word} {number}" for word, number in counts.items())
        words = ngettext("%(number)d rule", "%(number)d rules", len(users)) % {"number": len(users)}
        lines = ((version_page(threshold.version, f"rule-{rule.key}"), rule.finding.because) for rule in users)
        return format_html(
            '<details class="fold"><summary>{} ({})</summary><ul>{}</ul></details>',
            words,
            told,
            format_html_join("", '<li><a href="{}">{}</a></li>', ((url, first_words(text)) for url, text in lines)),
        )

    def save_model(self, request: HttpRequest, obj: Threshold, form: ThresholdForm, change: bool) -> None:
        """Nothing: a live version never changes."""

    def log_change(self, request: HttpRequest, obj: Threshold, message: Any) -> LogEntry:
        """Nothing: a try changes nothing, and the audit log has what is published."""
        return LogEntry()

    def response_change(self, request: HttpRequest, obj: Threshold) -> HttpResponse:
        """On to what follows from the value; the form has found that it is inside its limits."""
        url = reverse("admin:triage_threshold_follows", args=[obj.pk])
        return redirect(f"{url}?{urlencode({'value': number_text(obj.value)})}")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Ask for a value. A draft's threshold has a page of its own, which edits it."""
        found = self.get_object(request, object_id) if object_id is not None and request.method == "GET" else None
        if found is not None and found.version.status in {"draft", "scheduled"}:
            return redirect("admin:triage_draftthreshold_change", found.pk)
        context = {"title": _("Change a threshold"), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)

    def follows(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What follows from `?value=` (GET), which writes nothing; publish it, or ask for its approval (POST)."""
        threshold = self.get_object(request, str(pk))
        if threshold is None:
            raise Http404
        if not self.has_change_permission(request, threshold):
            raise PermissionDenied
        before = threshold.in_words
        form = ThresholdForm(request.GET, instance=threshold)
        if not form.is_valid():
            for error in (error for errors in form.errors.values() for error in errors):
                messages.error(request, str(error))
        elif not form.has_changed():
            messages.info(request, _("It is %(value)s already: nothing to change.") % {"value": before})
        else:
            try:
                return self._follows(request, threshold, before)
            except (
                ProtocolError,
                proofs.NotProvenError,
                publishing.StaleVersionError,
                publishing.NotLiveError,
            ) as error:
                messages.error(request, str(error))
        return redirect("admin:triage_threshold_change", pk)

    def _follows(self, request: HttpRequest, threshold: Threshold, before: str) -> HttpResponse:
        why = WhyForm(request.POST or None)
        if request.method == "POST" and why.is_valid():
            return self._publish(request, threshold, why.cleaned_data["reason"])
        claim = drafts.with_threshold(threshold.version, threshold.key, threshold.value)
        proof = claim.proven(proofs.work_out(claim))
        context = {
            **self.admin_site.each_context(request),
            "title": _("What follows: %(label)s") % {"label": threshold.label},
            "row": threshold.version,
            "threshold": threshold,
            "before": before,
            "limits": self.limits_text(threshold),
            "report": report.report(proof.report, proof.content, proofs.problems_of(threshold.version)),
            "form": why,
            "button": self._button(request, threshold.version, proof),
        }
        return render(request, "admin/triage/follows.html", context, status=400 if why.errors else 200)

    def _button(self, request: HttpRequest, live: ProtocolVersion, proof: Proof) -> str:
        """What the button does; nothing when the report refuses."""
        if not proof.report.publishable:
            return ""
        if not user_of(request).has_perm("triage.publish_protocolversion"):
            return _("Ask a publisher to publish it")
        alone = publishing.may_go_live_alone(live, proof)
        return _("Publish") if alone else _("Ask a second clinician to approve")

    def _publish(self, request: HttpRequest, threshold: Threshold, reason: str) -> HttpResponse:
        version = publishing.change_threshold(
            threshold.version, threshold.key, threshold.value, reason=reason, by=user_of(request)
        )
        page = reverse("admin:triage_protocolversion_change", args=[version.pk])
        if version.is_draft:
            messages.success(request, _("Not live yet. Another clinician must now approve it: it is on their desk."))
            return redirect(page)
        words = _("%(label)s: now %(value)s. Version %(number)s is live, proven safe; new journeys use it at once.")
        said = words % {"label": threshold.label, "value": threshold.in_words, "number": version.number}
        back = _("Was it a mistake? Take it back within the hour.")
        messages.success(request, format_html('{} <a href="{}">{}</a>', said, page, back))
        return redirect("admin:triage_threshold_changelist")
