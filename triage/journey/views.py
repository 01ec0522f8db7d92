"""The pages of a journey. Each view: load the journey, read the form, ask the engine, render."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from triage import labels
from triage.api import fhir_response
from triage.api.payload import ExactEncoder
from triage.engine.parts.question import Question
from triage.engine.parts.threshold import Unit
from triage.engine.parts.urgency import Urgency
from triage.engine.run import answers as engine_answers
from triage.engine.run.assess import assess
from triage.engine.run.replay import Path, replay
from triage.journey import blank_pages, cookie, presenters, result_page
from triage.journey.cookie import Journey
from triage.journey.forms import QuestionForm
from triage.journey.patient_pages import patient_page
from triage.totals import counting
from triage.versions import live


@patient_page
@require_safe
def protocol_list(request: HttpRequest) -> HttpResponse:
    """Which trouble is it? One card for each protocol."""
    return render(request, "triage/journey/list.html", {"protocols": live.all_current()})


@patient_page
def start(request: HttpRequest, protocol: str) -> HttpResponse:
    """What the questions are for (GET); begin a journey on the live version (POST)."""
    current = live.current(protocol)
    if request.method == "POST":
        journey, path = cookie.begin(current), replay(current, {})
        counting.began(current, path)
        return _lead_to(journey, _next_page(path))
    notice = labels.notice(request.GET.get("notice", ""))
    return render(request, "triage/journey/start.html", {"protocol": current, "notice": notice})


@patient_page
def question(request: HttpRequest, protocol: str, journey: str, question: str) -> HttpResponse:
    """Ask one question (GET); take its answer and go on (POST)."""
    current = cookie.read(request, protocol, journey)
    asked = current.protocol.question_by_key.get(question)
    if asked is None or asked.derive is not None:
        raise Http404
    path = replay(current.protocol, current.answers)
    if question not in presenters.open_questions(path):
        return redirect(current.url(_next_page(path)))
    if request.method == "POST":
        return _take(current, path, asked, request.POST)
    sent = current.sent_in_vain(question)
    if sent is None and question not in current.answers:
        return blank_pages.page(request, current, path, asked)
    given = engine_answers.write(current.answers.get(question))
    form = QuestionForm(asked, data=sent, given=given, unit=current.unit)
    return render(request, blank_pages.TEMPLATE, presenters.question_page(current, path, question, form))


def _take(journey: Journey, before: Path, asked: Question, sent: QueryDict) -> HttpResponseRedirect:
    """Take an answer and go on; or have the question asked again, which then says what was wrong.

    That too is a page of its own, not the answer to a sent form: so it can be reloaded, left and come back to.
    """
    form = QuestionForm(asked, data=sent, unit=journey.unit)
    if form.is_valid():
        journey = journey.with_answer(asked.key, form.cleaned_data["answer"], Unit(form.chosen_unit))
        path = replay(journey.protocol, journey.answers)
        counting.went_on(journey.protocol, before, path)
        return _lead_to(journey, _next_page(path))
    return _lead_to(replace(journey, refused=cookie.Refused.of(asked.key, sent)), asked.key)


def _next_page(path: Path) -> str:
    """Where a journey stands: the first open question, the check page, or, in an emergency, the result at once."""
    if path.next_question is not None:
        return path.next_question
    emergency = any(rule.finding.urgency is Urgency.EMERGENCY for rule in path.held)
    return "result" if emergency else "check"


def _lead_to(journey: Journey, page: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(journey.url(page))
    cookie.write(response, journey)
    return response


@patient_page
@require_safe
def check(request: HttpRequest, protocol: str, journey: str) -> HttpResponse:
    """Show all answers, each with a way to change it."""
    current = cookie.read(request, protocol, journey)
    path = replay(current.protocol, current.answers)
    if not path.complete:
        return redirect(current.url(_next_page(path)))
    return render(request, "triage/journey/check.html", presenters.check_page(current, path))


@patient_page
@require_safe
def result(request: HttpRequest, protocol: str, journey: str) -> HttpResponse:
    """How soon to get help, why, and what to do meanwhile."""
    current = cookie.read(request, protocol, journey)
    assessment = assess(current.protocol, current.answers)
    if not assessment.path.complete:
        return redirect(current.url(_next_page(assessment.path)))
    return render(request, "triage/journey/result.html", result_page.page(current, assessment))


@patient_page
@require_safe
def answers_json(request: HttpRequest, protocol: str, journey: str) -> HttpResponse:
    """The answers on the path as a FHIR QuestionnaireResponse to keep: made from the cookie, never stored."""
    current = cookie.read(request, protocol, journey)
    path = replay(current.protocol, current.answers)
    if not path.complete:
        return redirect(current.url(_next_page(path)))
    questionnaire = request.build_absolute_uri(reverse("triage_questionnaire", args=[protocol]))
    content = fhir_response.questionnaire_response(current.protocol, path, questionnaire, timezone.now())
    response = JsonResponse(content, encoder=ExactEncoder, content_type="application/fhir+json")
    response["Content-Disposition"] = f'attachment; filename="{protocol}-answers.json"'
    return response


@patient_page
@require_POST
def delete(request: HttpRequest, protocol: str, journey: str) -> HttpResponse:
    """Forget the answers."""
    response = redirect(presenters.start_url(protocol, notice="deleted"))
    cookie.delete(response, protocol, journey)
    return response
