"""The practice's details in the admin: a single page. Administrators may change them, others read them."""

from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calfsite.practice import colors, current
from calfsite.practice.details import ONLY_KEY, PracticeDetails, desk_url
from calfsite.practice.form import PracticeForm, present, save

EMERGENCY = gettext_lazy("In an emergency")
PRACTICE = gettext_lazy("Your practice")
LOGO = gettext_lazy("Logo")
COLORS = gettext_lazy("Colors")
CONTACT = ("name", "phone", "hours", "address", "email", "website")


@admin.register(PracticeDetails)
class PracticeAdmin(admin.ModelAdmin[PracticeDetails]):
    """The only row. It is created when first saved; until then the form shows the values of the settings."""

    form = PracticeForm
    change_form_template = "admin/practice/change_form.html"
    readonly_fields = ("current_logo", "looks")
    fieldsets = (
        (EMERGENCY, {"fields": ("emergency_choice", "emergency_other", "confirmed_number")}),
        (PRACTICE, {"fields": CONTACT}),
        (LOGO, {"fields": ("current_logo", "new_logo", "kept_logo", "logo_has_name", "remove_logo")}),
        (COLORS, {"fields": ("accent_light", "accent_dark", "looks")}),
    )
    fieldsets_to_read = (
        (EMERGENCY, {"fields": ("emergency_number",)}),
        (PRACTICE, {"fields": CONTACT}),
        (LOGO, {"fields": ("current_logo",)}),
        (COLORS, {"fields": ("looks",)}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: PracticeDetails | None = None) -> Any:
        return self.fieldsets if self.has_change_permission(request, obj) else self.fieldsets_to_read

    def get_form(
        self,
        request: HttpRequest,
        obj: PracticeDetails | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Our form, or Django's plain one for users who may only read."""
        if not self.has_change_permission(request, obj):
            kwargs["form"] = ModelForm
        return super().get_form(request, obj, change, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return HttpResponseRedirect(desk_url())

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> PracticeDetails | None:
        """The row, or an unsaved one from the settings."""
        if object_id != str(ONLY_KEY):
            return None
        if request.method == "POST" and transaction.get_connection().in_atomic_block:  # the form's; no lock without one
            return present()
        return super().get_object(request, object_id, from_field) or PracticeDetails(
            name=current.practice().name, emergency_number=current.practice().emergency_number
        )

    def save_model(self, request: HttpRequest, obj: PracticeDetails, form: Any, change: bool) -> None:
        held = save(obj, by=request.user)
        if held:
            names = ", ".join(obj.label(name) for name in held)
            words = _(
                "Patients still see what they saw before: a second administrator must approve this first: %(names)s."
            )
            messages.warning(request, words % {"names": names})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """After the page's transaction, refresh what this process holds; others do within a second."""
        context = {**(extra_context or {}), "show_save_and_continue": False}
        try:
            response = super().change_view(request, object_id, form_url, context)
        except IntegrityError:  # two first saves at once: there was no row to lock. Now there is: show the conflict
            response = super().change_view(request, object_id, form_url, context)
        if request.method == "POST":
            current.refresh()
        return response

    def response_change(self, request: HttpRequest, obj: PracticeDetails) -> HttpResponse:
        messages.success(request, _("Saved. Every page shows it within two seconds."))
        return HttpResponseRedirect(desk_url())

    def view_on_site(self, obj: PracticeDetails) -> str:
        return reverse("home")

    @admin.display(description=gettext_lazy("Current logo"))
    def current_logo(self, row: PracticeDetails) -> str:
        practice = current.practice()
        if not practice.logo_url:
            return _("None. Pages show Calfsite’s own logo.")
        words = '<img class="practice-logo" src="{}" alt="{}" width="{}" height="{}">'
        return format_html(words, practice.logo_url, practice.name, practice.logo_width, practice.logo_height)

    @admin.display(description=gettext_lazy("How it looks"))
    def looks(self, row: PracticeDetails) -> str:
        practice = current.practice()
        return render_to_string(
            "admin/practice/looks.html", {"looks": colors.looks(practice.accent_light, practice.accent_dark)}
        )
