"""The page on which a second administrator approves what patients see of the practice, such as whom they call."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calfsite.accounts import approval
from calfsite.audit import log
from calfsite.lib.dialing import EMERGENCY_NUMBERS
from calfsite.practice import current
from calfsite.practice.details import PracticeDetails, desk_url
from calfsite.practice.form import present, record, shown

CHANGE = "calfsite.change_practicedetails"


class StaleError(RuntimeError):
    """It was decided, or asked for anew, in the meantime."""


@transaction.atomic
def approve(revision: int, *, by: User) -> None:
    """Show patients what waits. Raises PermissionDenied for who may not, asked for it, or is too close to who did."""
    row = _asked_at(revision, by)
    if obstacle(row, by):
        raise PermissionDenied
    before, asker = shown(row), row.asked_by
    details = {"approval": "given", "asked_by": str(asker), "accounts": approval.common_maker(by, [row.asked_by_id])}
    for name, value in row.asked.items():
        setattr(row, name, value)
    _decided(row)
    record(before, row, by=by, **{name: text for name, text in details.items() if text})


@transaction.atomic
def decline(revision: int, *, by: User) -> None:
    """Leave everything as it is: whoever may change the details may, who asked as well."""
    row = _asked_at(revision, by)
    log.record("practice.decline", by=by, subject=str(row), **row.asked)
    _decided(row)


def obstacle(row: PracticeDetails, by: User) -> str:
    """Why this account can't approve what waits; empty when it can."""
    if row.asked_by_id == by.pk:
        return _("You asked for this yourself. Another administrator must approve it.")
    return approval.obstacle(by, [row.asked_by_id])


def _asked_at(revision: int, by: User) -> PracticeDetails:
    if not by.has_perm(CHANGE):
        raise PermissionDenied
    row = present()
    if not row.asked or row.revision != revision:
        raise StaleError
    return row


def _decided(row: PracticeDetails) -> None:
    row.asked, row.asked_by, row.asked_at = {}, None, None
    row.save()


class DecisionForm(forms.Form):
    """On which state of the details it is decided."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


def page(request: HttpRequest) -> HttpResponse:
    """What waits, old and new (GET); approve it, or decline (POST)."""
    by: Any = request.user
    if not by.has_perm(CHANGE):
        raise PermissionDenied
    row = PracticeDetails.objects.select_related("asked_by").first()
    if row is None or not row.asked:
        messages.info(request, _("Nothing waits for approval."))
        return HttpResponseRedirect(desk_url())
    why_not, is_declined = obstacle(row, by), "decline" in request.POST
    form = DecisionForm(request.POST or None, initial={"revision": row.revision})
    if not why_not and not is_declined:
        approval.add_confirmation(form, by)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and (is_declined or (not why_not and approval.is_confirmed(request, form))):
        return _decide(request, form.cleaned_data["revision"], is_declined=is_declined)
    context = {
        **admin.site.each_context(request),
        "title": _("Practice details that wait for a second administrator"),
        "row": row,
        "form": form,
        "changes": [_change(row, name, value) for name, value in row.asked.items()],
        "is_unknown": row.asked.get("emergency_number", EMERGENCY_NUMBERS[0]) not in EMERGENCY_NUMBERS,
        "obstacle": why_not,
        "accounts": approval.about(row.asked_by, by, [row.asked_by_id]),
        "back": desk_url(),
    }
    return TemplateResponse(request, "admin/practice/approval.html", context)


def _decide(request: HttpRequest, revision: int, *, is_declined: bool) -> HttpResponse:
    by: Any = request.user
    try:
        (decline if is_declined else approve)(revision, by=by)
    except StaleError:
        messages.warning(request, _("Somebody has saved the details in the meantime. Nothing was changed: look again."))
        return HttpResponseRedirect(request.path)
    current.refresh()
    messages.success(
        request,
        _("Declined: patients see what they saw before.") if is_declined else _("Approved: patients see it now."),
    )
    return HttpResponseRedirect(desk_url())


def _change(row: PracticeDetails, name: str, value: str) -> tuple[str, str, str]:
    """The label of a field, what patients see now, and what they would see."""
    return capfirst(row.label(name)), str(getattr(row, name)), value
