"""Every version: what was live when, by whom and why; and what can be done with it."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from triage.admin import evidence_page, exchange, publish_page, version_steps
from triage.engine.errors import ProtocolError
from triage.models import ProtocolVersion
from triage.version_page import version_page

if TYPE_CHECKING:  # Django's admin classes take no type parameters when they run
    VersionModelAdmin = admin.ModelAdmin[ProtocolVersion]
else:
    VersionModelAdmin = admin.ModelAdmin


@admin.register(ProtocolVersion)
class ProtocolVersionAdmin(VersionModelAdmin):
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
        steps = {
            "publish": publish_page.publish,
            "copy": version_steps.copy,
            "discard": version_steps.discard,
            "withdraw": version_steps.withdraw,
            "unschedule": version_steps.unschedule,
            "export": exchange.export_version,
            "evidence": evidence_page.evidence_file,
        }
        pages = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"triage_protocolversion_{name}")
            for name, view in steps.items()
        ]
        imported = path(
            "import/", self.admin_site.admin_view(exchange.import_version), name="triage_protocolversion_import"
        )
        return [imported, *pages, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a version: all that it says, in sentences, and what can be done with it."""
        row = ProtocolVersion.objects.select_related("protocol", "base").filter(pk=object_id or 0).first()
        context: dict[str, Any] = {"title": _("Version"), **(extra_context or {})}
        if row is not None:
            context |= {"title": str(row), "subtitle": None, "row": row}
            try:
                context["page"] = version_page(row)
            except ProtocolError as error:
                context["fault"] = str(error)
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
