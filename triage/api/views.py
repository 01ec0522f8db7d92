"""The triage for other programs: a FHIR Questionnaire, and a stateless assessment that keeps nothing."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from calfsite.lib import address
from calfsite.serving.error_pages import private_errors
from triage.api import fhir, json_answers
from triage.engine import explain
from triage.engine.parts.protocol import Protocol
from triage.engine.run.assess import Assessment, assess
from triage.versions import live

MAX_BODY_BYTES = 16_384
Params = ParamSpec("Params")


def _json_page(
    view: Callable[Concatenate[HttpRequest, Params], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Params], HttpResponse]:
    """Make a view private, and turn its errors into JSON."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseNotAllowed):
                allowed = response["Allow"]
                response = _errors(405, {"method": _("Use one of these methods: %s.") % allowed})
                response["Allow"] = allowed
        except live.UnknownProtocolError:
            response = _errors(404, {"protocol": _("There is no triage with this name.")})
        except live.UnavailableError:
            response = _errors(503, {"protocol": _("This triage is not available now. If in doubt, get help.")})
        except json_answers.BadAnswersError as error:
            response = _errors(400, error.errors)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return private_errors(page)


def _successor(slug: str, page: str) -> str:
    """The same page of the triage that has taken the place of this one, which is not live; empty if none has."""
    successor = live.successor(slug)
    return reverse(page, args=[successor.slug]) if successor else ""


def _errors(status: int, errors: dict[str, str]) -> JsonResponse:
    return JsonResponse({"errors": errors}, status=status)


@_json_page
@require_safe
def questionnaire(request: HttpRequest, protocol: str) -> HttpResponse:
    """The live version as an HL7 FHIR R4 Questionnaire: linkId = question key, code = choice key."""
    try:
        current = live.current(protocol)
    except (live.UnknownProtocolError, live.UnavailableError):
        if new_address := _successor(protocol, "triage_questionnaire"):
            return redirect(new_address)
        raise
    content = fhir.questionnaire(current, address.page(request))
    return JsonResponse(content, encoder=json_answers.ExactEncoder, content_type="application/fhir+json")


@csrf_exempt  # no cookie is read and nothing is kept, so there is nothing that another site could forge
@_json_page
@require_POST
@sensitive_variables()
def assess_json(request: HttpRequest, protocol: str) -> JsonResponse:
    """Assess the answers in the body: `{"answers": {question_key: choice_key | [choice_keys] | number}}`."""
    try:
        current = live.current(protocol)
    except (live.UnknownProtocolError, live.UnavailableError):
        # Not redirected: the successor asks other questions, so the same answers would not fit.
        if new_address := _successor(protocol, "triage_assess"):
            return _errors(404, {"protocol": _("Another triage has taken its place: %s") % new_address})
        raise
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:
        return _errors(400, {"body": _("The body is too large. Send at most %d bytes.") % MAX_BODY_BYTES})
    given = json_answers.read(current, request.read(MAX_BODY_BYTES + 1))
    return JsonResponse(_report(current, assess(current, given)), encoder=json_answers.ExactEncoder)


def _report(protocol: Protocol, assessment: Assessment) -> dict[str, Any]:
    path = assessment.path
    return {
        "protocol": protocol.slug,
        "version": protocol.version,
        "urgency": assessment.urgency,
        "complete": path.complete,
        "next_question": path.next_question,
        "reasons": [
            {
                "rule": reason.rule,
                "because": reason.finding.because,
                "answers": {key: json_answers.write(path.answers[key]) for key in reason.questions},
                "source": reason.finding.source,
                "article": reason.finding.article,
            }
            for reason in assessment.reasons
        ],
        "deciding_answers": [
            {"question": key, "answer": json_answers.write(answer)}
            for key, answer in explain.deciding_answers(protocol, assessment)
        ],
        "watch_for": [
            {"urgency": sign.urgency, "text": sign.text} for sign in explain.watch_for(protocol, assessment.urgency)
        ],
        "advice": [
            {"key": piece.key, "kind": piece.kind, "text": piece.text}
            for piece in explain.advice_for(protocol, replace(assessment, reasons=assessment.as_urgent))
        ],
    }
