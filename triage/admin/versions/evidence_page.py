"""The evidence file of a version: to read on the desk, to print, to download."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from calfsite.audit.models import AuditEntry
from triage.admin.common import must_be_allowed
from triage.admin.versions.evidence import evidence
from triage.engine.parts.errors import ProtocolError
from triage.models import ProtocolVersion


def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it as a page; with `?download`, as one file that stands alone."""
    must_be_allowed(request, "view_protocolversion")
    row = get_object_or_404(ProtocolVersion.objects.select_related("protocol", "default_article"), pk=pk)
    try:
        found = evidence(row)
    except ProtocolError as error:
        messages.error(request, _("This version does not fit together. %(why)s") % {"why": error})
        return redirect("admin:triage_protocolversion_change", pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Evidence file of %(version)s") % {"version": found.subject},
        "row": row,
        "evidence": found,
        "report": found.report,
        "entries": AuditEntry.objects.filter(subject=found.subject).order_by("pk"),
    }
    if "download" not in request.GET:
        return render(request, "admin/triage/evidence.html", context)
    response = render(request, "admin/triage/evidence_alone.html", context)
    response["Content-Disposition"] = f'attachment; filename="evidence-{slugify(found.subject)}.html"'
    return response
