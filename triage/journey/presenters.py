"""What the pages of a journey show: the engine's keys turned into words and links."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from triage.engine.run.replay import Path
from triage.journey import lengths
from triage.journey.cookie import Journey
from triage.journey.forms import QuestionForm


def start_url(slug: str, notice: str = "") -> str:
    """The start page of a protocol, with a word to the patient if need be."""
    return reverse("triage_start", args=[slug]) + (f"?notice={notice}" if notice else "")


def open_questions(path: Path) -> tuple[str, ...]:
    """The questions that can be opened now: those on the path up to the first that is still unanswered."""
    if path.next_question is None:
        return path.asked
    return path.asked[: path.asked.index(path.next_question) + 1]


def question_page(journey: Journey, path: Path, question: str, form: QuestionForm) -> dict[str, Any]:
    """The context of one question's page."""
    place = path.asked.index(question)
    before = path.asked[place - 1] if place else None
    return {
        "form": form,
        "protocol_title": journey.protocol.title,
        "step": _("Question %(number)s") % {"number": place + 1},
        "back_url": journey.url(before) if before else start_url(journey.protocol.slug),
        "delete_url": journey.url("delete"),
    }


def check_page(journey: Journey, path: Path) -> dict[str, Any]:
    """The context of the page that shows all answers."""
    return {
        "answers": [answer_row(journey, path, key) for key in path.asked],
        "protocol_title": journey.protocol.title,
        "result_url": journey.url("result"),
        "back_url": journey.url(path.asked[-1]),
        "delete_url": journey.url("delete"),
    }


def answer_row(journey: Journey, path: Path, key: str) -> dict[str, Any]:
    """One answer with its question in short and the page that changes it.

    An answer that the patient did not give, but that was worked out from others, has no page of its own.
    """
    question = journey.protocol.question_by_key[key]
    return {
        "question": question.short,
        "answer_texts": lengths.texts(question, path.answers[key], journey.unit) or (_("Not answered"),),
        "change_url": journey.url(key) if key in journey.answers else None,
    }
