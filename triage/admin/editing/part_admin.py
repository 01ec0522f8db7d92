"""The page of one part of a draft: its key, its place, and how it is deleted."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from calfsite.lib.edit_conflict import Edit, number_in
from triage.admin.editing.draft_admin import DraftAdmin
from triage.admin.editing.draft_forms import PartForm, keys_taken, owner_name
from triage.admin.requests import user_of
from triage.models import Choice, Condition, ProtocolVersion
from triage.models.content import VersionContent
from triage.versions import editing


def draft_in_address(request: HttpRequest) -> ProtocolVersion | None:
    """The version that `?version=` names, read once for each request: many ask whether something may be added to it."""
    known = vars(request)
    if "draft_in_address" not in known:
        number = number_in(request.GET.get("version"))
        known["draft_in_address"] = ProtocolVersion.objects.select_related("protocol").filter(pk=number).first()
    found: ProtocolVersion | None = known["draft_in_address"]
    return found


class PartAdmin(DraftAdmin):
    """A part of a draft, with a key and a place: a question, a rule, a piece of advice."""

    form_only_fields: ClassVar[tuple[str, ...]] = ("place",)

    def draft_of(self, request: HttpRequest, obj: Any = None) -> ProtocolVersion | None:
        """The part's version, or the one that `?version=` names for a new part."""
        if isinstance(obj, VersionContent):
            return obj.version
        return draft_in_address(request)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("version__protocol")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.can_edit(request, "add")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.can_edit(request, "delete", obj)

    def delete_url(self, obj: VersionContent) -> str:
        return reverse(f"admin:triage_{self.opts.model_name}_delete", args=[obj.pk])

    def named(self, obj: VersionContent) -> str:
        return obj.called

    def anchor(self, obj: VersionContent) -> str:
        return f"{self.kind}-{obj.key}"

    def save_part(self, obj: VersionContent, form: PartForm, *, change: bool) -> None:
        """Give a new part its key, which never changes afterwards, and every part its place."""
        if not change:
            obj.key = self.key_for(obj, form)
            obj.order = editing.place_of(obj)
        obj.save()
        editing.put_at(obj, form.cleaned_data["place"])

    def key_for(self, obj: VersionContent, form: PartForm) -> str:
        """A key made from the part's words, that nothing else of its kind has."""
        return editing.new_key(str(form.cleaned_data[obj.CALLED_BY]), set(keys_taken(obj)), self.kind)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask (GET), delete (POST). What other parts still need is kept, and the page names them."""
        part = self.get_object(request, object_id)
        if part is None:
            return self.kept_page(request, None, _("Somebody else has deleted this already."))
        if not self.has_delete_permission(request, part):
            raise PermissionDenied
        problem, edits = "", list[Edit]()
        if request.method == "POST":
            revision = number_in(request.POST.get("revision"))
            try:
                self._delete(part, revision, by=user_of(request))
            except editing.StaleDraftError as error:
                problem, edits = str(error), editing.edits_since(part.version, revision)
            except (ProtectedError, RestrictedError) as error:
                problem = _("It is still used by: %(users)s. Change them first.") % {"users": _users(error)}
            else:
                messages.success(request, _("Deleted: %(name)s.") % {"name": self.named(part)})
                return redirect("admin:triage_protocolversion_change", part.version_id)
        context = {
            **admin.site.each_context(request),
            "title": _("Delete %(part)s") % {"part": self.named(part)},
            "row": part.version,
            "back": self.page_of(part),
            "problem": problem,
            "edits": edits,
        }
        return render(request, "admin/triage/part_delete.html", context, status=409 if problem else 200)

    def _delete(self, part: VersionContent, revision: int, *, by: User) -> None:
        with editing.editing(part.version, revision, by=by) as note:
            type(part)._default_manager.get(pk=part.pk).delete()  # a copy: `part` keeps its key for the page
            note.changed = f"{self.named(part)}: deleted"


def _users(error: ProtectedError | RestrictedError) -> str:
    """The parts that still use what was to be deleted, as the version's page names them."""
    found = error.restricted_objects if isinstance(error, RestrictedError) else error.protected_objects
    return ", ".join(sorted({_user(row) for row in found}))


def _user(row: object) -> str:
    if isinstance(row, Condition):
        return owner_name(row)
    if isinstance(row, Choice):
        return f"{row.question.called} (“{row.text}”)"
    owner = getattr(row, "rule", row)
    if isinstance(owner, VersionContent):
        return owner.called
    return str(_("what patients read when no rule holds"))
