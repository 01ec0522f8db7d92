"""The desk: Django's admin with our sign-in, and a first page of what needs a clinician now."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path

from calfsite.accounts.site import SecondFactorSite
from calfsite.desk import needs, totals


class DeskSite(SecondFactorSite):
    """`admin.site`, as calfsite.apps.DeskConfig says."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [path("totals.csv", self.admin_view(totals.as_csv), name="totals_csv"), *super().get_urls()]

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
