"""Deleting an entry of a draft: asks first, and says in words what still needs it."""

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from triage.admin.common import user_of
from triage.admin.editing.draft_parts import owner_name
from triage.models import Condition, ProtocolVersion
from triage.models.content import VersionContent
from triage.versions import draft_check, draft_edits, draft_order, drafts

if TYPE_CHECKING:
    from triage.admin.editing.part_admin import PartAdmin


def page(request: HttpRequest, desk: "PartAdmin", entry: VersionContent) -> HttpResponse:
    """Ask (GET), delete (POST)."""
    if not desk.has_delete_permission(request, entry):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _("Delete %(entry)s") % {"entry": desk.named(entry)},
        "row": entry.version,
        "entry": entry,
        "back": desk.page_of(entry),
    }
    if request.method == "POST":
        name = desk.named(entry)
        try:
            _delete(request, entry, name)
        except drafts.StaleDraftError as error:
            revision = ProtocolVersion.objects.get(pk=entry.version_id).revision
            context |= {"problem": str(error), "edits": draft_edits.since(entry.version, _sent(request))}
            context["revision"] = revision
        except (ProtectedError, RestrictedError) as error:
            found = error.restricted_objects if isinstance(error, RestrictedError) else error.protected_objects
            needed = ", ".join(sorted({_owner(one) for one in found}))
            context["problem"] = _("It is still used by: %(needed)s. Take it out there first.") % {"needed": needed}
        except draft_check.NotSavedError as error:
            context["problem"] = str(error)
        else:
            messages.success(request, _("Deleted: %(name)s.") % {"name": name})
            return redirect("admin:triage_protocolversion_change", entry.version_id)
    context.setdefault("revision", entry.version.revision)
    status = 409 if "problem" in context else 200
    return render(request, "admin/triage/part_delete.html", context, status=status)


def _delete(request: HttpRequest, entry: VersionContent, name: str) -> None:
    draft, by = entry.version, user_of(request)
    broken = bool(draft_check.fault(draft))
    with transaction.atomic():
        drafts.edited(draft, _sent(request), by=by)
        type(entry)._default_manager.get(pk=entry.pk).delete()
        fault = draft_check.fault(draft)
        if fault and not broken:
            raise draft_check.NotSavedError(fault)
        drafts.record("triage.edit", draft, by=by, changed=f"{name}: deleted", revision=str(_sent(request)))
        first = type(entry)._default_manager.filter(version_id=draft.pk).order_by("order").first()
        if first is not None:
            draft_order.put_at(first, 1)


def _sent(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() else -1


def _owner(row: object) -> str:
    """Who uses it, as the version's page names it."""
    if isinstance(row, Condition):
        return owner_name(row)
    owner = getattr(row, "rule", row)
    if isinstance(owner, VersionContent):
        return f"{owner._meta.verbose_name} {owner.key}"
    return str(_("what is said when no rule holds"))
