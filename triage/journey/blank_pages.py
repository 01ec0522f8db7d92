"""The page of a question without an answer: the same for everybody, but for the journey's key and form's token.

It is most of what the site serves, so the process keeps it as text, and fills in the two. It is rendered for a request
that is nobody's and a journey without answers: nothing of a patient can be in what is kept.
"""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.utils.translation import get_language

from calfsite.lib import held
from calfsite.practice import current
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question
from triage.engine.run.replay import Path
from triage.journey import presenters
from triage.journey.cookie import Journey
from triage.journey.forms import QuestionForm

TEMPLATE = "triage/journey/question.html"
MOST_KEPT = 1000  # pages; some 7 kB each
_KEY, _TOKEN = get_random_string(32), get_random_string(32)  # stand in the kept text; nobody can write them
_kept: dict[tuple[object, ...], tuple[Protocol, str]] = {}
held.on_reset(_kept.clear)


def page(request: HttpRequest, journey: Journey, path: Path, asked: Question) -> HttpResponse:
    """The question's page for this journey, which must not have answered it."""
    text = _text(journey, path, asked)
    return HttpResponse(text.replace(_KEY, journey.key).replace(_TOKEN, get_token(request)))


def _text(journey: Journey, path: Path, asked: Question) -> str:
    protocol = journey.protocol
    upto = path.asked[: path.asked.index(asked.key) + 1]
    # A protocol is known by being the very same object, which is quick to see; kept with the page, it can't go away.
    place = (id(protocol), upto[-2:], len(upto), journey.unit, current.practice(), get_language())
    kept = _kept.get(place)
    if kept is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        kept = _kept[place] = (protocol, _render(replace(journey, key=_KEY, answers={}), path, asked))
    return kept[1]


def _render(nobodys: Journey, path: Path, asked: Question) -> str:
    request = HttpRequest()
    request.path = nobodys.url(asked.key)
    form = QuestionForm(asked, unit=nobodys.unit)
    context = presenters.question_page(nobodys, path, asked.key, form)
    return render_to_string(TEMPLATE, context | {"csrf_token": _TOKEN}, request)
