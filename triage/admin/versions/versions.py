"""Every version: what was live when, by whom and why; and what can be done with it."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from triage.admin.common import number_in
from triage.admin.editing import ordering
from triage.admin.editing.texts import TextsAdmin
from triage.admin.versions import diagram_page, evidence_page, exchange, publish_page, steps, trial
from triage.admin.versions.version_page import version_page
from triage.engine.parts import placeholders
from triage.engine.parts.errors import ProtocolError
from triage.models import ProtocolVersion
from triage.versions import draft_check


@admin.register(ProtocolVersion)
class ProtocolVersionAdmin(admin.ModelAdmin[ProtocolVersion]):
    """The list of versions, and a page for each. A version that is no draft is never edited."""

    list_display = ["title", "number", "status", "published_at", "published_by", "reason"]
    list_filter = ["protocol", "status"]
    fields = ["title", "summary", "intro"]
    list_select_related = ["published_by", "protocol"]
    change_form_template = "admin/triage/version.html"
    change_list_template = "admin/triage/versions.html"
    actions = None

    def get_urls(self) -> list[URLPattern]:
        """The steps that a version can take, each a page of its own."""
        views = {
            "publish": publish_page.publish,
            "copy": steps.copy,
            "discard": steps.discard,
            "withdraw": steps.withdraw,
            "unschedule": steps.unschedule,
            "export": exchange.export_version,
            "evidence": evidence_page.evidence_file,
            "move": ordering.move,
            "diagram": diagram_page.diagram,
            "try": trial.start,
            "texts": self._texts,
        }
        pages = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"triage_protocolversion_{name}")
            for name, view in views.items()
        ]
        imported = path(
            "import/", self.admin_site.admin_view(exchange.import_version), name="triage_protocolversion_import"
        )
        deeper = [
            path(
                "<int:pk>/preview/<slug:question>/",
                self.admin_site.admin_view(trial.preview),
                name="triage_protocolversion_preview",
            ),
            path(
                "<int:pk>/try/<slug:page>/",
                self.admin_site.admin_view(trial.page),
                name="triage_protocolversion_try_page",
            ),
        ]
        return [imported, *pages, *deeper, *super().get_urls()]

    def _texts(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page that edits the version's own texts."""
        return TextsAdmin(ProtocolVersion, self.admin_site).changeform_view(request, str(pk))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a version: all that it says, in sentences, and what can be done with it."""
        if request.method == "POST":  # nothing is saved from here: every part has a page of its own, with the lock
            raise PermissionDenied
        row = ProtocolVersion.objects.select_related("protocol", "base").filter(pk=number_in(object_id)).first()
        context: dict[str, Any] = {"title": _("Version"), **(extra_context or {})}
        if row is not None:
            context |= {"title": str(row), "subtitle": None, "row": row}
            protocol = None
            try:
                protocol = placeholders.filled(draft_check.content(row))
            except ProtocolError as error:
                context["fault"] = str(error)
            context["page"] = version_page(row, protocol)
        return super().changeform_view(request, object_id, form_url, context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A version begins as a copy, or as an import."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only a draft's texts can be edited."""
        return isinstance(obj, ProtocolVersion) and obj.is_draft and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A draft is discarded on its own page; a past result must stay traceable."""
        return False
