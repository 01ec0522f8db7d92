"""What the pages after the last question show: all answers, then what to do and why."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from triage import labels
from triage.engine.explain.explain import deciding_answers, would_change
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import AdviceKind
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import Assessment, Reason
from triage.engine.run.replay import Path
from triage.journey import summary, what_changes
from triage.journey.cookie import Journey

REASONS_UNFOLDED = 3
ANSWERS_UNFOLDED = 4  # a reason with more answers than these shows them only on demand, so that a phone page ends


def check(journey: Journey, path: Path) -> dict[str, Any]:
    """The context of the page that shows all answers."""
    store = journey.store
    return {
        "answers": [answer_row(journey, path, key) for key in path.asked],
        "protocol_title": journey.protocol.title,
        "result_url": store.url("result"),
        "back_url": store.url(journey.protocol.page_of[path.asked[-1]]),
        "delete_url": store.url("delete"),
    }


def answer_row(journey: Journey, path: Path, key: str) -> dict[str, Any]:
    """One answer with its question in short and the page that changes it.

    An answer that the patient did not give, but that was worked out from others, has no page of its own.
    """
    question = journey.protocol.question_by_key[key]
    return {
        "question": question.short,
        "answer_texts": journey.words(question, path.answers[key]) or (_("Not answered"),),
        "change_url": journey.store.url(journey.protocol.page_of[key]) if key in journey.answers else None,
    }


def result(journey: Journey, assessment: Assessment) -> dict[str, Any]:
    """The context of the result."""
    protocol, path, urgency = journey.protocol, assessment.path, assessment.urgency
    changes = would_change(protocol, assessment)
    return {
        "assessment": assessment,
        "protocol_title": protocol.title,
        "urgency_title": labels.of(urgency).title,
        "what_to_do": labels.of(urgency).what_to_do,
        **_why(journey, assessment),
        "articles": _articles(protocol, assessment),
        "advice_do": advice(protocol, assessment, AdviceKind.DO),
        "advice_dont": advice(protocol, assessment, AdviceKind.AVOID),
        "changes": what_changes.groups(protocol, path.answers, changes),
        "look_again": labels.of(urgency).look_again,
        "summary": summary.summary(protocol, assessment, timezone.localtime()),
        "answers": [answer_row(journey, path, key) for key in path.asked if key in path.answers],
        "download_url": journey.store.download_url,
        "version_label": _("Questions and rules: “%(title)s”, version %(version)s.")
        % {"title": protocol.title, "version": protocol.version},
        "back_url": journey.store.url("check"),
        "delete_url": journey.store.url("delete"),
    }


def advice(protocol: Protocol, assessment: Assessment, kind: AdviceKind) -> list[str]:
    """The advice of one kind, of the most urgent findings first, each piece once.

    Findings milder than the urgency add only what not to do: "rest at home" has no place beside "call now". Each
    finding's advice keeps its own order: what to do at home is a plan.
    """
    keys = dict.fromkeys(
        key
        for reason in assessment.reasons
        if kind is AdviceKind.AVOID or reason.finding.urgency is assessment.urgency
        for key in reason.finding.advice
    )
    pieces = (protocol.advice_by_key[key] for key in keys)
    return [piece.text for piece in pieces if piece.kind is kind]


def _why(journey: Journey, assessment: Assessment) -> dict[str, Any]:
    """The reasons, and the answers that decided. Where those are just one reason's own, they are not listed twice.

    Only reasons as urgent as the result are unfolded: a mild one beside them would seem to contradict it.
    """
    deciding = () if assessment.urgency is Urgency.SELF_CARE else deciding_answers(journey.protocol, assessment)
    alone = next((r for r in assessment.reasons if deciding and set(r.questions) == set(deciding)), None)
    decides = labels.decides(len(deciding))
    reasons = [_reason(journey, assessment, r) | {"decides": decides if r is alone else ""} for r in assessment.reasons]
    as_urgent = [reason for reason in reasons if not reason["milder"]]
    shown = as_urgent[:REASONS_UNFOLDED]
    return {
        "reasons": shown,
        "more_reasons": reasons[len(shown) :],
        "deciding": [] if alone else [answer_row(journey, assessment.path, key) for key in deciding],
        "decides": decides,
    }


def _reason(journey: Journey, assessment: Assessment, reason: Reason) -> dict[str, Any]:
    urgency = reason.finding.urgency
    return {
        "because": reason.finding.because,
        "answers": [answer_row(journey, assessment.path, key) for key in reason.questions],
        "is_folded": len(reason.questions) > ANSWERS_UNFOLDED,
        "milder": "" if urgency is assessment.urgency else labels.on_its_own(urgency),
    }


def _articles(protocol: Protocol, assessment: Assessment) -> list[dict[str, str]]:
    slugs = dict.fromkeys(reason.finding.article for reason in assessment.reasons if reason.finding.article)
    return [{"title": protocol.article_by_slug[slug].text, "url": reverse("article", args=[slug])} for slug in slugs]
