"""The page of one question.

Most pages of the site that are served are questions without an answer yet: the same for everybody, but for the
journey's key and the form's token. So the process keeps their text, and fills in the two. It is rendered for a request
without a patient and a journey without answers: nothing of a patient can be in what is kept.
"""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from calfsite.lib import held
from calfsite.practice import current
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question
from triage.engine.run.replay import Path
from triage.journey.cookie import Journey, Store
from triage.journey.forms import QuestionForm

TEMPLATE = "triage/journey/question.html"
MAX_KEPT = 1000  # pages; some 7 kB each
_KEY, _TOKEN = get_random_string(32), get_random_string(32)  # placeholders in the kept text; nobody can guess them
_kept: dict[tuple[object, ...], tuple[Protocol, str]] = {}
held.on_reset(_kept.clear)


def open_questions(path: Path) -> tuple[str, ...]:
    """The questions that can be opened now: those on the path up to the first that is still unanswered."""
    if path.next_question is None:
        return path.asked
    return path.asked[: path.asked.index(path.next_question) + 1]


def context(journey: Journey, path: Path, question: str, form: QuestionForm) -> dict[str, Any]:
    """What the page is rendered with."""
    place = path.asked.index(question)
    store = journey.store
    return {
        "form": form,
        "protocol_title": journey.protocol.title,
        "step": _("Question %(number)s") % {"number": place + 1},
        "back_url": store.url(path.asked[place - 1]) if place else store.start_url,
        "delete_url": store.url("delete"),
    }


def unanswered(request: HttpRequest, journey: Journey, path: Path, asked: Question) -> HttpResponse:
    """The question's page for a patient's journey that has not answered it."""
    text = _text(journey, path, asked)
    return HttpResponse(text.replace(_KEY, journey.store.key).replace(_TOKEN, get_token(request)))


def _text(journey: Journey, path: Path, asked: Question) -> str:
    protocol = journey.protocol
    upto = path.asked[: path.asked.index(asked.key) + 1]
    # A protocol is recognized by being the very same object, which is fast. It is kept with the page, so that no other
    # object can get its id.
    place = (id(protocol), upto[-2:], len(upto), journey.unit, current.practice(), get_language())
    kept = _kept.get(place)
    if kept is None:
        if len(_kept) >= MAX_KEPT:
            _kept.clear()
        blank = replace(journey, store=Store(journey.store.slug, _KEY), answers={})
        kept = _kept[place] = (protocol, _render(blank, path, asked))
    return kept[1]


def _render(blank: Journey, path: Path, asked: Question) -> str:
    request = HttpRequest()
    request.path = blank.store.url(asked.key)
    form = QuestionForm(asked, unit=blank.unit)
    return render_to_string(TEMPLATE, context(blank, path, asked.key, form) | {"csrf_token": _TOKEN}, request)
