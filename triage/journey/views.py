"""The pages of a journey, a patient's or a trial's. Each view: read the journey, ask the engine, render.

`public` gives them a patient's store; the desk gives them that of a draft (triage/admin/versions/trial.py).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from triage import labels
from triage.engine.parts.protocol import Protocol
from triage.engine.run.assess import assess
from triage.engine.run.replay import replay
from triage.journey import pages, plan_page, question_page, result_page, ways
from triage.journey.cookie import Journey, Rejected, Store
from triage.journey.pages import Asked
from triage.journey.ways import Way
from triage.totals import counting

takes_form = require_http_methods(["GET", "HEAD", "POST"])


@takes_form
def start(request: HttpRequest, store: Store, protocol: Protocol) -> HttpResponse:
    """What the questions are for (GET); begin a journey (POST)."""
    if request.method == "POST":
        path = replay(protocol, {})
        if not store.is_trial:
            counting.began(protocol, path)
        who = request.POST.get("who", "")
        journey = Journey(protocol, store, {}, who=who if who in labels.WHO else "")
        return _lead_to(journey, path.next_page)
    notice = labels.notice(request.GET.get("notice", ""))
    context = {"protocol": protocol, "length": pages.length(protocol), "whom": labels.whom(), "notice": notice}
    return _page(request, store, "start", context)


@takes_form
def question(request: HttpRequest, store: Store, key: str) -> HttpResponse:
    """Ask the questions of one page (GET); take their answers and go on (POST)."""
    journey = store.read(request)
    protocol = journey.protocol
    head = protocol.page_of.get(key)
    if head is None:
        raise Http404
    way = ways.way_to(journey, head)
    if head not in way.pages:
        return redirect(store.url(way.next_page))
    if head != key:
        return redirect(store.url(head))
    page = pages.on_page(protocol, head, way.path)
    if request.method == "POST":
        return _take(journey, way, page, head, request.POST)
    rejected = journey.rejected_input(head)
    is_blank = rejected is None and all(asked.question.key not in journey.answers for asked in page)
    if is_blank and not store.is_trial:
        return question_page.unanswered(request, journey, way, page, head)
    form = question_page.form(journey, page, head, rejected)
    return _page(request, store, "question", question_page.context(journey, way, form, head))


def _take(journey: Journey, before: Way, page: Sequence[Asked], head: str, sent: QueryDict) -> HttpResponseRedirect:
    """Take the answers and go on; or have the page asked again, which then says what was wrong.

    That too is a page of its own, not the answer to a sent form: so it can be reloaded, left and come back to. An
    emergency that begins here does not wait for the rest of its page.
    """
    form = question_page.form(journey, page, head, sent)
    is_valid = form.is_valid()
    answered = journey.with_answers(form.answers(), form.typed())
    after = ways.way_to(answered, head)
    if not is_valid and (after.from_result or not after.path.is_emergency):
        return _lead_to(replace(journey, rejected=Rejected.of(head, form.names(), sent)), head)
    if not journey.store.is_trial and not after.from_result:
        counting.went_on(journey.protocol, before.path, after.path)
    return _lead_to(answered, after.next_page)


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


@require_safe
def plan(request: HttpRequest, store: Store) -> HttpResponse:
    """The exercises for home, once its questions are answered."""
    journey = store.read(request)
    assessment = assess(journey.protocol, journey.answers)
    if not result_page.plan_is_offered(journey.protocol, assessment):
        return redirect(store.url("result"))
    path = replay(journey.protocol, journey.answers, plan=True)
    if not path.complete:
        return redirect(store.url(path.next_page))
    return _page(request, store, "plan", plan_page.context(journey, assessment, path))


@takes_form
def delete(request: HttpRequest, store: Store) -> HttpResponse:
    """Ask once whether to forget the answers (GET); forget them (POST)."""
    if request.method == "POST":
        response = redirect(f"{store.start_url}?notice=deleted")
        store.delete(response)
        return response
    journey = store.read(request)
    path = replay(journey.protocol, journey.answers)
    back_url = store.url(path.next_page)
    return _page(request, store, "delete", {"protocol_title": journey.protocol.title, "back_url": back_url})


def _page(request: HttpRequest, store: Store, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"triage/journey/{name}.html", context | store.context)
