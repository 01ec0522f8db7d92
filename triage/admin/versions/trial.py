"""Try a draft as patients would meet it: the pages of a journey over a store of the desk, and one question alone."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from triage.admin.requests import must_be_allowed
from triage.engine.parts import placeholders
from triage.engine.parts.condition import Answer
from triage.engine.parts.errors import AnswerError, ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.run import answers
from triage.engine.run.replay import Path
from triage.journey import question_page, views
from triage.journey.cookie import BadJourneyError, Journey, NoJourneyError, Store
from triage.journey.forms import PageForm
from triage.journey.pages import Asked
from triage.journey.ways import Way
from triage.models import ProtocolVersion
from triage.versions import drafts

Params = ParamSpec("Params")


class Trial(Store):
    """The store of a trial: a cookie for the trial's own pages on the desk, and the draft as it is now."""

    cookie = "trial"
    same_site = "Strict"
    is_trial = True

    def __init__(self, row: ProtocolVersion) -> None:
        """Raises ProtocolError for an inconsistent draft, and for a version that is not what was published."""
        # Worked cases of a draft are not read: a trial shows none. The checksum of a frozen version covers them.
        content = drafts.content_without_cases(row) if row.is_draft else drafts.content(row)
        self.protocol = placeholders.filled(content)
        super().__init__(row.protocol.slug, "", reverse("admin:triage_protocolversion_try", args=[row.pk]))
        self.download_url = ""
        self.row = row
        self.desk_url = reverse("admin:triage_protocolversion_change", args=[row.pk])
        self.context = {"trial": self}

    def read(self, request: HttpRequest) -> Journey:
        """The trial that the browser carries; one without answers where there is none that can be read."""
        try:
            return super().read(request)
        except (NoJourneyError, BadJourneyError):
            return Journey(self.protocol, self, {})

    def protocol_of(self, version: int) -> Protocol:
        return self.protocol

    def given(self, protocol: Protocol, values: Mapping[str, Sequence[str]]) -> dict[str, Answer]:
        """The answers that still fit: the draft may have been edited since they were given."""
        fitting = {}
        for key, sent in values.items():
            question = protocol.question_by_key.get(key)
            if question is not None and question.derive is None:
                with suppress(AnswerError):
                    fitting[key] = answers.read(question, sent)
        return fitting


def _on_draft(view: Callable[Concatenate[HttpRequest, Trial, Params], HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a view the trial of a version. An inconsistent draft can't be tried: its own page says why."""

    @wraps(view)
    def page(request: HttpRequest, /, pk: int, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        must_be_allowed(request, "view_protocolversion")
        found = ProtocolVersion.objects.select_related("protocol", "default_article")
        row = get_object_or_404(found, pk=pk)
        try:
            return view(request, Trial(row), *args, **kwargs)
        except ProtocolError as error:
            words = _("You can try this draft once it is consistent. %(why)s") if row.is_draft else "%(why)s"
            messages.error(request, words % {"why": error})
            return redirect("admin:triage_protocolversion_change", pk)

    return page


@_on_draft
def start(request: HttpRequest, trial: Trial) -> HttpResponse:
    """The start page of the triage."""
    return views.start(request, trial, trial.protocol)


@_on_draft
def page(request: HttpRequest, trial: Trial, page: str) -> HttpResponse:
    """A page of the trial: a question by its key, or `check`, `result`, `plan`, `delete`."""
    match page:
        case "check":
            return views.check(request, trial)
        case "result":
            return views.result(request, trial)
        case "plan":
            return views.plan(request, trial)
        case "delete":
            return views.delete(request, trial)
        case key:
            return views.question(request, trial, key)


@_on_draft
def preview(request: HttpRequest, trial: Trial, question: str) -> HttpResponse:
    """One question's page as patients see it (GET); what it says to an answer (POST)."""
    asked = trial.protocol.question_by_key.get(question)
    if asked is None or asked.derive is not None:
        raise Http404
    keys = [other.key for other in trial.protocol.questions if other.derive is None]
    head = trial.protocol.page_of[question]
    journey, way = Journey(trial.protocol, trial, {}), Way(Path(tuple(keys), {}, (), {}, question), (head,), head)
    sent = request.POST if request.method == "POST" else None
    form = PageForm([Asked(asked)], trial.protocol.threshold_values, sent, action=request.path)
    place = keys.index(question)
    before = [trial.row.pk, keys[place - 1]]
    links = {
        "back_url": reverse("admin:triage_protocolversion_preview", args=before) if place else trial.desk_url,
        "delete_url": "",
        "accepted": request.method == "POST" and form.is_valid(),
    }
    context = question_page.context(journey, way, form, head) | trial.context | links
    return render(request, question_page.TEMPLATE, context, status=400 if form.errors else 200)
