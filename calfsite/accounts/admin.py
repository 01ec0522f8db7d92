"""Accounts and roles in the admin. An administrator gives out roles, but cannot grant more rights than they have."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from calfsite.accounts import second_factor

admin.site.unregister([User, Group])  # Django's own
apps.get_app_config("auth").verbose_name = gettext_lazy("Accounts and roles")
User._meta.verbose_name, User._meta.verbose_name_plural = gettext_lazy("account"), gettext_lazy("accounts")
Group._meta.verbose_name, Group._meta.verbose_name_plural = gettext_lazy("role"), gettext_lazy("roles")
admin.site.unregister([TOTPDevice, StaticDevice])  # would show the secret keys


class RoleFilter(admin.RelatedFieldListFilter):
    """Accounts by role."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("role")


@admin.register(User)
class AccountAdmin(UserAdmin[User]):
    """An account: its name, roles and second factor."""

    list_display = ["username", "first_name", "last_name", "is_active", "roles", "has_second_factor", "last_login"]
    fieldsets = (
        (None, {"fields": ("username", "password", "second_factor")}),
        (gettext_lazy("Person"), {"fields": ("first_name", "last_name", "email")}),
        (gettext_lazy("Permissions"), {"fields": ("is_active", "is_staff", "groups", "is_superuser")}),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_form = UserCreationForm
    add_form_template = "admin/change_form.html"
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email", "password1", "password2")}),
        (gettext_lazy("Roles"), {"fields": ("groups",)}),
    )
    list_filter = ["is_active", ("groups", RoleFilter)]
    filter_horizontal = ()  # its script sets styles, which no page of ours may
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    readonly_fields = ["second_factor", "last_login", "date_joined"]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None and db_field.name == "groups":
            field.label = _("Roles")
            field.help_text = _("What the account may do. It may do everything that any of its roles may.")
        return field

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save. A new account is one of the desk, and can sign in at once."""
        obj.is_staff = obj.is_staff or not change
        super().save_model(request, obj, form, change)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups", "totpdevice_set")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Only a superuser makes superusers; and nobody changes what they may do themselves."""
        locked = [] if _is_superuser(request) else ["is_superuser"]
        if obj == request.user:
            locked = ["is_active", "is_staff", "groups", "is_superuser"]
        return [*super().get_readonly_fields(request, obj), *locked]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """On one's own page, why the rights there can't be changed."""
        found = super().get_fieldsets(request, obj)
        if obj is None or obj != request.user:
            return found
        why = _("These are your own. Another administrator can change them.")
        return [(name, {**o, "description": why} if "groups" in o["fields"] else o) for name, o in found]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only a superuser changes a superuser, password included."""
        has_more_rights = obj is not None and obj.is_superuser and not _is_superuser(request)
        return super().has_change_permission(request, obj) and not has_more_rights

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002  Django's
        """Django's page; the password and its entry in the audit log are saved together, or not at all."""
        if request.method != "POST":
            return super().user_change_password(request, id, form_url)
        with transaction.atomic():
            return super().user_change_password(request, id, form_url)

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, user: User) -> str:
        if user.is_superuser:
            return _("everything (superuser)")
        return ", ".join(group.name for group in user.groups.all())

    @admin.display(description=gettext_lazy("second factor"), boolean=True)
    def has_second_factor(self, user: User) -> bool:
        """Read from the prefetched devices: no query for each row."""
        return any(app.confirmed for app in user.totpdevice_set.all())  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("second factor"))
    def second_factor(self, user: User) -> str:
        app = second_factor.app_of(user)
        if app is None:
            return _("None. They can set one up themselves once they are signed in.")
        text = _("On. Recovery codes left: %(left)s.") % {"left": second_factor.codes_left(user)}
        link = reverse("admin:second_factor_remove", args=[user.pk])
        return format_html('{} <a href="{}">{}</a>', text, link, _("Remove it (lost phone)"))


@admin.register(Group)
class RoleAdmin(admin.ModelAdmin[Group]):
    """Roles, which `manage.py make_roles` makes. Administrators may look; a superuser may make others."""

    list_display = ["name"]
    search_fields = ["name"]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The permissions, which Django made when it called a role a group."""
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.label_from_instance = lambda permission: str(permission).replace("group", "role")
        return field

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What else a role takes along: nothing but what it allowed."""
        return [str(role) for role in objs], {}, set(), []

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Not of a role that one has oneself: another administrator may."""
        user: Any = request.user
        return super().has_change_permission(request, obj) and (obj is None or not user.groups.contains(obj))


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))
