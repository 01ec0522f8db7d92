"""The page of a version: all that it says, in sentences, each with the place where a draft is edited."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from triage import rows
from triage.engine import sentences
from triage.engine.protocol import Protocol
from triage.engine.threshold import limits_text
from triage.models import ProtocolVersion
from triage.models.content import VersionContent


@dataclass(frozen=True)
class Line:
    """One entry: its sentence, its key, and where it is edited."""

    key: str
    text: str
    url: str
    anchor: str
    """The place on the page that a report links to."""


@dataclass(frozen=True)
class Section:
    """All entries of one kind."""

    name: str
    lines: tuple[Line, ...]
    add_url: str


def version_page(version: ProtocolVersion) -> list[Section]:
    """The sections of the page. Raises ProtocolError when the version's parts do not fit together."""
    protocol = rows.read(version)
    return [
        _section(version, _("Thresholds"), version.threshold_set.all(), _thresholds(protocol)),
        _section(version, _("Questions"), version.question_set.all(), _questions(protocol)),
        _section(
            version,
            _("Rules"),
            version.rule_set.all(),
            {r.key: sentences.rule_text(protocol, r) for r in protocol.rules},
        ),
        _section(version, _("Requirements"), version.requirement_set.all(), _requirements(protocol)),
        _section(
            version, _("Hazards"), version.hazard_set.all(), {h.key: f"{h.name}: {h.effect}" for h in protocol.hazards}
        ),
        _section(version, _("Advice"), version.advice_set.all(), {a.key: a.text for a in protocol.advice}),
        _section(
            version, _("Article links"), version.articlelink_set.all(), {a.slug: a.text for a in protocol.articles}
        ),
        _section(version, _("Worked cases"), version.vignette_set.all(), {v.key: v.story for v in protocol.vignettes}),
    ]


def _thresholds(protocol: Protocol) -> dict[str, str]:
    return {t.key: f"{t.label}: {t.text} ({limits_text(t.minimum, t.maximum, t.unit)})" for t in protocol.thresholds}


def _questions(protocol: Protocol) -> dict[str, str]:
    return {question.key: question.text for question in protocol.questions}


def _requirements(protocol: Protocol) -> dict[str, str]:
    return {r.key: sentences.requirement_text(protocol, r) for r in protocol.requirements}


def _section(version: ProtocolVersion, name: str, entries: Iterable[VersionContent], texts: dict[str, str]) -> Section:
    found = list(entries)
    lines = tuple(
        Line(row.key, texts[row.key], _url(row, "change", row.pk), f"{row._meta.model_name}-{row.key}") for row in found
    )
    add = f"{_url(found[0], 'add')}?version={version.pk}" if found and version.is_draft else ""
    return Section(name, lines, add if not add.startswith("?") else "")


def _url(row: VersionContent, step: str, *args: int) -> str:
    """The admin's page for it, where there is one."""
    try:
        return reverse(f"admin:triage_{row._meta.model_name}_{step}", args=args)
    except NoReverseMatch:
        return ""
