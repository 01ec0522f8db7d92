"""The audit log in the admin: to read, to search, and to export as CSV or JSON lines."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from calfsite.audit import log, words
from calfsite.audit.models import AuditEntry
from calfsite.lib import exports

COLUMNS = ["id", "when", "action", "subject", "who_id", "who_name", "reason", "details", "previous", "checksum"]
ENTRY = ("when", "done", "about", "who_name", "who", "reason", "details_list", "previous", "checksum")
CHUNK = 2000
MAX_CHARACTERS = 200  # of what changed, in a row; the entry's page shows all


class ActionFilter(admin.SimpleListFilter):
    """What was done."""

    title = _("what was done")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        found = AuditEntry.objects.order_by().values_list("action", flat=True).distinct()
        return sorted(((code, words.action(code)) for code in found), key=lambda choice: choice[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin[AuditEntry]):
    """Read-only."""

    list_display = ["when", "done", "about", "what_changed", "who_name", "reason"]
    list_filter = ["when", ActionFilter]
    date_hierarchy = "when"
    search_fields = ["subject", "who_name", "reason", "action"]
    fields = ENTRY
    readonly_fields = ENTRY
    actions = None
    list_per_page = 50
    change_list_template = "admin/calfsite/auditentry/change_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description=_("details"))
    def details_list(self, entry: AuditEntry) -> str:
        return format_html_join("", "<div><strong>{}:</strong> {}</div>", words.details(entry.details)) or "–"

    @admin.display(description=_("what was done"), ordering="action")
    def done(self, entry: AuditEntry) -> str:
        return words.action(entry.action)

    @admin.display(description=_("what or whom"), ordering="subject")
    def about(self, entry: AuditEntry) -> str:
        return words.subject(entry.subject)

    @admin.display(description=_("what changed"))
    def what_changed(self, entry: AuditEntry) -> str:
        found = words.details(entry.details, in_row=True)
        return Truncator("; ".join(f"{name}: {value}" for name, value in found)).chars(MAX_CHARACTERS) or "–"

    def get_urls(self) -> list[URLPattern]:
        export = path("export/<str:kind>/", self.admin_site.admin_view(self.export), name="calfsite_auditentry_export")
        return [export, *super().get_urls()]

    def export(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """The entries that match the list's filters, oldest first. The export has an audit entry itself.

        Filters that make no sense lead to the list, which then says so.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        if kind not in {"csv", "jsonl"}:
            raise Http404
        try:
            entries = self.get_changelist_instance(request).get_queryset(request).order_by("id")
        except IncorrectLookupParameters:
            return redirect(reverse("admin:calfsite_auditentry_changelist") + f"?{ERROR_FLAG}=1")
        filters = request.GET.urlencode()
        export = log.record("audit.export", by=request.user, subject=f"audit log as {kind}", filters=filters)
        entries = entries.filter(id__lt=export.pk)
        rows = entries.iterator(CHUNK)
        if kind == "csv":
            return exports.csv_download("audit", _csv_rows(rows))
        return exports.download("audit", "jsonl", "application/jsonl", _json_lines(rows))


def _row(entry: AuditEntry) -> dict[str, Any]:
    values = {column: getattr(entry, column) for column in COLUMNS}
    return {**values, "when": entry.when.isoformat()}


def _json_lines(entries: Iterator[AuditEntry]) -> Iterator[str]:
    for entry in entries:
        yield json.dumps(_row(entry), ensure_ascii=False) + "\n"


def _csv_rows(entries: Iterator[AuditEntry]) -> Iterator[Iterable[object]]:
    yield COLUMNS
    for entry in entries:
        yield (_row(entry) | {"details": json.dumps(entry.details, ensure_ascii=False)}).values()
