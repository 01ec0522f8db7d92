"""A summary of a journey for a clinician, to be read in 20 seconds: who, how soon and why, the story, what was found.

It is put together from the protocol: which answers are in the heading and which in a section, in the order of the
questions and in their short words. No question is known by its key.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from triage import labels
from triage.engine.parts.condition import Answer
from triage.engine.parts.question import Question, Section, Stage
from triage.engine.run.assess import Assessment
from triage.engine.run.replay import Path, unanswered
from triage.journey.cookie import Journey

REASONS_IN_FULL = 3  # the most urgent; the rest on one line, so that 20 seconds are enough
_TITLES = {
    Section.STORY: gettext_lazy("Story"),
    Section.FINDINGS: gettext_lazy("Found"),
    Section.HISTORY: gettext_lazy("History and medicines"),
}


@dataclass(frozen=True)
class ShortReason:
    """One reason with its urgency in a word, and where its rule comes from."""

    urgency: str
    because: str
    source: str


@dataclass(frozen=True)
class Part:
    """A section of the summary: each question in short with its answer, then what was denied, in one line."""

    title: str
    answers: tuple[tuple[str, str], ...]
    denied: str


@dataclass(frozen=True)
class Summary:
    """The parts of the summary, in reading order."""

    heading: tuple[str, ...]
    answered_by: str
    reasons: tuple[ShortReason, ...]
    besides: str
    parts: tuple[Part, ...]
    not_asked: str

    @property
    def text(self) -> str:
        """The whole summary as plain text, to copy into a message or a record."""
        lines = [*self.heading, self.answered_by, ""]
        lines += [_("Why").upper(), *(f"- {r.urgency}: {r.because} [{r.source}]" for r in self.reasons)]
        lines += [f"- {_('Also:')} {self.besides}"] if self.besides else []
        for part in self.parts:
            lines += ["", part.title.upper(), *(f"- {question}: {answer}" for question, answer in part.answers)]
            lines += [f"- {_('None:')} {part.denied}"] if part.denied else []
        lines += ["", _("Not asked").upper(), self.not_asked] if self.not_asked else []
        return "\n".join(lines)


def summary(journey: Journey, assessment: Assessment, told: Path, now: datetime) -> Summary:
    """The summary of one assessment, made at this time. `told` holds all that was answered, also after an emergency."""
    protocol = journey.protocol
    questions = [question for question in protocol.questions if question.stage is Stage.CHECK]
    findings = [reason.finding for reason in assessment.reasons]
    parts = (_part(section, questions, journey, told) for section in Section)
    return Summary(
        heading=_heading(journey, assessment, told, now),
        answered_by=labels.answered_by(journey.who),
        reasons=tuple(
            ShortReason(labels.of(finding.urgency).word, finding.because, finding.source)
            for finding in findings[:REASONS_IN_FULL]
        ),
        besides=" ".join(finding.because for finding in findings[REASONS_IN_FULL:]),
        parts=tuple(part for part in parts if part.answers or part.denied),
        not_asked=", ".join(question.short for question in unanswered(protocol, told)),
    )


def _heading(journey: Journey, assessment: Assessment, told: Path, now: datetime) -> tuple[str, ...]:
    protocol = journey.protocol
    named = [
        f"{question.short}: {'; '.join(texts)}"
        for question in protocol.questions
        if question.in_heading
        if (texts := journey.words(question, told.answers.get(question.key)))
    ]
    names = {"title": protocol.title, "version": protocol.version}
    return (
        " · ".join([labels.of(assessment.urgency).within, *named]),
        " · ".join([_("%(title)s, version %(version)s") % names, date_format(now, "j F Y, H:i")]),
    )


def _part(section: Section, questions: Iterable[Question], journey: Journey, told: Path) -> Part:
    given = [
        (question, answer)
        for question in questions
        if question.section is section and not question.in_heading
        if (answer := told.answers.get(question.key)) is not None
    ]
    return Part(
        str(_TITLES[section]),
        tuple((q.short, "; ".join(journey.words(q, answer))) for q, answer in given if not _is_denied(q, answer)),
        "; ".join(q.short for q, answer in given if _is_denied(q, answer)),
    )


def _is_denied(question: Question, answer: Answer) -> bool:
    """Whether it says that nothing of the kind is there: "none of these", as every answer that excludes the others."""
    return isinstance(answer, frozenset) and all(question.by_key[key].exclusive for key in answer)
