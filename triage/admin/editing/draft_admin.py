"""What all pages that edit a draft share: who may, the lock, the sentence on top, and where to go afterwards."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from triage.admin.common import number_in, set_on, user_of
from triage.admin.editing import typed
from triage.engine.parts import placeholders
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.models import ProtocolVersion
from triage.versions import draft_check, draft_edits, drafts


class DraftAdmin(admin.ModelAdmin[Any]):
    """A page that edits something of a draft. Versions that are no draft are shown as they are."""

    change_form_template = "admin/triage/part.html"
    own_fields: ClassVar[tuple[str, ...]] = ()
    """Fields of the form that the model does not have: left out where a page is only read."""
    actions = None

    # What a subclass says

    def draft_of(self, request: HttpRequest, obj: Any = None) -> ProtocolVersion | None:
        """The version that a page is about: of its entry, or, for a new one, as the address says."""
        raise NotImplementedError

    def sentence(self, content: Protocol, obj: Any) -> str:
        """What the entry says, on top of its page."""
        return ""

    def named(self, obj: Any) -> str:
        """The entry as the audit log names it, without any of its words: `rule achilles_gap`."""
        raise NotImplementedError

    def anchor(self, obj: Any) -> str:
        """Its place on the version's page."""
        raise NotImplementedError

    # Who may do what

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Entries have no list of their own: the version's page is it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only what belongs to a draft."""
        draft = self.draft_of(request, obj)
        return draft is not None and draft.is_draft and super().has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the fields that a page only to be read can't show."""
        found = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return found
        return [(name, {**o, "fields": [f for f in o["fields"] if f not in self.own_fields]}) for name, o in found]

    # The form

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        """The form, which knows its draft, and why a first try was refused."""
        if obj is not None and not self.has_change_permission(request, obj):
            return super().get_form(request, obj, change, form=forms.ModelForm, **kwargs)
        made = super().get_form(request, obj, change, **kwargs)
        known = {"draft": self.draft_of(request, obj), "refusal": getattr(request, "refusal", "")}
        return type(made.__name__, (made,), known)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page; save it. What can't be saved comes back as it was typed, with the reason."""
        if request.method == "POST":
            obj = self.get_object(request, object_id) if object_id else None
            kept = self._gone(request, object_id, obj)
            if kept is not None:
                return kept
            draft = self.draft_of(request, obj)
            if draft is not None and request.POST.get("revision") != str(draft.revision):
                self._tell_of_others(request, draft)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (drafts.StaleDraftError, draft_check.NotSavedError) as error:  # all is rolled back
            return self._refused(request, object_id, form_url, extra_context, error)

    def _refused(
        self,
        request: HttpRequest,
        object_id: str | None,
        form_url: str,
        extra_context: dict[str, Any] | None,
        error: RuntimeError,
    ) -> HttpResponse:
        """The page again, with what was typed and the reason. A draft that was in pieces before must be mendable."""
        request.__dict__.pop("draft_of_page", None)
        draft = self.draft_of(request, self.get_object(request, object_id) if object_id else None)
        if draft is None or not draft.is_draft:
            return typed.kept_page(request, draft, _("This version is no draft any more: nothing was saved."))
        if isinstance(error, drafts.StaleDraftError):  # in the very moment: else it was seen before
            self._tell_of_others(request, draft)
        elif draft_check.fault(draft):
            set_on(request, may_stay_broken=True)
        else:
            set_on(request, refusal=str(error))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _tell_of_others(self, request: HttpRequest, draft: ProtocolVersion) -> None:
        revision = number_in(request.POST.get("revision"))
        why = _("Somebody else has changed this draft since you opened the page. Look at what is new, then save again.")
        set_on(request, stale=draft_edits.since(draft, revision), refusal=why)
        typed.without_what_is_gone(request)

    def _gone(self, request: HttpRequest, object_id: str | None, obj: Any) -> HttpResponse | None:
        """When the entry was deleted, or published, while it was edited: what was typed, to copy from."""
        if object_id is not None and obj is None:
            return typed.kept_page(request, None, _("Somebody else has deleted this entry: nothing was saved."))
        draft = self.draft_of(request, obj)
        if draft is not None and not draft.is_draft and super().has_change_permission(request, obj):
            return typed.kept_page(request, draft, _("This version is no draft any more: nothing was saved."))
        return None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> TemplateResponse:
        """The page, with the sentence of what is saved now, and what others did meanwhile."""
        obj = context.get("original")
        row = self.draft_of(request, obj)
        context |= {"row": row, "title": self.title_of(obj), "subtitle": str(row), "sentence": "", "key": ""}
        if row is not None and obj is not None:
            try:
                context["sentence"] = self.sentence(placeholders.filled(draft_check.content(row)), obj)
            except ProtocolError as error:
                context["fault"] = str(error)
            context["delete_url"] = self.delete_url(obj)
        if hasattr(request, "stale"):
            context |= {
                "stale": True,
                "stale_edits": request.stale,
                "differences": typed.differences(context["adminform"].form),
            }
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[return-value]

    def title_of(self, obj: Any) -> str:
        """What the page is about."""
        name = self.model._meta.verbose_name
        if obj is None:
            return _("New %(name)s") % {"name": name}
        return str(name).capitalize() + f": {obj}"

    # Saving

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Count the edit first: whoever was slower saves nothing."""
        drafts.edited(form.draft, form.cleaned_data["revision"], by=user_of(request))
        self.save_entry(obj, form, change=change)

    def save_entry(self, obj: Any, form: Any, *, change: bool) -> None:
        """Save the entry itself, after the lock."""
        obj.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what belongs to it; then the draft must fit together. Raises NotSavedError when it does not."""
        super().save_related(request, form, formsets, change)
        fault = draft_check.fault(form.draft)
        if fault and not hasattr(request, "may_stay_broken"):
            raise draft_check.NotSavedError(fault)
        if fault:
            messages.warning(request, _("Saved, but the draft does not fit together yet. %(why)s") % {"why": fault})
        names = [*form.changed_data, *(s.model._meta.model_name for s in formsets if s.has_changed())]
        what = (
            f"{self.named(form.instance)}: {', '.join(names) or 'nothing'}"
            if change
            else f"{self.named(form.instance)}: new"
        )
        drafts.record(
            "triage.edit",
            form.draft,
            by=user_of(request),
            changed=what,
            revision=str(form.cleaned_data["revision"]),
        )

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Back to the page, where the sentence stands anew; or to the version's page."""
        messages.success(request, _("Saved. Patients see nothing of it until the draft is published."))
        draft = self.draft_of(request, obj)
        if "_save" in request.POST and draft is not None:
            return HttpResponseRedirect(self._version_page(draft, obj))
        return HttpResponseRedirect(self.page_of(obj))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """As after a change."""
        return self.response_change(request, obj)

    def delete_url(self, obj: Any) -> str:
        """The page that deletes it."""
        return ""

    def page_of(self, obj: Any) -> str:
        """The page that edits it."""
        return reverse(f"admin:triage_{self.model._meta.model_name}_change", args=[obj.pk])

    def _version_page(self, draft: ProtocolVersion, obj: Any) -> str:
        return reverse("admin:triage_protocolversion_change", args=[draft.pk]) + f"#{self.anchor(obj)}"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is no list of entries: go to the versions."""
        return redirect("admin:triage_protocolversion_changelist")
