"""What can be done with a version, apart from publishing it: copy, discard, withdraw, cancel its schedule."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from triage.admin.common import must_be_allowed
from triage.models import FrozenVersionError, ProtocolVersion
from triage.versions import drafts, publishing, stopping


class BecauseForm(forms.Form):
    """Why something is done that can't be undone."""

    because = forms.CharField(
        label=gettext_lazy("Why?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept in the audit log for ever."),
    )


def _version(pk: int) -> ProtocolVersion:
    return get_object_or_404(ProtocolVersion.objects.select_related("protocol"), pk=pk)


@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a draft as a copy of this version."""
    by = must_be_allowed(request, "change_protocolversion")
    draft = drafts.copy(_version(pk), by=by)
    messages.success(
        request, _("Draft %(number)s is a full copy. Edit it; patients see nothing of it.") % {"number": draft.number}
    )
    return redirect("admin:triage_protocolversion_change", draft.pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft."""
    by = must_be_allowed(request, "change_protocolversion")
    try:
        drafts.discard(_version(pk), by=by)
    except FrozenVersionError as error:
        messages.error(request, str(error))
        return redirect("admin:triage_protocolversion_change", pk)
    messages.success(request, _("The draft is deleted."))
    return redirect("admin:triage_protocolversion_changelist")


@require_POST
def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a scheduled version a draft again."""
    by = must_be_allowed(request, "publish_protocolversion")
    publishing.cancel_schedule(_version(pk), by=by)
    messages.success(request, _("The schedule is cancelled. It is a draft again."))
    return redirect("admin:triage_protocolversion_change", pk)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a version at once: asks why, and says what follows."""
    by = must_be_allowed(request, "withdraw_protocolversion")
    version = _version(pk)
    form = BecauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            stopping.withdraw(version, because=form.cleaned_data["because"], by=by)
        except FrozenVersionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Withdrawn. No journey goes on with it."))
        return redirect("admin:triage_protocolversion_change", pk)
    context = {**admin.site.each_context(request), "title": _("Withdraw %(version)s") % {"version": version}}
    return render(request, "admin/triage/withdraw.html", context | {"row": version, "form": form})
