"""The journey's cookie: where a patient's answers live, and nowhere else.

Signed, so that nobody else can write one; HttpOnly and SameSite; scoped to the journey's own address, so that two
tabs never mix; short-lived. The path through the questions is not in it: it is replayed from the answers.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.crypto import get_random_string

from triage.engine.parts.condition import Answer
from triage.engine.parts.errors import AnswerError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.threshold import Unit
from triage.engine.run import answers as engine_answers
from triage.journey import lengths
from triage.versions import live

COOKIE = "journey"
MAX_COOKIE_BYTES = 4096  # what browsers keep at most; anything larger is not ours
MOST_CHARACTERS, MOST_VALUES = 100, 20  # kept of what was sent and refused: more than any answer has


class NoJourneyError(LookupError):
    """The browser sent no answers for this journey: never begun here, run out, or cookies are off."""


class BadJourneyError(ValueError):
    """The browser sent answers that can't be read: forged, cut off, too large or too old. Begin afresh."""


@dataclass(frozen=True)
class Refused:
    """What the patient sent to a question last and we could not take: shown again, beside what is wrong with it."""

    question: str
    sent: str
    """The form as it was sent, cut where it is far too long to be an answer."""

    @classmethod
    def of(cls, question: str, form: QueryDict) -> "Refused":
        """What this form sent."""
        values = [("answer", value[:MOST_CHARACTERS]) for value in form.getlist("answer")[:MOST_VALUES]]
        return cls(question, urlencode([*values, ("unit", form.get("unit", "")[:MOST_CHARACTERS])]))


@dataclass(frozen=True)
class Journey:
    """One patient's way through one version of a protocol."""

    protocol: Protocol
    key: str
    answers: dict[str, Answer]
    unit: Unit = Unit.INCHES
    """The unit in which this patient types lengths; answers hold inches."""
    refused: Refused | None = None

    def url(self, page: str) -> str:
        """The address of one of its pages: a question, `check`, `result` or `delete`."""
        return f"{_root(self.protocol.slug, self.key)}{page}/"

    def with_answer(self, question: str, answer: Answer, unit: Unit) -> "Journey":
        """This journey with one answer given or changed. All others are kept, on the path or not."""
        return replace(self, answers={**self.answers, question: answer}, unit=unit, refused=None)

    def sent_in_vain(self, question: str) -> QueryDict | None:
        """The form that was last sent to this question and not taken, if that was the last thing sent."""
        if self.refused is None or self.refused.question != question:
            return None
        return QueryDict(self.refused.sent)


def begin(protocol: Protocol) -> Journey:
    """Begin a new journey, without answers, on this version."""
    return Journey(protocol, get_random_string(12), {})


def read(request: HttpRequest, slug: str, key: str) -> Journey:
    """The journey that the browser carries. Raises NoJourneyError or BadJourneyError."""
    cookie = request.COOKIES.get(COOKIE)
    if cookie is None:
        raise NoJourneyError
    if len(cookie) > MAX_COOKIE_BYTES:
        raise BadJourneyError
    try:
        content = signing.loads(cookie, salt=_root(slug, key), max_age=settings.JOURNEY_LIFETIME_SECONDS)
        protocol = live.of_journey(slug, content["version"])
        unit = lengths.unit_named(content["unit"])
        given = {
            question: engine_answers.read(protocol.question_by_key[question], values)
            for question, values in content["answers"].items()
        }
    except (signing.BadSignature, live.UnknownProtocolError, AnswerError, KeyError, TypeError):
        raise BadJourneyError from None  # the cause could quote an answer
    refused = content.get("refused")
    return Journey(protocol, key, given, unit, Refused(*refused) if refused else None)


def write(response: HttpResponse, journey: Journey) -> None:
    """Give the answers back to the browser."""
    root = _root(journey.protocol.slug, journey.key)
    value = _signed(journey, root)
    if journey.refused and len(value) > MAX_COOKIE_BYTES - len(COOKIE) - 1:  # browsers count the name as well
        value = _signed(replace(journey, refused=Refused(journey.refused.question, "")), root)
    response.set_cookie(
        COOKIE,
        value,
        max_age=settings.JOURNEY_LIFETIME_SECONDS,
        path=root,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _signed(journey: Journey, root: str) -> str:
    content = {
        "version": journey.protocol.version,
        "unit": journey.unit,
        "answers": {question: engine_answers.write(answer) for question, answer in journey.answers.items()},
    }
    if journey.refused:
        content["refused"] = [journey.refused.question, journey.refused.sent]
    return signing.dumps(content, salt=root, compress=True)


def delete(response: HttpResponse, slug: str, key: str) -> None:
    """Have the browser forget the answers."""
    response.delete_cookie(COOKIE, path=_root(slug, key), samesite="Lax")


def _root(slug: str, key: str) -> str:
    return f"{_start(slug)}{key}/"


@lru_cache(maxsize=64)  # asked for several times a request, and it never changes
def _start(slug: str) -> str:
    return reverse("triage_start", args=[slug])
