"""What every page of the triage has in common: kept private, and kind when something is missing."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from triage import answers, live
from triage.discreet import discreet

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponse]


def patient_page(view: View[Params]) -> View[Params]:
    """Make a view private (never stored, never indexed, never in an error report) and give its errors a kind page."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except live.UnknownProtocolError:
            raise Http404 from None
        except live.UnavailableError:
            response = render(request, "triage/unavailable.html", status=503)
        except answers.NoJourneyError:
            response = render(request, "triage/lost.html", {"slug": kwargs["protocol"]}, status=404)
        except answers.BadJourneyError:
            response = redirect(f"{reverse('triage_start', args=[kwargs['protocol']])}?notice=fresh")
            answers.delete(response, str(kwargs["protocol"]), str(kwargs["journey"]))
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return sensitive_post_parameters()(discreet(page))
