"""Addresses of the wizard: one for each step, as in a journey."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from tests.bench.wizard.steps import TwelveSteps

wizard = TwelveSteps.as_view(url_name="step", done_step_name="done")


def healthz(request: HttpRequest) -> HttpResponse:
    """Says `ok` once the process answers."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz),
    path("steps/", wizard, name="begin"),
    re_path(r"^steps/(?P<step>\w+)/$", wizard, name="step"),
]
