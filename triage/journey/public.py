"""The triage's public pages: kept private, and with a helpful page when a journey or a version is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from calfsite.lib import address, held
from calfsite.serving.error_pages import private_errors
from triage import labels
from triage.api import fhir
from triage.api.json_answers import ExactEncoder
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Vignette
from triage.engine.run.replay import replay
from triage.engine.run.scoring import Score, Verdict, judge, score
from triage.journey import cookie, views
from triage.journey.cookie import Store
from triage.versions import live

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponse]


def patient_page(view: View[Params]) -> View[Params]:
    """Make a view private (never stored, never indexed, never in an error report), and say it when a triage is off."""

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
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return sensitive_post_parameters()(private_errors(page))


def of_journey(view: Callable[Concatenate[HttpRequest, Store, Params], HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view of a journey a patient's page, and lead back to the start where there is no journey to go on with."""

    @wraps(view)
    def page(
        request: HttpRequest, /, protocol: str, journey: str, *args: Params.args, **kwargs: Params.kwargs
    ) -> HttpResponse:
        store = Store(protocol, journey)
        try:
            return view(request, store, *args, **kwargs)
        except cookie.NoJourneyError:
            return render(request, "triage/journey/lost.html", {"slug": protocol}, status=404)
        except live.WithdrawnError:
            notice = "withdrawn"
        except cookie.BadJourneyError:
            notice = "fresh"
        response = redirect(f"{store.start_url}?notice={notice}")
        store.delete(response)
        return response

    return patient_page(page)


question = of_journey(views.question)
check = of_journey(views.check)
result = of_journey(views.result)
plan = of_journey(views.plan)
delete = of_journey(views.delete)


@patient_page
@require_safe
def protocol_list(request: HttpRequest) -> HttpResponse:
    """Choose a problem: one card for each protocol, also for one that is closed right now. A lone one is chosen."""
    protocols = live.listed()
    if len(protocols) == 1 and isinstance(protocols[0], Protocol):
        return redirect("triage_start", protocols[0].slug)
    return render(request, "triage/journey/list.html", {"protocols": protocols})


@patient_page
def start(request: HttpRequest, protocol: str) -> HttpResponse:
    """The start page of the live version; of one that has taken its place, where it is not live any more."""
    try:
        current = live.current(protocol)
    except (live.UnknownProtocolError, live.UnavailableError):
        successor = live.successor(protocol)
        if successor is None:
            raise
        return redirect("triage_start", successor.slug)
    return views.start(request, cookie.new(protocol), current)


@of_journey
@require_safe
def answers_json(request: HttpRequest, store: Store) -> HttpResponse:
    """The answers on the path as a FHIR QuestionnaireResponse to keep: made from the cookie, never stored."""
    journey = store.read(request)
    path = replay(journey.protocol, journey.answers)
    if not path.complete:
        return redirect(store.url(path.next_page))
    path = replay(journey.protocol, journey.answers, past_emergency=True, plan=True)
    questionnaire = address.root(request) + reverse("triage_questionnaire", args=[store.slug])
    content = fhir.questionnaire_response(journey.protocol, path, questionnaire, timezone.now())
    response = JsonResponse(content, encoder=ExactEncoder, content_type="application/fhir+json")
    response["Content-Disposition"] = f'attachment; filename="{store.slug}-answers.json"'
    return response


@dataclass(frozen=True)
class PerformanceRow:
    """One line of the table of `performance`."""

    name: str
    score: Score

    @property
    def exact_percent(self) -> float | None:
        """Not rounded; None when there are no cases."""
        return self.score.percent(self.score.exact)

    @property
    def safe_percent(self) -> float | None:
        """Not rounded; None when there are no cases."""
        return self.score.percent(self.score.safe)


@held.cached(32)
def judged_cases(protocol_slug: str, version: int) -> tuple[tuple[Vignette, Verdict], ...]:
    """What a version says to its worked cases; it never changes, so it is worked out once."""
    return judge(live.version(protocol_slug, version))


@require_safe
def performance(request: HttpRequest) -> HttpResponse:
    """Show how well it works: figures of the live versions on their worked cases, and what the figures do not say."""
    protocols = live.all_current()
    judged = [case for protocol in protocols for case in judged_cases(protocol.slug, protocol.version)]
    ours = score([verdict for _case, verdict in judged if not verdict.by_others])
    everybody = score([verdict for _case, verdict in judged])
    rows = [PerformanceRow(labels.of(urgency).word, row) for urgency, row in ours.by_expected]
    rows += [PerformanceRow(_("All of ours"), ours.overall), PerformanceRow(_("Cases by others"), everybody.by_others)]
    context = {
        "protocols": protocols,
        "rows": rows,
        "overall": PerformanceRow("", everybody.overall),
        "others": everybody.by_others.cases,
        "different": [
            (case.story, labels.of(verdict.expected).word, labels.of(verdict.got).word)
            for case, verdict in judged
            if not verdict.exact
        ],
    }
    return render(request, "triage/journey/performance.html", context)
