"""A journey on a draft: a clinician tries it. Nothing is stored; the answers live in a cookie of these pages only."""

from dataclasses import dataclass, replace
from typing import Final

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from triage.engine.parts import placeholders
from triage.engine.parts.errors import AnswerError
from triage.engine.parts.protocol import Protocol
from triage.engine.run import answers
from triage.journey import lengths
from triage.journey.cookie import MAX_COOKIE_BYTES, Journey
from triage.models import ProtocolVersion
from triage.versions import draft_check

COOKIE: Final = "trial"
LIFETIME_SECONDS: Final = 4 * 60 * 60


@dataclass(frozen=True)
class Trial(Journey):
    """One way through a draft. Its pages are those of the desk."""

    draft: int = 0
    preview: bool = False
    """Whether its pages only show questions, without a way to go on."""

    def url(self, page: str) -> str:
        """The page of the desk that stands for a journey's page."""
        if self.preview and page in self.protocol.question_by_key:
            return reverse("admin:triage_protocolversion_preview", args=[self.draft, page])
        return f"{root(self.draft)}{page}/"


def root(draft: int) -> str:
    """Where the trial of a draft begins; the scope of its cookie."""
    return reverse("admin:triage_protocolversion_try", args=[draft])


def worded(draft: ProtocolVersion) -> Protocol:
    """The draft as patients would read it. Raises ProtocolError when it does not fit together."""
    return replace(placeholders.filled(draft_check.content(draft)), vignettes=())


def read(request: HttpRequest, draft: ProtocolVersion) -> Trial:
    """The trial that the browser carries; without the answers that an edit of the draft has made senseless."""
    protocol = worded(draft)
    trial = Trial(protocol, "trial", {}, draft=draft.pk)
    cookie = request.COOKIES.get(COOKIE, "")
    try:
        content = signing.loads(cookie, salt=root(draft.pk), max_age=LIFETIME_SECONDS) if cookie else {}
        unit = lengths.unit_named(content.get("unit", trial.unit.value))
    except (signing.BadSignature, AnswerError):
        return trial
    given = {}
    for key, values in content.get("answers", {}).items():
        question = protocol.question_by_key.get(key)
        try:
            if question is not None and question.derive is None:
                given[key] = answers.read(question, values)
        except AnswerError:
            continue
    return replace(trial, answers=given, unit=unit)


def write(response: HttpResponse, trial: Trial, *, secure: bool) -> None:
    """Give the answers back to the browser."""
    content = {"unit": trial.unit, "answers": {key: answers.write(answer) for key, answer in trial.answers.items()}}
    value = signing.dumps(content, salt=root(trial.draft), compress=True)
    if len(value) < MAX_COOKIE_BYTES - len(COOKIE) - 1:
        response.set_cookie(
            COOKIE, value, LIFETIME_SECONDS, path=root(trial.draft), secure=secure, httponly=True, samesite="Strict"
        )


def forget(response: HttpResponse, draft: int) -> None:
    """Have the browser forget the answers."""
    response.delete_cookie(COOKIE, path=root(draft), samesite="Strict")
