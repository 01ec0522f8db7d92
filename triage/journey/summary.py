"""A summary of a journey for a clinician, to be read in 20 seconds: how soon and why, what was found, what was not."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from triage import labels
from triage.engine.parts.condition import Answer
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question
from triage.engine.run.assess import Assessment

REASONS_IN_FULL = 3  # the most urgent; the rest on one line, so that 20 seconds are enough


@dataclass(frozen=True)
class ShortReason:
    """One reason with its urgency in a word, and where its rule comes from."""

    urgency: str
    because: str
    source: str


@dataclass(frozen=True)
class Summary:
    """The parts of the summary, in reading order."""

    heading: tuple[str, ...]
    reasons: tuple[ShortReason, ...]
    besides: str
    findings: tuple[tuple[str, str], ...]
    negatives: str
    skipped: str

    @property
    def text(self) -> str:
        """The whole summary as plain text, to copy into a message or a record."""
        lines = [*self.heading, _("The patient gave these answers. Nobody has examined the patient."), ""]
        lines += [_("WHY"), *(f"- {r.urgency}: {r.because} [{r.source}]" for r in self.reasons)]
        lines += [f"- {_('Also:')} {self.besides}", ""] if self.besides else [""]
        if self.findings:
            lines += [_("FOUND"), *(f"- {question}: {answer}" for question, answer in self.findings), ""]
        if self.negatives:
            lines += [_("NONE OR NORMAL"), self.negatives, ""]
        if self.skipped:
            lines += [_("NOT ANSWERED"), self.skipped, ""]
        return "\n".join(lines).strip()


def summary(protocol: Protocol, assessment: Assessment, now: datetime) -> Summary:
    """The summary of one assessment, made at this time."""
    given = [
        (question, assessment.path.answers[question.key])
        for question in protocol.questions
        if question.key in assessment.path.answers
    ]
    findings = [reason.finding for reason in assessment.reasons]
    negatives = [_negative(question, answer) for question, answer in given if _is_negative(question, answer)]
    return Summary(
        heading=_heading(protocol, assessment, now),
        reasons=tuple(
            ShortReason(labels.of(finding.urgency).word, finding.because, finding.source)
            for finding in findings[:REASONS_IN_FULL]
        ),
        besides=" ".join(finding.because for finding in findings[REASONS_IN_FULL:]),
        findings=tuple(
            (question.short, "; ".join(question.answer_texts(answer)))
            for question, answer in given
            if answer is not None and not question.in_heading and not _is_negative(question, answer)
        ),
        negatives="; ".join(negatives),
        skipped="; ".join(question.short for question, answer in given if answer is None),
    )


def _heading(protocol: Protocol, assessment: Assessment, now: datetime) -> tuple[str, ...]:
    named = [
        f"{question.short} {text}"
        for question in protocol.questions
        if question.in_heading
        for text in question.answer_texts(assessment.path.answers.get(question.key))
    ]
    names = {"title": protocol.title, "version": protocol.version}
    return (
        " · ".join([labels.of(assessment.urgency).within, *named]),
        " · ".join([_("%(title)s, version %(version)s") % names, date_format(now, "j F Y, H:i")]),
    )


def _is_negative(question: Question, answer: Answer) -> bool:
    """Whether it is the mildest answer there is: "none of these", or the mildest of choices that have an order.

    A number is never negative: whether it is a mild one depends on the thresholds.
    """
    if answer is None or isinstance(answer, Decimal):
        return False
    chosen = answer if isinstance(answer, frozenset) else {answer}
    return all(question.by_key[key].exclusive or question.by_key[key].severity == 0 for key in chosen)


def _negative(question: Question, answer: Answer) -> str:
    if isinstance(answer, frozenset):
        return question.short
    return f"{question.short} ({', '.join(question.answer_texts(answer))})"
