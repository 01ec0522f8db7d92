"""What the pages of a journey show: the engine's keys turned into words and links."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from triage import words
from triage.answers import Journey
from triage.engine.assess import Assessment, Reason
from triage.engine.explain import Change, would_change
from triage.engine.protocol import Protocol
from triage.engine.replay import Path
from triage.engine.rule import AdviceKind
from triage.forms import QuestionForm

MOST_CHANGES_SHOWN = 8


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
        "answers": [_answer(journey, key) for key in path.asked],
        "protocol_title": journey.protocol.title,
        "result_url": journey.url("result"),
        "back_url": journey.url(path.asked[-1]),
        "delete_url": journey.url("delete"),
    }


def result_page(journey: Journey, assessment: Assessment) -> dict[str, Any]:
    """The context of the result."""
    protocol, urgency = journey.protocol, assessment.urgency
    articles = dict.fromkeys(reason.finding.article for reason in assessment.reasons if reason.finding.article)
    return {
        "assessment": assessment,
        "protocol_title": protocol.title,
        "urgency_title": words.urgency_title(urgency),
        "what_to_do": words.what_to_do(urgency),
        "reasons": [_reason(journey, reason) for reason in assessment.reasons],
        "advice_do": advice(protocol, assessment, AdviceKind.DO),
        "advice_dont": advice(protocol, assessment, AdviceKind.AVOID),
        "articles": [_article(protocol, slug) for slug in articles],
        "would_change": _changes(journey, would_change(protocol, assessment)),
        "look_again": words.look_again(urgency),
        "answers": [_answer(journey, key) for key in assessment.path.asked if key in assessment.path.answers],
        "version_label": _("Questions and rules: “%(title)s”, version %(version)s.")
        % {"title": protocol.title, "version": protocol.version},
        "back_url": journey.url("check"),
        "delete_url": journey.url("delete"),
        "start_url": start_url(protocol.slug),
    }


def advice(protocol: Protocol, assessment: Assessment, kind: AdviceKind) -> list[str]:
    """The advice of one kind, of the most urgent findings first, each piece once.

    Findings milder than the urgency add only what not to do: "rest at home" has no place beside "call now".
    """
    keys = (
        key
        for reason in assessment.reasons
        if kind is AdviceKind.AVOID or reason.finding.urgency is assessment.urgency
        for key in reason.finding.advice
    )
    pieces = (protocol.advice_by_key[key] for key in dict.fromkeys(keys))
    return [piece.text for piece in pieces if piece.kind is kind]


def _answer(journey: Journey, key: str) -> dict[str, Any]:
    question = journey.protocol.question_by_key[key]
    return {
        "question": question.short,
        "answer_texts": question.answer_texts(journey.answers[key]) or (_("Not answered"),),
        "change_url": journey.url(key),
    }


def _reason(journey: Journey, reason: Reason) -> dict[str, Any]:
    article = reason.finding.article
    return {
        "because": reason.finding.because,
        "answers": [_answer(journey, key) for key in reason.questions],
        "article": _article(journey.protocol, article) if article else None,
    }


def _article(protocol: Protocol, slug: str) -> dict[str, str]:
    return {"title": protocol.article_by_slug[slug].text, "url": reverse("article", args=[slug])}


def _changes(journey: Journey, changes: tuple[Change, ...]) -> list[str]:
    sentences = []
    for change in changes[:MOST_CHANGES_SHOWN]:
        question = journey.protocol.question_by_key[change.question]
        new, given = change.answer, journey.answers[change.question]
        if isinstance(new, frozenset) and isinstance(given, frozenset):
            new = new - given  # name only the tick that is added
        sentences.append(words.if_changed(question.short, ", ".join(question.answer_texts(new)), change.urgency))
    return sentences
