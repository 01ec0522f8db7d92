"""The desk: Django's admin with our sign-in, and a first page of what needs a clinician now."""

from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _

from calfsite.accounts import second_factor, sign_in, views
from calfsite.desk import needs, practice, totals

MAX_SEARCH = 200  # characters
MAX_DIGITS = 18  # of any number in an address: more fit into no column


class DeskSite(AdminSite):
    """`admin.site`, as calfsite.apps.DeskConfig says.

    Users who have a second factor get in with it only; where SECOND_FACTOR is `required`, so does everybody.
    """

    def has_permission(self, request: HttpRequest) -> bool:
        """Signed in as staff, and with the second factor if the account has one or must have one."""
        user: Any = request.user
        if not super().has_permission(request) or user.is_verified():
            return super().has_permission(request)
        if not hasattr(user, "lacks_second_factor"):  # every page asks again for its frame
            user.lacks_second_factor = second_factor.is_asked_of(user) or second_factor.is_missing_for(user)
        return not user.lacks_second_factor

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As Django's, but for addresses that would be a fault later on: in the database, or while a page is drawn."""

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            values = [value for _name, found in request.GET.lists() for value in found]
            if any("\0" in value or (value.isdecimal() and len(value) > MAX_DIGITS) for value in values):
                raise BadRequest
            if len(request.GET.get(SEARCH_VAR, "")) > MAX_SEARCH:  # no database searches for thousands of words
                asked: Any = request.GET.copy()
                asked[SEARCH_VAR] = asked[SEARCH_VAR][:MAX_SEARCH]
                request.GET = asked
            return view(request, *args, **kwargs)

        return super().admin_view(update_wrapper(guarded, view), cacheable)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The password page. Users who have given it already are sent on to the step that they lack."""
        user: Any = request.user
        if request.method == "GET" and super().has_permission(request):
            if self.has_permission(request):
                return HttpResponseRedirect(reverse("admin:index"))
            asked = second_factor.is_asked_of(user)
            return sign_in.to(f"second_factor_{'check' if asked else 'set_up'}", sign_in.next_page(request))
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": user.get_username(),
            "next": sign_in.next_page(request),
            **(extra_context or {}),
        }
        view = sign_in.PasswordView.as_view(
            extra_context=context, authentication_form=AdminAuthenticationForm, template_name="admin/login.html"
        )
        return view(request)  # type: ignore[return-value]

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            path("totals.csv", self.admin_view(totals.as_csv), name="totals_csv"),
            path("logout/", self.logout, name="logout"),  # Django's refuses users who still lack the second factor
            path("second-factor/", self.admin_view(views.status), name="second_factor"),
            path("second-factor/check/", views.check, name="second_factor_check"),
            path("second-factor/set-up/", views.set_up, name="second_factor_set_up"),
            path("second-factor/codes/", self.admin_view(views.renew_codes), name="second_factor_codes"),
            path("second-factor/codes.txt", views.codes_as_text, name="second_factor_codes_text"),
            path("second-factor/<int:pk>/remove/", self.admin_view(views.remove), name="second_factor_remove"),
            path("practice-approval/", self.admin_view(practice.page), name="practice_approval"),
            path("send-again/", self.admin_view(views.send_again), name="send_again"),
            *super().get_urls(),
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "second_factor_on": settings.SECOND_FACTOR != "off"}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page, with the offer of a second factor for users without one."""
        user: Any = request.user
        context = {
            "offer_second_factor": settings.SECOND_FACTOR != "off" and not user.is_verified(),
            "needs": needs.needs_of(user),
            "reports": needs.last_reports(user),
            **totals.context(user),
        }
        return super().index(request, {**context, **(extra_context or {})})
