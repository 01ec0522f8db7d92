"""Topics, glossary and search words in the admin: their forms save a draft, and a page of its own publishes it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.forms import ReasonForm
from articles.admin.pages import Decision, may_publish, signed_in
from articles.models import Draft, StaleDraftError
from articles.publishing import approval, drafts
from calfsite.lib.edit_conflict import Edit, EditForm, number_in


class DraftedForm(EditForm):
    """The form of a row, which shows and saves its draft."""

    draft: Draft | None = None

    def saved_revision(self) -> int:
        return self.draft.revision if self.draft else 0

    def edits_since(self, revision: int) -> Sequence[Edit]:
        return [Edit(str(self.draft.saved_by), self.draft.saved_at)] if self.draft else []


class DraftedAdmin(admin.ModelAdmin[Any]):
    """The pages of rows that patients read, and that change through drafts only."""

    change_form_template = "admin/articles/draft/form.html"
    change_list_template = "admin/articles/draft/list.html"
    form = DraftedForm
    actions = None

    class Media:
        css = {"all": ["css/admin-articles.css"]}

    def draft_of(self, request: HttpRequest, obj: Any = None) -> Draft | None:
        """The draft of a row or, where something new is written, the one that `?draft=` names."""
        if obj is not None and obj.pk:
            return drafts.of(obj)
        number = number_in(request.GET.get("draft"))
        return Draft.objects.filter(pk=number, kind=self.opts.model_name, row=None).first()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row as its draft has it."""
        row = super().get_object(request, object_id, from_field)
        draft = drafts.of(row) if row is not None else None
        return drafts.filled(draft) if draft else row

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        made = super().get_form(request, obj, change, **kwargs)
        draft = self.draft_of(request, obj)
        return type(made.__name__, (made,), {"draft": draft, "is_checked": change or draft is not None})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        draft = self.draft_of(request)
        return dict(draft.content) if draft else super().get_changeform_initial_data(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep it as a draft; what patients read stays as it is."""
        form.draft = drafts.save(obj, form.draft, by=signed_in(request))
        obj.draft = form.draft

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Nothing: no row was added."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Nothing: the row was not changed."""

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if obj.draft is None:
            messages.info(request, _("Nothing to publish: patients read just this."))
            return HttpResponseRedirect(reverse(f"admin:articles_{self.opts.model_name}_changelist"))
        messages.success(request, _("The draft is saved. Patients see nothing of it until it is published."))
        return HttpResponseRedirect(reverse("admin:articles_draft_change", args=[obj.draft.pk]))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self.response_change(request, obj)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["draft"] = self.draft_of(request, kwargs.get("obj"))
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        waiting = Draft.objects.filter(kind=self.opts.model_name)
        return super().changelist_view(request, {"drafts": waiting, **(extra_context or {})})

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask why (GET), and delete what patients read (POST)."""
        row = super().get_object(request, unquote(object_id))
        if not (self.has_delete_permission(request, row) and may_publish(request)):
            raise PermissionDenied
        if row is None:
            raise Http404
        form = ReasonForm(request.POST or None, initial={"revision": 0})
        if request.method == "POST" and form.is_valid():
            try:
                drafts.remove(row, by=signed_in(request), reason=form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, _("Deleted: %(name)s.") % {"name": row})
                return HttpResponseRedirect(reverse(f"admin:articles_{self.opts.model_name}_changelist"))
        title = _("Delete “%(name)s”?") % {"name": row}
        used = self.deleted_with(row)
        return _page(request, "delete", title=title, form=form, original=row, opts=self.opts, used=used)

    def deleted_with(self, row: Any) -> list[str]:
        """The pages on which readers would miss it."""
        return []


@admin.register(Draft)
class DraftAdmin(admin.ModelAdmin[Draft]):
    """Everything of that kind that waits, and the page of each: what changes for patients, and who publishes it."""

    list_display = ("__str__", "saved_by", "saved_at")
    list_filter = ("kind",)
    actions = None

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.discard))
        return [path("<int:pk>/discard/", view, name="articles_draft_discard"), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """It is deleted by its own button."""
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what would change for patients (GET); publish it, or ask a second clinician to (POST)."""
        draft = self.get_object(request, object_id or "")
        may = may_publish(request) if request.method == "POST" else self.has_view_permission(request, draft)
        if object_id is None or not may:
            raise PermissionDenied
        if draft is None:
            messages.info(request, _("This draft is published or deleted."))
            return HttpResponseRedirect(reverse("admin:articles_draft_changelist"))
        by, faults = signed_in(request), drafts.faults(draft)
        decision = Decision(request, draft, drafts.changes(draft))
        form = decision.form(ReasonForm(request.POST or None, initial={"revision": draft.revision}))
        if request.method == "POST" and not faults and form.is_valid():
            if form.cleaned_data["revision"] != draft.revision:
                form.add_error(None, str(StaleDraftError()))
            elif decision.is_confirmed(form) and self._publish(request, draft, form):
                return HttpResponseRedirect(reverse(f"admin:articles_{draft.kind}_changelist"))
        add = reverse(f"admin:articles_{draft.kind}_add") + f"?draft={draft.pk}"
        change = reverse(f"admin:articles_{draft.kind}_change", args=[draft.row or draft.pk])
        return _page(
            request,
            "publish",
            title=_("Draft: %(name)s") % {"name": draft},
            opts=self.opts,
            original=draft,
            form=form,
            faults=faults,
            differences=drafts.differences(draft),
            edit_url=change if draft.row else add,
            may_discard=drafts.may_discard(draft, by),
            decision=decision,
        )

    def _publish(self, request: HttpRequest, draft: Draft, form: forms.Form) -> bool:
        by, reason = signed_in(request), form.cleaned_data["reason"]
        try:
            drafts.publish(draft, by=by, reason=reason)
        except approval.ApprovalNeededError:
            approval.ask(draft, by=by, reason=reason)
            messages.success(request, _("Another clinician must now approve this draft."))
            return True
        except (StaleDraftError, approval.TooCloseError, ValidationError) as error:
            form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
            return False
        messages.success(request, _("Published. Patients read this text from now on."))
        return True

    def discard(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete a draft; what patients read stays as it is."""
        drafts.discard(get_object_or_404(Draft, pk=pk), by=signed_in(request))
        messages.success(request, _("The draft is deleted."))
        return HttpResponseRedirect(reverse("admin:articles_draft_changelist"))


def _page(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    common = {
        **admin.site.each_context(request),
        "media": forms.Media(css={"all": ["css/admin-articles.css", "css/admin-differences.css"]}),
    }
    return TemplateResponse(request, f"admin/articles/draft/{name}.html", {**common, **context})
