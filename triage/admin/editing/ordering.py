"""Move an entry of a draft one place up or down, with a button on the version's page."""

from typing import Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from triage.admin.common import must_be_allowed
from triage.models import Advice, ProtocolVersion, Question, Rule
from triage.models.content import VersionContent
from triage.versions import draft_check, draft_order, drafts

MOVED: Final[dict[str, type[VersionContent]]] = {"question": Question, "rule": Rule, "advice": Advice}
STEPS: Final = {"up": -1, "down": 1}


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move what the pressed button names, such as `up=rule-achilles_gap`; refused where it would not fit."""
    draft = get_object_or_404(ProtocolVersion.objects.select_related("protocol"), pk=pk)
    step = next((name for name in STEPS if name in request.POST), "")
    kind, _dash, key = request.POST.get(step, "").partition("-")
    by = must_be_allowed(request, f"change_{kind if kind in MOVED else 'rule'}")
    page = reverse("admin:triage_protocolversion_change", args=[pk])
    entry = MOVED[kind]._default_manager.filter(version=draft, key=key).first() if kind in MOVED else None
    if entry is None:
        messages.error(request, _("There is no such entry any more."))
        return HttpResponseRedirect(page)
    try:
        with transaction.atomic():
            revision = _number(request.POST.get("revision", ""))
            drafts.edited(draft, revision, by=by)
            draft_order.put_at(entry, max(draft_order.place_of(entry) + STEPS[step], 1))
            fault = draft_check.fault(draft)
            if fault:
                raise draft_check.NotSavedError(fault)
            drafts.record("triage.edit", draft, by=by, changed=f"{kind} {key}: place", revision=str(revision))
    except (drafts.StaleDraftError, draft_check.NotSavedError) as error:
        messages.error(request, _("Not moved. %(why)s") % {"why": error})
    return HttpResponseRedirect(f"{page}#{kind}-{key}")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else -1
