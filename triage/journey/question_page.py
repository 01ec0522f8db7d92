"""A page of questions: one, or a few that belong together.

Most pages of the site that are served are questions without an answer yet: the same for everybody, but for the
journey's key and the form's token. So the process keeps their text, and fills in the two. It is rendered for a request
without a patient and a journey without answers: nothing of a patient can be in what is kept.
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from calfsite.lib import held
from calfsite.practice import current
from triage import labels
from triage.engine.parts.protocol import Protocol
from triage.journey import pages
from triage.journey.cookie import Journey, Store
from triage.journey.forms import PageForm
from triage.journey.pages import Asked
from triage.journey.ways import Way

TEMPLATE = "triage/journey/question.html"
MAX_KEPT = 1000  # pages; some 7 kB each
_KEY, _TOKEN = get_random_string(32), get_random_string(32)  # placeholders in the kept text; nobody can guess them
_kept: dict[tuple[object, ...], tuple[Protocol, str]] = {}
held.on_reset(_kept.clear)


def context(journey: Journey, way: Way, form: PageForm, head: str) -> dict[str, Any]:
    """What the page is rendered with."""
    return {"form": form, **_facts(journey, way, head)}


def _facts(journey: Journey, way: Way, head: str) -> dict[str, Any]:
    """What the page says beside its form."""
    protocol, store = journey.protocol, journey.store
    place = way.pages.index(head)
    before = way.pages[place - 1] if place else "result" if way.from_result else ""
    return {
        "protocol_title": protocol.title,
        "step": "" if way.from_result else _step(place + 1, pages.about(protocol, way.path)),
        "answer_for": labels.answer_for(journey.who),
        "result_url": store.url("result") if way.from_result else "",
        "is_waiting": way.from_result and not way.is_plan,
        "back_url": store.url(before) if before else store.start_url,
        "delete_url": store.url("delete"),
    }


def _step(number: int, about: int) -> str:
    return _("Question %(number)s of about %(about)s") % {"number": number, "about": max(number, about)}


def form(journey: Journey, page: Sequence[Asked], head: str, data: QueryDict | None = None) -> PageForm:
    """The form of a page with this input, or with the answers given before."""
    given = {asked.question.key: journey.sent(asked.question.key) for asked in page}
    return PageForm(page, journey.protocol.threshold_values, data, given, journey.store.url(head))


def unanswered(request: HttpRequest, journey: Journey, way: Way, page: Sequence[Asked], head: str) -> HttpResponse:
    """The page for a patient's journey that has not answered any of its questions."""
    text = _text(journey, way, page, head)
    return HttpResponse(text.replace(_KEY, journey.store.key).replace(_TOKEN, get_token(request)))


def _text(journey: Journey, way: Way, page: Sequence[Asked], head: str) -> str:
    protocol = journey.protocol
    blank = Journey(protocol, Store(journey.store.slug, _KEY), {}, who=journey.who)
    facts = _facts(blank, way, head)
    # A protocol is recognized by being the very same object, which is fast. It is kept with the page, so that no other
    # object can get its id.
    asked = tuple((one.name, one.only_if) for one in page)
    place = (id(protocol), head, asked, *facts.values(), current.practice(), get_language())
    kept = _kept.get(place)
    if kept is None:
        if len(_kept) >= MAX_KEPT:
            _kept.clear()
        kept = _kept[place] = (protocol, _render(blank, facts, page, head))
    return kept[1]


def _render(blank: Journey, facts: dict[str, Any], page: Sequence[Asked], head: str) -> str:
    request = HttpRequest()
    request.path = blank.store.url(head)
    return render_to_string(TEMPLATE, facts | {"form": form(blank, page, head), "csrf_token": _TOKEN}, request)
