"""The pages that edit a draft: who may, one edit at a time, the sentence on top, and where to go afterwards."""

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from calfsite.lib.edit_conflict import number_in, typed_words
from triage.admin.editing.draft_forms import OVERRIDES, DraftForm
from triage.admin.requests import user_of
from triage.engine.parts import placeholders
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.models import ProtocolVersion
from triage.models.content import VersionContent
from triage.versions import comments, drafts, editing


class DraftAdmin(admin.ModelAdmin[Any]):
    """A page that edits something of a draft. Versions that are not drafts are shown, read-only."""

    change_form_template = "admin/triage/part.html"
    form_only_fields: ClassVar[tuple[str, ...]] = ()
    """Fields of the form that the model does not have: a read-only page leaves them out."""
    actions = None
    formfield_overrides: ClassVar[Any] = OVERRIDES

    # What a subclass says

    def draft_of(self, request: HttpRequest, obj: Any = None) -> ProtocolVersion | None:
        """The version that a page is about: that of the row or, for a new one, the one in the address."""
        raise NotImplementedError

    def sentence(self, content: Protocol, obj: Any) -> str:
        """What the row says, on top of its page."""
        return ""

    def why_read_only(self, row: ProtocolVersion, obj: Any) -> str:
        """Why a page shows a part, and does not edit it. Empty for a draft's."""
        return "" if row.is_draft else _("This version is not a draft: it is read-only.")

    def named(self, obj: Any) -> str:
        """The row as the audit log names it: `question “Heel raise”`."""
        raise NotImplementedError

    def anchor(self, obj: Any) -> str:
        """Its place on the version's page."""
        raise NotImplementedError

    # Who may do what: a proxy model has the permissions of its own model

    def is_allowed(self, request: HttpRequest, action: str) -> bool:
        """Whether whoever asks has the permission, whatever the state of the version."""
        return request.user.has_perm(f"triage.{action}_{self.kind}")

    def can_edit(self, request: HttpRequest, action: str, obj: Any = None) -> bool:
        """Whether whoever asks has the permission, and the version is still a draft."""
        draft = self.draft_of(request, obj)
        return draft is not None and draft.is_draft and self.is_allowed(request, action)

    @property
    def kind(self) -> str:
        """What the rows are, as permissions, anchors and the audit log name them: `rule`."""
        return kind_of(self.model)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Parts have no list of their own: they are listed on the version's page."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.is_allowed(request, "view") or self.is_allowed(request, "change")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.can_edit(request, "change", obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return found
        return [
            (name, {**o, "fields": [f for f in o["fields"] if f not in self.form_only_fields]}) for name, o in found
        ]

    # The form

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which knows its draft; Django's plain one for a read-only page."""
        if obj is not None and not self.has_change_permission(request, obj):
            return super().get_form(request, obj, change, form=forms.ModelForm, **kwargs)
        made = super().get_form(request, obj, change, **kwargs)
        return type(made.__name__, (made,), {"draft": self.draft_of(request, obj)})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page; save it. What can't be saved comes back as it was typed, with the reason."""
        with transaction.atomic():
            too_late = self._lock(request, object_id) if request.method == "POST" else None
            return too_late or super().changeform_view(request, object_id, form_url, extra_context)

    def _lock(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """Let nobody else edit the draft until the transaction ends. A page when it is too late to edit anything."""
        obj = self.get_object(request, object_id) if object_id is not None else None
        if object_id is not None and obj is None:
            return self.kept_page(request, None, _("Somebody else has deleted this: nothing was saved."))
        draft = self.draft_of(request, obj)
        if draft is None:
            return None
        locked = ProtocolVersion.everything.select_for_update().get(pk=draft.pk)
        if not locked.is_draft and self.is_allowed(request, "change"):
            return self.kept_page(request, locked, _("This version is not a draft any more: nothing was saved."))
        return None

    def kept_page(self, request: HttpRequest, version: ProtocolVersion | None, why: str) -> HttpResponse:
        """Why nothing was saved, and all that was typed, to copy from."""
        typed = typed_words(request.POST, self.opts)
        context = {**admin.site.each_context(request), "title": why, "row": version, "typed": typed}
        return render(request, "admin/triage/kept.html", context, status=409)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> TemplateResponse:
        """The page, with the sentence of what is saved now, and what others did in the meantime."""
        obj = context.get("original")
        row = self.draft_of(request, obj)
        context |= {"row": row, "title": self.title_of(obj), "subtitle": str(row), "sentence": ""}
        if row is not None and obj is not None:
            try:
                context["sentence"] = self.sentence(placeholders.filled(drafts.content(row)), obj)
            except ProtocolError as error:
                context |= fault(row, error)
            context |= {"delete_url": self.delete_url(obj), "read_only": self.why_read_only(row, obj)}
            place = self.anchor(obj)
            context |= {"place": place, "comments": [one for one in comments.of_version(row) if one.part == place]}
        conflict = getattr(context["adminform"].form, "conflict", None)
        if conflict is not None:
            of_rows = [change for inline in context["inline_admin_formsets"] for change in inline.formset.changes]
            context["conflict"] = replace(conflict, changes=[*conflict.changes, *of_rows])
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[return-value]

    def title_of(self, obj: Any) -> str:
        """What the page is about."""
        name = self.opts.verbose_name
        return _("New %(name)s") % {"name": name} if obj is None else f"{str(name).capitalize()}: {obj}"

    # Saving

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing yet: `save_related`, which Django calls next, saves the row and its inline rows as one edit."""

    def save_related(self, request: HttpRequest, form: DraftForm, formsets: Any, change: bool) -> None:
        with editing.editing(form.draft, number_in(form.cleaned_data["revision"]), by=user_of(request)) as note:
            self.save_part(form.instance, form, change=change)
            super().save_related(request, form, formsets, change)
            names = [
                *(str(form[name].label).lower() for name in form.changed_data),
                *(str(s.model._meta.verbose_name_plural) for s in formsets if s.has_changed()),
            ]
            note.changed = f"{self.named(form.instance)}: {', '.join(names) or 'nothing' if change else 'new'}"

    def save_part(self, obj: Any, form: Any, *, change: bool) -> None:
        """Save the row itself."""
        obj.save()

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Back to the page, with the new sentence on top; or on to the version's page."""
        messages.success(request, _("Saved. Patients see nothing of it until the draft is published."))
        draft = self.draft_of(request, obj)
        if "_save" in request.POST and draft is not None:
            return HttpResponseRedirect(version_page(draft, self.anchor(obj)))
        return HttpResponseRedirect(self.page_of(obj))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self.response_change(request, obj)

    def delete_url(self, obj: Any) -> str:
        """The page that deletes it; empty where it can't be deleted by itself."""
        return ""

    def page_of(self, obj: Any) -> str:
        """The page that edits it."""
        return reverse(f"admin:triage_{self.opts.model_name}_change", args=[obj.pk])

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is no list of parts: go to the versions."""
        return redirect("admin:triage_protocolversion_changelist")


def version_page(version: ProtocolVersion, anchor: str = "") -> str:
    """The address of the version's page, or of a place on it, which is unfolded then."""
    page = reverse("admin:triage_protocolversion_change", args=[version.pk])
    return f"{page}?open={anchor}#{anchor}" if anchor else page


def fault(version: ProtocolVersion, error: ProtocolError) -> dict[str, str]:
    """Why a version is not consistent, for `admin/triage/fault.html`: the sentence, and the part to open."""
    part = None
    if error.kind:
        model: Any = apps.get_model("triage", error.kind)
        part = model._default_manager.filter(version=version, key=error.key).first()
    url = "" if part is None else part_url(part)
    name = part.called if part is not None else ""
    said = f"{capfirst(name)}: {error.says}" if name else str(error)
    return {"fault": said, "fault_url": url, "fault_part": name}


def kind_of(model: type[Model]) -> str:
    """What rows are, as permissions, anchors and the audit log name them: a proxy's are those of its model."""
    return str((model._meta.concrete_model or model)._meta.model_name)


def part_url(part: VersionContent) -> str:
    """The page of a part of a draft."""
    name = part._meta.model_name
    return reverse(f"admin:triage_{'draftthreshold' if name == 'threshold' else name}_change", args=[part.pk])
