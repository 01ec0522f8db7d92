"""A page of questions: one, or a few that belong together.

Most pages of the site that are served are questions without an answer yet: the same for everybody, but for the
journey's key and the form's token. So the process keeps their text, and fills in the two. It is rendered for a request
without a patient and a journey without answers: nothing of a patient can be in what is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
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
from triage.engine.parts.question import Stage
from triage.engine.run.replay import Path, replay
from triage.journey import pages
from triage.journey.cookie import Journey, Store
from triage.journey.forms import PageForm
from triage.journey.pages import Asked

TEMPLATE = "triage/journey/question.html"
MAX_KEPT = 1000  # pages; some 7 kB each
_KEY, _TOKEN = get_random_string(32), get_random_string(32)  # placeholders in the kept text; nobody can guess them
_kept: dict[tuple[object, ...], tuple[Protocol, str]] = {}
held.on_reset(_kept.clear)


@dataclass(frozen=True)
class Place:
    """A page that can be opened now, and the path on which it lies."""

    path: Path
    head: str
    """Its first question, which gives it its address."""
    result_at: int | None = None
    """After how many pages the result came, where it comes before this one: the page completes the answers for a
    clinician after an emergency, or is for the plan. No answer here bears on the urgency."""

    @cached_property
    def seen(self) -> list[str]:
        """The pages on the path."""
        return list(dict.fromkeys(map(self.path.page_of.__getitem__, self.path.asked)))

    @property
    def index(self) -> int:
        """Its place among them."""
        return self.seen.index(self.head)

    @property
    def next_page(self) -> str:
        """Where to go on after it, by the same path."""
        return "result" if self.result_at is not None and self.path.complete else self.path.next_page


def place_of(journey: Journey, head: str) -> Place | None:
    """Where a page lies that can be opened now: on the path up to what is still to be answered, or past the result."""
    path = replay(journey.protocol, journey.answers)
    place = Place(path, head)
    if head in _open(path):
        return place
    if not path.complete:
        return None
    further = replay(journey.protocol, journey.answers, past_emergency=path.is_emergency, plan=not path.is_emergency)
    return Place(further, head, len(place.seen)) if head in _open(further) else None


def _open(path: Path) -> set[str]:
    """The pages up to the first that is still unanswered."""
    seen = path.asked if path.next_question is None else path.asked[: path.asked.index(path.next_question) + 1]
    return {path.page_of[key] for key in seen}


def context(journey: Journey, place: Place, form: PageForm) -> dict[str, Any]:
    """What the page is rendered with."""
    return {"form": form, **_facts(journey, place)}


def _facts(journey: Journey, place: Place) -> dict[str, str]:
    """What the page says beside its form."""
    protocol, store, index = journey.protocol, journey.store, place.index
    stage = pages.stage_of(protocol, place.head)
    number = 1 + sum(pages.stage_of(protocol, head) is stage for head in place.seen[:index])
    words = _("Question %(number)s of about %(about)s")
    if stage is Stage.PLAN:
        words = _("For your plan: question %(number)s of about %(about)s")
    if index == place.result_at:
        back_url = store.url("result")
    else:
        back_url = store.url(place.seen[index - 1]) if index else store.start_url
    return {
        "protocol_title": protocol.title,
        "step": words % {"number": number, "about": max(number, pages.about(protocol, place.path, stage))},
        "answer_for": labels.answer_for(journey.who),
        "emergency_url": store.url("result") if place.result_at is not None and place.path.is_emergency else "",
        "back_url": back_url,
        "delete_url": store.url("delete"),
    }


def form(journey: Journey, page: Sequence[Asked], head: str, data: QueryDict | None = None) -> PageForm:
    """The form of a page with this input, or with the answers given before."""
    given = {asked.question.key: journey.sent(asked.question.key) for asked in page}
    return PageForm(page, pages.values(journey.protocol), data, given, journey.store.url(head))


def unanswered(request: HttpRequest, journey: Journey, place: Place, page: Sequence[Asked]) -> HttpResponse:
    """The page for a patient's journey that has not answered any of its questions."""
    text = _text(journey, place, page)
    return HttpResponse(text.replace(_KEY, journey.store.key).replace(_TOKEN, get_token(request)))


def _text(journey: Journey, place: Place, page: Sequence[Asked]) -> str:
    protocol = journey.protocol
    blank = Journey(protocol, Store(journey.store.slug, _KEY), {}, who=journey.who)
    facts = _facts(blank, place)
    asked = tuple((one.name, one.only_if) for one in page)
    # A protocol is recognized by being the very same object, which is fast. It is kept with the page, so that no other
    # object can get its id.
    which = (id(protocol), place.head, asked, *facts.values(), current.practice(), get_language())
    kept = _kept.get(which)
    if kept is None:
        if len(_kept) >= MAX_KEPT:
            _kept.clear()
        kept = _kept[which] = (protocol, _render(blank, facts, page, place.head))
    return kept[1]


def _render(blank: Journey, facts: dict[str, str], page: Sequence[Asked], head: str) -> str:
    request = HttpRequest()
    request.path = blank.store.url(head)
    return render_to_string(TEMPLATE, {**facts, "form": form(blank, page, head), "csrf_token": _TOKEN}, request)
