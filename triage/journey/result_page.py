"""What the pages after the last question show: all answers, then what to do, what to watch for, and why."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from triage import labels
from triage.engine import explain
from triage.engine.parts.alternatives import Alternative
from triage.engine.parts.condition import Answer, all_hold
from triage.engine.parts.protocol import Protocol, kept_with_protocol
from triage.engine.parts.question import Stage
from triage.engine.parts.rule import Advice, AdviceKind
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import Assessment, Reason
from triage.engine.run.replay import Path, replay
from triage.journey import summary
from triage.journey.cookie import Journey

ARTICLES = 2
ANSWERS_UNFOLDED = 5  # a reason with more answers than these shows them only on demand, so that a phone page ends


def check(journey: Journey, path: Path) -> dict[str, Any]:
    """The context of the page that shows all answers."""
    store = journey.store
    return {
        "answer_for": labels.answer_for(journey.who),
        "answers": [answer_row(journey, key, path.answers[key]) for key in path.asked],
        "protocol_title": journey.protocol.title,
        "result_url": store.url("result"),
        "back_url": store.url(journey.protocol.page_of[path.asked[-1]]),
        "delete_url": store.url("delete"),
    }


def answer_row(journey: Journey, key: str, answer: Answer) -> dict[str, Any]:
    """One answer with its question in short and the page that changes it."""
    question = journey.protocol.question_by_key[key]
    return {
        "question": question.short,
        "answer_texts": journey.words(question, answer) or (_("Not answered"),),
        "change_url": journey.store.url(journey.protocol.page_of[key]),
    }


def result(journey: Journey, assessment: Assessment) -> dict[str, Any]:
    """The context of the result."""
    protocol, store, urgency = journey.protocol, journey.store, assessment.urgency
    told = replay(protocol, journey.answers, past_emergency=True)  # with what was answered while waiting for help
    advice = explain.advice_for(protocol, assessment)
    assessment = replace(assessment, reasons=_reasons(protocol, assessment))
    words = labels.of(urgency)
    return {
        "urgency": urgency,
        "about": labels.about(journey.who),
        "urgency_title": words.title,
        "what_to_do": labels.call_alone() if _call_alone(assessment) else words.what_to_do,
        "whom_to_call": words.whom_to_call,
        "until": words.until,
        "advice_do": texts(advice, AdviceKind.DO),
        "advice_dont": texts(advice, AdviceKind.AVOID) + texts(advice, AdviceKind.NO_PLAN),
        "waiting": _waiting(journey, assessment, told) if urgency is Urgency.EMERGENCY else None,
        "safety_net": safety_net(protocol, urgency),
        "look_again": texts(advice, AdviceKind.AGAIN) or [text for text in (words.look_again,) if text],
        **_why(journey, assessment),
        "articles": _articles(protocol, assessment),
        "plan_url": store.url("plan") if plan_is_offered(protocol, assessment) else "",
        "summary": summary.summary(journey, assessment, told, timezone.localtime()),
        "answers": [answer_row(journey, key, answer) for key, answer in told.answers.items()],
        "download_url": store.download_url,
        "protocol_title": protocol.title,
        "version_label": _("Questions and rules: “%(title)s”, version %(version)s.")
        % {"title": protocol.title, "version": protocol.version},
        "back_url": store.url("check"),
        "delete_url": store.url("delete"),
    }


def texts(advice: Iterable[Advice], kind: AdviceKind) -> list[str]:
    """The words of the advice of one kind, each once."""
    return list(dict.fromkeys(piece.text for piece in advice if piece.kind is kind))


def safety_net(protocol: Protocol, urgency: Urgency) -> list[dict[str, Any]]:
    """What to watch for, by the urgency that it would mean, the most urgent first."""
    found = explain.watch_for(protocol, urgency)
    return [
        {"urgency": graver, "heading": labels.of(graver).act_if, "signs": [sign.text for sign in signs]}
        for graver, signs in groupby(found, key=lambda sign: sign.urgency)
    ]


def plan_is_offered(protocol: Protocol, assessment: Assessment) -> bool:
    """Whether there are exercises at home for this patient: beside a mild result alone, and only if some step may fit.

    What a step asks of the plan's own questions may still be answered so that it fits.
    """
    path = assessment.path
    if assessment.urgency.level > Urgency.SOON.level or not path.complete:
        return False
    if texts(explain.advice_for(protocol, assessment), AdviceKind.NO_PLAN):
        return False
    plan = replay(protocol, path.answers, plan=True)
    if len(plan.asked) == len(path.asked):
        return bool(texts(explain.advice_for(protocol, assessment, plan), AdviceKind.PLAN))
    return any(
        any(all_hold(way, path.answers, protocol.threshold_values) for way in ways)
        for step, ways in _plan_steps(protocol)
        if (step.up_to or assessment.urgency).level >= assessment.urgency.level
    )


@kept_with_protocol
def _plan_steps(protocol: Protocol) -> tuple[tuple[Advice, tuple[Alternative, ...]], ...]:
    """The steps of the plan, each with the ways in which what it asks of the check's answers can hold."""

    def of_check(way: Alternative) -> Alternative:
        return tuple(c for c in way if protocol.question_by_key[c.question].stage is Stage.CHECK)

    return tuple(
        (piece, tuple(map(of_check, protocol.alternatives(piece.when))))
        for piece in protocol.advice
        if piece.kind is AdviceKind.PLAN
    )


def _call_alone(assessment: Assessment) -> bool:
    return any(reason.finding.call_alone for reason in assessment.as_urgent)


def _waiting(journey: Journey, assessment: Assessment, told: Path) -> dict[str, Any]:
    """The way on through the questions that the emergency has cut off: for the summary alone."""
    return {
        "url": "" if told.complete else journey.store.url(told.next_page),
        "begun": len(told.answers) > len(assessment.path.answers),
    }


def _why(journey: Journey, assessment: Assessment) -> dict[str, Any]:
    """The reason that decides, with its own answers, and what the others say."""
    first, *others = assessment.reasons
    return {
        "because": first.finding.because,
        "because_of": _telling_answers(journey, assessment.path, first),
        "unfolded": ANSWERS_UNFOLDED,
        "also": [reason.finding.because for reason in others],
    }


def _reasons(protocol: Protocol, assessment: Assessment) -> tuple[Reason, ...]:
    """The reasons to tell: the deciding one, then the others, the most urgent first.

    "You can look after this at home" is no reason for anything graver.
    """
    told = [
        reason
        for reason in assessment.reasons
        if reason.finding.urgency is assessment.urgency or reason.finding.urgency is not Urgency.SELF_CARE
    ]
    deciding = explain.deciding_reason(protocol, assessment)
    return tuple(sorted(told, key=lambda reason: reason is not deciding))


def _telling_answers(journey: Journey, path: Path, reason: Reason) -> list[dict[str, Any]]:
    """The answers that make a reason hold, in the order of the questions; of several ticks only those that do."""
    telling = {choice for condition in reason.conditions for choice in condition.choices}
    return [
        answer_row(journey, key, answer & telling if isinstance(answer, frozenset) else answer)
        for key, answer in path.answers.items()
        if key in reason.questions
    ]


def _articles(protocol: Protocol, assessment: Assessment) -> list[dict[str, str]]:
    """The one or two articles that fit: of the reasons that are as urgent as the result, the deciding one first."""
    slugs = dict.fromkeys(reason.finding.article for reason in assessment.as_urgent)
    return [
        {"title": protocol.article_by_slug[slug].text, "url": reverse("article", args=[slug])}
        for slug in [slug for slug in slugs if slug][:ARTICLES]
    ]
