"""What every page of the triage has in common: kept private, and kind when something is missing."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from calfsite.serving.discreet import discreet
from triage.journey import cookie
from triage.versions import live

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
        except live.SwitchedOffError as error:
            response = render(request, "triage/journey/unavailable.html", {"message": str(error)}, status=503)
        except live.UnavailableError:
            response = render(request, "triage/journey/unavailable.html", status=503)
        except live.WithdrawnError:
            response = _begin_afresh("withdrawn", kwargs)
        except cookie.NoJourneyError:
            response = render(request, "triage/journey/lost.html", {"slug": kwargs["protocol"]}, status=404)
        except cookie.BadJourneyError:
            response = _begin_afresh("fresh", kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return sensitive_post_parameters()(discreet(page))


def _begin_afresh(notice: str, of: Mapping[str, object]) -> HttpResponse:
    """To the start page, with a kind word; the browser forgets the answers."""
    protocol, journey = str(of["protocol"]), str(of["journey"])
    response = redirect(f"{reverse('triage_start', args=[protocol])}?notice={notice}")
    cookie.delete(response, protocol, journey)
    return response
