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
from triage.engine.run.replay import Path
from triage.journey import pages
from triage.journey.cookie import Journey, Store
from triage.journey.forms import PageForm
from triage.journey.pages import Asked

TEMPLATE = "triage/journey/question.html"
MAX_KEPT = 1000  # pages; some 7 kB each
_KEY, _TOKEN = get_random_string(32), get_random_string(32)  # placeholders in the kept text; nobody can guess them
_kept: dict[tuple[object, ...], tuple[Protocol, str]] = {}
held.on_reset(_kept.clear)


def open_pages(path: Path, protocol: Protocol) -> list[str]:
    """The pages that can be opened now: those on the path up to the first that is still unanswered."""
    seen = path.asked if path.next_question is None else path.asked[: path.asked.index(path.next_question) + 1]
    return pages.of(protocol, seen)


def next_page(protocol: Protocol, path: Path) -> str:
    """Where the journey goes on: the page with the first open question; when there is none, `check` or `result`."""
    return protocol.page_of.get(path.next_page, path.next_page)


def context(journey: Journey, path: Path, form: PageForm, head: str) -> dict[str, Any]:
    """What the page is rendered with."""
    return {"form": form, **_facts(journey, path, head)}


def _facts(journey: Journey, path: Path, head: str) -> dict[str, str]:
    """What the page says beside its form."""
    protocol, store = journey.protocol, journey.store
    seen = pages.of(protocol, path.asked)
    place = seen.index(head)
    numbers = {"number": place + 1, "about": max(place + 1, pages.about(protocol, path))}
    return {
        "protocol_title": protocol.title,
        "step": _("Question %(number)s of about %(about)s") % numbers,
        "answer_for": labels.answer_for(journey.who),
        "back_url": store.url(seen[place - 1]) if place else store.start_url,
        "delete_url": store.url("delete"),
    }


def form(journey: Journey, page: Sequence[Asked], head: str, data: QueryDict | None = None) -> PageForm:
    """The form of a page with this input, or with the answers given before."""
    given = {asked.question.key: journey.sent(asked.question.key) for asked in page}
    return PageForm(page, pages.values(journey.protocol), data, given, journey.store.url(head))


def unanswered(request: HttpRequest, journey: Journey, path: Path, page: Sequence[Asked], head: str) -> HttpResponse:
    """The page for a patient's journey that has not answered any of its questions."""
    text = _text(journey, path, page, head)
    return HttpResponse(text.replace(_KEY, journey.store.key).replace(_TOKEN, get_token(request)))


def _text(journey: Journey, path: Path, page: Sequence[Asked], head: str) -> str:
    protocol = journey.protocol
    blank = Journey(protocol, Store(journey.store.slug, _KEY), {}, who=journey.who)
    facts = _facts(blank, path, head)
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
