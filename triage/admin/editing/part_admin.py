"""The page of one entry of a draft: its key and its place, and how it is deleted."""

from typing import Any, ClassVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from triage.admin.common import number_in, set_on
from triage.admin.editing import part_delete, typed
from triage.admin.editing.draft_admin import DraftAdmin
from triage.admin.editing.part_form import PartForm, keys_taken
from triage.models import ProtocolVersion
from triage.models.content import VersionContent
from triage.versions import draft_keys, draft_order


class PartAdmin(DraftAdmin):
    """An entry of a draft: a question, a rule, a piece of advice."""

    own_fields: ClassVar[tuple[str, ...]] = ("place",)

    def draft_of(self, request: HttpRequest, obj: Any = None) -> ProtocolVersion | None:
        """The entry's version, or the one that `?version=` names for a new entry."""
        if isinstance(obj, VersionContent):
            return obj.version
        if not hasattr(request, "draft_of_page"):
            number = request.GET.get("version", "")
            known = ProtocolVersion.objects.select_related("protocol").filter(pk=number_in(number))
            set_on(request, draft_of_page=known.first())
        return request.draft_of_page  # type: ignore[attr-defined, no-any-return]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the version, which every page needs."""
        return super().get_queryset(request).select_related("version__protocol")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only into a draft."""
        draft = self.draft_of(request)
        return draft is not None and draft.is_draft and super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only out of a draft."""
        draft = self.draft_of(request, obj)
        return draft is not None and draft.is_draft and super().has_delete_permission(request, obj)

    def delete_url(self, obj: VersionContent) -> str:
        """The page that asks first."""
        return reverse(f"admin:triage_{obj._meta.model_name}_delete", args=[obj.pk])

    def named(self, obj: VersionContent) -> str:
        """`rule achilles_gap`."""
        return f"{obj._meta.model_name} {obj.key}"

    def anchor(self, obj: VersionContent) -> str:
        """As the version's page has it."""
        return f"{obj._meta.model_name}-{obj.key}"

    def save_entry(self, obj: VersionContent, form: PartForm, *, change: bool) -> None:
        """Give a new entry its key, which never changes afterwards; then see to its place."""
        if not change:
            words = str(form.cleaned_data[form.key_words])
            obj.key = self.key_for(obj, words)
            obj.order = draft_order.place_of(obj)
        obj.save()
        draft_order.put_at(obj, form.cleaned_data["place"])

    def key_for(self, obj: VersionContent, words: str) -> str:
        """A key made from these words, that nothing else of its kind has."""
        return draft_keys.fresh(words, set(keys_taken(obj)), str(obj._meta.model_name))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask, and say what stands against it; then delete."""
        obj = self.get_object(request, object_id)
        if obj is None:
            return typed.kept_page(request, None, _("Somebody else has deleted this entry already."))
        return part_delete.page(request, self, obj)
