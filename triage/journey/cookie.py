"""The journey's cookie: where a patient's answers live, and nowhere else.

Signed, so that nobody else can write one; HttpOnly and SameSite; scoped to the journey's own address, so that two
tabs never mix; short-lived. The path through the questions is not in it: it is replayed from the answers.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.crypto import get_random_string

from triage import labels
from triage.engine.parts.condition import Answer
from triage.engine.parts.errors import AnswerError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question
from triage.engine.run import answers as engine_answers
from triage.engine.run import typed_numbers
from triage.versions import live

COOKIE = "journey"
MAX_COOKIE_BYTES = 4096  # what browsers keep at most; anything larger is not ours
LONG_COOKIE_BYTES = 1000  # longer ones are compressed; the others not, as it takes longer than to sign them
MAX_REJECTED_CHARS, MAX_REJECTED_VALUES = 100, 20  # more than any valid answer has


class NoJourneyError(LookupError):
    """The browser sent no answers for this journey: never begun here, expired, or cookies are off."""


class BadJourneyError(ValueError):
    """The browser sent answers that can't be read: forged, cut off, too large or too old. Start again."""


class Store:
    """Where the answers of a journey are kept, and where its pages are.

    This is a patient's: a cookie for the pages of one journey. `Trial` (triage/admin) is the one of a draft.
    """

    cookie = COOKIE
    same_site: Literal["Lax", "Strict"] = "Lax"
    is_trial = False
    """Whether a clinician tries the questions: nothing is counted, and no page is kept for others."""

    def __init__(self, slug: str, key: str, start_url: str = "") -> None:
        self.slug, self.key = slug, key
        self.start_url = start_url or _start_url(slug)
        self.root = f"{self.start_url}{key}/" if key else self.start_url
        """The address under which all its pages are: the cookie's scope, and part of its signature."""
        self.download_url = f"{self.root}answers.json"
        self.context: dict[str, Any] = {"trial": None}
        """What every page of the journey is rendered with beside its own context."""

    def url(self, page: str) -> str:
        """The address of one of its pages: a question's key, `check`, `result` or `delete`."""
        return f"{self.root}{page}/"

    def read(self, request: HttpRequest) -> "Journey":
        """The journey that the browser carries. Raises NoJourneyError, BadJourneyError, and as `live.of_journey`."""
        cookie = request.COOKIES.get(self.cookie)
        if cookie is None:
            raise NoJourneyError
        if len(cookie) > MAX_COOKIE_BYTES:
            raise BadJourneyError
        try:
            content = signing.loads(cookie, salt=self.root, max_age=settings.JOURNEY_LIFETIME_SECONDS)
            protocol = self.protocol_of(content["version"])
            given = self.given(protocol, content["answers"])
        except (signing.BadSignature, live.UnknownProtocolError, AnswerError, KeyError, TypeError):
            raise BadJourneyError from None  # the cause could quote an answer
        typed, who, rejected = content.get("typed", {}), content.get("who", ""), content.get("rejected")
        return Journey(protocol, self, given, typed, who, Rejected(*rejected) if rejected else None)

    def protocol_of(self, version: int) -> Protocol:
        """The version that the journey began with."""
        return live.of_journey(self.slug, version)

    def given(self, protocol: Protocol, values: Mapping[str, Sequence[str]]) -> dict[str, Answer]:
        """The answers in a cookie, by question key. Raises AnswerError or KeyError for one that does not fit."""
        return {key: engine_answers.read(protocol.question_by_key[key], sent) for key, sent in values.items()}

    def write(self, response: HttpResponse, journey: "Journey") -> None:
        """Give the answers back to the browser."""
        value = self._signed(journey)
        if journey.rejected and len(value) > MAX_COOKIE_BYTES - len(self.cookie) - 1:  # browsers count the name too
            value = self._signed(replace(journey, rejected=Rejected(journey.rejected.page, "")))
        response.set_cookie(
            self.cookie,
            value,
            max_age=settings.JOURNEY_LIFETIME_SECONDS,
            path=self.root,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite=self.same_site,
        )

    def _signed(self, journey: "Journey") -> str:
        content = {
            "version": journey.protocol.version,
            "answers": {question: engine_answers.write(answer) for question, answer in journey.answers.items()},
        }
        if journey.typed:
            content["typed"] = journey.typed
        if journey.who:
            content["who"] = journey.who
        if journey.rejected:
            content["rejected"] = [journey.rejected.page, journey.rejected.sent]
        value = signing.dumps(content, salt=self.root)
        if len(value) <= LONG_COOKIE_BYTES:
            return value
        return signing.dumps(content, salt=self.root, compress=True)

    def delete(self, response: HttpResponse) -> None:
        """Have the browser forget the answers."""
        response.delete_cookie(self.cookie, path=self.root, samesite=self.same_site)


@dataclass(frozen=True)
class Rejected:
    """What the patient sent last, where it was no valid answer: shown again, beside what is wrong with it."""

    page: str
    sent: str
    """The form as it was sent, cut where it is far too long to be an answer."""

    @classmethod
    def of(cls, page: str, names: Iterable[str], form: QueryDict) -> "Rejected":
        """What this form sent in the fields with these names."""
        values = ((name, value) for name in names for value in form.getlist(name)[:MAX_REJECTED_VALUES])
        return cls(page, urlencode([(name, value[:MAX_REJECTED_CHARS]) for name, value in values]))


@dataclass(frozen=True)
class Journey:
    """One patient's way through one version of a protocol."""

    protocol: Protocol
    store: Store
    answers: dict[str, Answer]
    typed: Mapping[str, str] = field(default_factory=dict)
    """The numbers that were typed otherwise than the answer has them: `3 weeks`, where that is 21 days."""
    who: str = ""
    """Whom the answers are about, one of `labels.WHO`."""
    rejected: Rejected | None = None

    def with_answers(self, answers: Mapping[str, Answer], typed: Mapping[str, str]) -> "Journey":
        """This journey with answers given or changed. All others are kept, on the path or not."""
        others = {question: text for question, text in self.typed.items() if question not in answers}
        return replace(self, answers={**self.answers, **answers}, typed={**others, **typed}, rejected=None)

    def sent(self, question: str) -> list[str]:
        """The answer to a question as a form sends it; nothing where there is none."""
        answer = self.answers.get(question)
        if isinstance(answer, Decimal) and question in self.typed:
            return [self.typed[question]]
        return engine_answers.write(answer)

    def words(self, question: Question, answer: Answer) -> tuple[str, ...]:
        """An answer in the question's own words; a number that was typed with its unit as it was typed."""
        typed = self.typed.get(question.key, "")
        if answer == 0 and labels.has_today(question) and not re.search("[1-9]", typed):
            return (labels.today(),)
        if isinstance(answer, Decimal) and typed_numbers.names_unit(typed):
            return (typed,)
        return question.answer_texts(answer)

    def rejected_input(self, page: str) -> QueryDict | None:
        """The form that was sent last, where it was sent to this page and held no valid answer."""
        if self.rejected is None or self.rejected.page != page:
            return None
        return QueryDict(self.rejected.sent)


def new(slug: str) -> Store:
    """The store of a new journey, at an address that nobody can guess."""
    return Store(slug, get_random_string(12))


@lru_cache(maxsize=64)  # needed by every request, and it never changes
def _start_url(slug: str) -> str:
    return reverse("triage_start", args=[slug])
