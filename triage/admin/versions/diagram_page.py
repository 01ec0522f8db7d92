"""The page with a version's diagram, and the same in words."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from triage.admin.common import must_be_allowed
from triage.admin.versions import diagram as drawing
from triage.engine.parts import placeholders
from triage.engine.parts.errors import ProtocolError
from triage.models import ProtocolVersion
from triage.versions import draft_check


def diagram(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the version as it is saved now."""
    must_be_allowed(request, "view_protocolversion")
    row = get_object_or_404(ProtocolVersion.objects.select_related("protocol"), pk=pk)
    try:
        protocol = placeholders.filled(draft_check.content(row))
    except ProtocolError:  # its own page says why
        return redirect("admin:triage_protocolversion_change", pk)
    drawn = drawing.draw(protocol)
    context = {
        **admin.site.each_context(request),
        "title": _("Diagram"),
        "row": row,
        "diagram": drawn,
        "listed": drawing.listed(protocol, drawn.boxes),
        "leaf_width": drawing.LEAF,
        "box_width": drawing.BOX,
    }
    return render(request, "admin/triage/diagram.html", context)
