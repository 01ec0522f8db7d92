"""Every version: what was live when, by whom and why; and its page: all that it says, and what can be done with it."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from triage.admin.editing.draft_admin import fault
from triage.admin.requests import user_of
from triage.admin.versions import actions, comments, diagram, evidence, publish, trial
from triage.admin.versions.contents import sections
from triage.admin.versions.decision_table import View
from triage.engine.parts import placeholders
from triage.engine.parts.errors import ProtocolError
from triage.models import (
    ProtocolVersion,
)
from triage.versions import drafts, newer, taking_back


@admin.register(ProtocolVersion)
class ProtocolVersionAdmin(admin.ModelAdmin[ProtocolVersion]):
    """The list of versions, and a page for each. Only drafts can be edited."""

    list_display = ["title", "number", "status", "published_at", "published_by", "reason"]
    list_filter = ["protocol", "status"]
    fields = ["title", "summary", "intro"]
    list_select_related = ["published_by", "protocol"]
    change_form_template = "admin/triage/version.html"
    change_list_template = "admin/triage/versions.html"
    actions = None

    def get_urls(self) -> list[URLPattern]:
        """The pages of a version and the buttons on them, before the admin's own addresses can catch them."""
        pages = {
            "import": ("import/", actions.import_version),
            "publish": ("<int:pk>/publish/", publish.publish),
            "copy": ("<int:pk>/copy/", actions.copy),
            "discard": ("<int:pk>/discard/", actions.discard),
            "take_over": ("<int:pk>/take-over/", actions.take_over),
            "undiscard": ("<int:pk>/undiscard/", actions.undiscard),
            "withdraw": ("<int:pk>/withdraw/", actions.withdraw),
            "take_back": ("<int:pk>/take-back/", actions.take_back),
            "unschedule": ("<int:pk>/unschedule/", actions.unschedule),
            "comment": ("<int:pk>/comment/", comments.add),
            "resolve": ("<int:pk>/comment/<int:comment>/resolve/", comments.resolve),
            "move": ("<int:pk>/move/", actions.move),
            "export": ("<int:pk>/export/", actions.export_version),
            "evidence": ("<int:pk>/evidence/", evidence.evidence_file),
            "diagram": ("<int:pk>/diagram/", diagram.diagram),
            "preview": ("<int:pk>/preview/<slug:question>/", trial.preview),
            "try": ("<int:pk>/try/", trial.start),
            "try_page": ("<int:pk>/try/<slug:page>/", trial.page),
            "texts": ("<int:pk>/texts/", _texts),
        }
        return [
            *(
                path(address, self.admin_site.admin_view(view), name=f"triage_protocolversion_{name}")
                for name, (address, view) in pages.items()
            ),
            *super().get_urls(),
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a version: all that it says, in sentences, and what can be done with it."""
        if request.method == "POST":  # nothing is saved here: every part has a page of its own
            raise PermissionDenied
        row = self.get_object(request, object_id) if object_id else None
        context: dict[str, Any] = {"title": _("Version"), **(extra_context or {})}
        if row is not None:
            context |= {"title": str(row), "subtitle": None, "row": row}
            context["may_discard"] = row.is_draft and drafts.may_discard(row, user_of(request))
            protocol = None
            try:
                content = drafts.content(row)
                protocol = placeholders.filled(content)
                context["newer"] = newer.newer(row, content)
            except ProtocolError as error:
                context |= fault(row, error)
            view = View(request.GET.get("q", "").strip(), request.GET.get("open", ""), request.GET.get("as") == "table")
            page = sections(row, protocol, view)
            nothing_found = bool(view.search) and not any(section.groups for section in page)
            context |= {"page": page, "view": view, "nothing_found": nothing_found}
            if taking_back.target(row, user_of(request)) is not None:
                context["take_back_until"] = taking_back.until(row)
        return super().changeform_view(request, object_id, form_url, context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, and the deleted drafts that this user may bring back."""
        discarded = [draft for draft in drafts.discarded() if drafts.may_discard(draft, user_of(request))]
        return super().changelist_view(request, {"discarded": discarded, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProtocolVersion]:
        return super().get_queryset(request).select_related("protocol", "base__protocol")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A version begins as a copy, or as an import."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only a draft's texts can be edited."""
        return isinstance(obj, ProtocolVersion) and obj.is_draft and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A draft is discarded on its own page; a past result must stay traceable."""
        return False


def _texts(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the texts of a version used to be edited."""
    return redirect("admin:triage_versiontexts_change", pk)
