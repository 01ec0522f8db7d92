"""Try a draft as patients would meet it: one question, or the whole way to the result. All of it in the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from triage.admin.requests import must_be_allowed
from triage.admin.versions import trial
from triage.admin.versions.trial import Trial
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.threshold import Unit
from triage.engine.parts.urgency import Urgency
from triage.engine.run import answers
from triage.engine.run.assess import assess
from triage.engine.run.replay import Path, replay
from triage.journey import presenters, result_page
from triage.journey.cookie import Journey
from triage.journey.forms import QuestionForm
from triage.models import ProtocolVersion

Page = Callable[..., HttpResponse]


def on_draft(page: Page) -> Page:
    """Hands the version to a page; a draft in pieces can't be tried, and says so."""

    @wraps(page)
    def guarded(request: HttpRequest, pk: int, **where: str) -> HttpResponse:
        must_be_allowed(request, "view_protocolversion")
        row = get_object_or_404(ProtocolVersion.objects.select_related("protocol"), pk=pk)
        try:
            return page(request, row, **where)
        except ProtocolError as error:
            messages.error(request, _("The draft can’t be tried before it fits together. %(why)s") % {"why": error})
            return redirect("admin:triage_protocolversion_change", pk)

    return guarded


@on_draft
def preview(request: HttpRequest, row: ProtocolVersion, question: str) -> HttpResponse:
    """One question's page as patients see it (GET); what it says to an answer (POST)."""
    journey = Trial(trial.worded(row), "preview", {}, draft=row.pk, preview=True)
    asked = journey.protocol.question_by_key.get(question)
    if asked is None or asked.derive is not None:
        raise Http404
    keys = tuple(q.key for q in journey.protocol.questions if q.derive is None)
    form = QuestionForm(asked, data=request.POST if request.method == "POST" else None, unit=journey.unit)
    taken = request.method == "POST" and form.is_valid()
    context = presenters.question_page(journey, Path(keys, {}, (), {}, question), question, form)
    return _page(request, row, "question", context | {"taken": taken, "is_preview": True})


@on_draft
def start(request: HttpRequest, row: ProtocolVersion) -> HttpResponse:
    """The first page of the triage (GET); begin afresh (POST)."""
    protocol = trial.worded(row)
    if request.method == "POST":
        journey = Trial(protocol, "trial", {}, draft=row.pk)
        return _lead_to(journey, _next_page(replay(protocol, {})))
    return _page(request, row, "start", {"protocol": protocol, "notice": ""})


@on_draft
def step(request: HttpRequest, row: ProtocolVersion, page: str) -> HttpResponse:
    """A page of the trial: a question, the answers, the result; or forgetting the answers."""
    journey = trial.read(request, row)
    if page == "delete":
        response = HttpResponseRedirect(trial.root(row.pk))
        if request.method == "POST":
            trial.forget(response, row.pk)
        return response
    path = replay(journey.protocol, journey.answers)
    if page in {"check", "result"}:
        if not path.complete:
            return HttpResponseRedirect(journey.url(_next_page(path)))
        return _check(request, row, journey, path) if page == "check" else _result(request, row, journey)
    return _question(request, row, journey, path, page)


def _question(request: HttpRequest, row: ProtocolVersion, journey: Trial, path: Path, key: str) -> HttpResponse:
    asked = journey.protocol.question_by_key.get(key)
    if asked is None or asked.derive is not None:
        raise Http404
    if key not in presenters.open_questions(path):
        return HttpResponseRedirect(journey.url(_next_page(path)))
    given = answers.write(journey.answers[key]) if key in journey.answers else ()
    form = QuestionForm(asked, data=request.POST if request.method == "POST" else None, given=given, unit=journey.unit)
    if request.method == "POST" and form.is_valid():
        changed = journey.with_answer(key, form.cleaned_data["answer"], Unit(form.chosen_unit))
        return _lead_to(changed, _next_page(replay(changed.protocol, changed.answers)))
    return _page(request, row, "question", _own_links(journey, presenters.question_page(journey, path, key, form)))


def _check(request: HttpRequest, row: ProtocolVersion, journey: Trial, path: Path) -> HttpResponse:
    return _page(request, row, "check", _own_links(journey, presenters.check_page(journey, path)))


def _result(request: HttpRequest, row: ProtocolVersion, journey: Trial) -> HttpResponse:
    context = result_page.page(journey, assess(journey.protocol, journey.answers))
    return _page(request, row, "result", _own_links(journey, context) | {"download_url": ""})


def _own_links(journey: Trial, context: dict[str, Any]) -> dict[str, Any]:
    """The page's links to the public start lead to the trial's own."""
    public, own = presenters.start_url(journey.protocol.slug), trial.root(journey.draft)
    return {name: own if value == public else value for name, value in context.items()}


def _page(request: HttpRequest, row: ProtocolVersion, name: str, context: dict[str, Any]) -> HttpResponse:
    public = presenters.start_url(row.protocol.slug)
    back = reverse("admin:triage_protocolversion_change", args=[row.pk])
    if context.get("back_url") == public:
        context["back_url"] = back if context.get("is_preview") else trial.root(row.pk)
    if context.get("is_preview"):
        context["delete_url"] = ""
    context |= {"row": row, "desk_url": back, "try_url": trial.root(row.pk)}
    form = context.get("form")
    status = 400 if form is not None and form.errors else 200
    return render(request, f"admin/triage/try_{name}.html", context, status=status)


def _next_page(path: Path) -> str:
    """As on the public pages: the first open question, the answers, or, in an emergency, the result at once."""
    if path.next_question is not None:
        return path.next_question
    emergency = any(rule.finding.urgency is Urgency.EMERGENCY for rule in path.held)
    return "result" if emergency else "check"


def _lead_to(journey: Journey, page: str) -> HttpResponse:
    response = HttpResponseRedirect(journey.url(page))
    assert isinstance(journey, Trial)  # noqa: S101  an answer leaves it what it is
    trial.write(response, journey, secure=settings.SESSION_COOKIE_SECURE)
    return response
