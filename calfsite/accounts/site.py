"""The clinicians' desk as Django's admin site: who may come in, and the pages of the second factor."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _


class DeskSite(AdminSite):
    """Whoever has a second factor is in with it only; where it is required, so is everybody."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Signed in as staff, and with the second factor where there is one or must be."""
        from calfsite.accounts import second_factor  # noqa: PLC0415  models are not loaded when the site is made

        user: Any = request.user
        if not super().has_permission(request) or user.is_verified():
            return super().has_permission(request)
        return not (second_factor.is_asked_of(user) or second_factor.is_missing_for(user))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The page for the password; who has given it already is sent on to what is still missing."""
        from calfsite.accounts import second_factor, signing_in  # noqa: PLC0415  as above

        user: Any = request.user
        if request.method == "GET" and super().has_permission(request):
            if self.has_permission(request):
                return HttpResponseRedirect(reverse("admin:index"))
            asked = second_factor.is_asked_of(user)
            return signing_in.to(f"second_factor_{'check' if asked else 'set_up'}", signing_in.next_page(request))
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": user.get_username(),
            "next": signing_in.next_page(request),
            **(extra_context or {}),
        }
        view = signing_in.DeskLoginView.as_view(
            extra_context=context, authentication_form=AdminAuthenticationForm, template_name="admin/login.html"
        )
        return view(request)  # type: ignore[return-value]

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The admin's addresses and ours."""
        from calfsite.accounts import enrolment, views  # noqa: PLC0415  as above
        from calfsite.desk import page as desk_page  # noqa: PLC0415

        ours: list[URLPattern | URLResolver] = [
            path("totals.csv", self.admin_view(desk_page.totals_csv), name="totals_csv"),
            path("logout/", self.logout, name="logout"),  # for those too who still lack the second factor
            path("second-factor/", self.admin_view(views.status), name="second_factor"),
            path("second-factor/check/", views.check, name="second_factor_check"),
            path("second-factor/set-up/", enrolment.set_up, name="second_factor_set_up"),
            path("second-factor/codes/", self.admin_view(enrolment.renew_codes), name="second_factor_codes"),
            path("second-factor/codes.txt", enrolment.codes_as_text, name="second_factor_codes_text"),
            path("second-factor/<int:pk>/remove/", self.admin_view(views.remove), name="second_factor_remove"),
            path("send-again/", self.admin_view(views.send_again), name="send_again"),
        ]
        return ours + super().get_urls()

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the desk shows."""
        return {**super().each_context(request), "second_factor_on": settings.SECOND_FACTOR != "off"}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page: what needs a clinician now; and the second factor for who has none."""
        from calfsite.desk import page as desk_page  # noqa: PLC0415  as above

        user: Any = request.user
        offer = settings.SECOND_FACTOR != "off" and not user.is_verified()
        context = {"offer_second_factor": offer, **desk_page.context(user)}
        return super().index(request, {**context, **(extra_context or {})})
