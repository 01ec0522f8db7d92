"""The pages of a journey, a patient's or a trial's. Each view: read the journey, ask the engine, render.

`public` gives them a patient's store; the desk gives them that of a draft (triage/admin/versions/trial.py).
"""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from triage import labels
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question
from triage.engine.parts.threshold import Unit
from triage.engine.run import answers as engine_answers
from triage.engine.run.assess import assess
from triage.engine.run.replay import Path, replay
from triage.journey import question_page, result_page
from triage.journey.cookie import Journey, Rejected, Store
from triage.journey.forms import QuestionForm
from triage.totals import counting


def start(request: HttpRequest, store: Store, protocol: Protocol) -> HttpResponse:
    """What the questions are for (GET); begin a journey (POST)."""
    if request.method == "POST":
        path = replay(protocol, {})
        if not store.is_trial:
            counting.began(protocol, path)
        return _lead_to(Journey(protocol, store, {}), path.next_page)
    notice = labels.notice(request.GET.get("notice", ""))
    return _page(request, store, "start", {"protocol": protocol, "notice": notice})


def question(request: HttpRequest, store: Store, key: str) -> HttpResponse:
    """Ask one question (GET); take its answer and go on (POST)."""
    journey = store.read(request)
    asked = journey.protocol.question_by_key.get(key)
    if asked is None or asked.derive is not None:
        raise Http404
    path = replay(journey.protocol, journey.answers)
    if key not in question_page.open_questions(path):
        return redirect(store.url(path.next_page))
    if request.method == "POST":
        return _take(journey, path, asked, request.POST)
    rejected = journey.rejected_input(key)
    if rejected is None and key not in journey.answers and not store.is_trial:
        return question_page.unanswered(request, journey, path, asked)
    given = engine_answers.write(journey.answers.get(key))
    form = QuestionForm(asked, data=rejected, given=given, unit=journey.unit)
    return _page(request, store, "question", question_page.context(journey, path, key, form))


def _take(journey: Journey, before: Path, asked: Question, sent: QueryDict) -> HttpResponseRedirect:
    """Take an answer and go on; or have the question asked again, which then says what was wrong.

    That too is a page of its own, not the answer to a sent form: so it can be reloaded, left and come back to.
    """
    form = QuestionForm(asked, data=sent, unit=journey.unit)
    if not form.is_valid():
        return _lead_to(replace(journey, rejected=Rejected.of(asked.key, sent)), asked.key)
    journey = journey.with_answer(asked.key, form.cleaned_data["answer"], Unit(form.chosen_unit))
    path = replay(journey.protocol, journey.answers)
    if not journey.store.is_trial:
        counting.went_on(journey.protocol, before, path)
    return _lead_to(journey, path.next_page)


def _lead_to(journey: Journey, page: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(journey.store.url(page))
    journey.store.write(response, journey)
    return response


@require_safe
def check(request: HttpRequest, store: Store) -> HttpResponse:
    """Show all answers, each with a way to change it."""
    journey = store.read(request)
    path = replay(journey.protocol, journey.answers)
    if not path.complete:
        return redirect(store.url(path.next_page))
    return _page(request, store, "check", result_page.check(journey, path))


@require_safe
def result(request: HttpRequest, store: Store) -> HttpResponse:
    """How soon to get help, why, and what to do until then."""
    journey = store.read(request)
    assessment = assess(journey.protocol, journey.answers)
    if not assessment.path.complete:
        return redirect(store.url(assessment.path.next_page))
    return _page(request, store, "result", result_page.result(journey, assessment))


@require_POST
def delete(request: HttpRequest, store: Store) -> HttpResponse:
    """Forget the answers."""
    response = redirect(f"{store.start_url}?notice=deleted")
    store.delete(response)
    return response


def _page(request: HttpRequest, store: Store, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"triage/journey/{name}.html", context | store.context)
