"""The page of a version: all that it says, in sentences, each with the place where a draft is edited."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from triage.admin.editing.draft_admin import kind_of
from triage.engine import sentences
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.threshold import limits_text
from triage.models import (
    Advice,
    ArticleLink,
    DraftThreshold,
    Hazard,
    ProtocolVersion,
    Question,
    Requirement,
    Rule,
    Threshold,
    Vignette,
)
from triage.models.content import VersionContent


@dataclass(frozen=True)
class Line:
    """One entry: its sentence, its key, and where it is edited."""

    key: str
    text: str
    url: str
    anchor: str
    """The place on the page that a report links to."""
    preview: str = ""
    """Where a question is seen as patients see it."""


@dataclass(frozen=True)
class Section:
    """All entries of one kind."""

    name: str
    lines: tuple[Line, ...]
    add_url: str
    movable: bool
    """Whether buttons move its entries up and down."""


def sections(version: ProtocolVersion, protocol: Protocol | None) -> list[Section]:
    """The sections of the page. `protocol` is None for an inconsistent draft: each part shows its bare words then."""
    texts = _texts(protocol) if protocol is not None else {}
    return [
        _texts_section(version),
        *(
            _section(version, name, model, texts.get(kind_of(model), {}))
            for name, model in (
                (_("Thresholds"), Threshold if version.status == ProtocolVersion.Status.PUBLISHED else DraftThreshold),
                (_("Questions"), Question),
                (_("Rules"), Rule),
                (_("Requirements"), Requirement),
                (_("Hazards"), Hazard),
                (_("Advice"), Advice),
                (_("Article links"), ArticleLink),
                (_("Worked cases"), Vignette),
            )
        ),
    ]


def _texts(protocol: Protocol) -> dict[str, dict[str, str]]:
    return {
        "threshold": _thresholds(protocol),
        "question": _questions(protocol),
        "rule": {r.key: sentences.rule_text(protocol, r) for r in protocol.rules},
        "requirement": _requirements(protocol),
        "hazard": {h.key: f"{h.name}: {h.effect}" for h in protocol.hazards},
        "advice": {a.key: a.text for a in protocol.advice},
        "articlelink": {a.slug: a.text for a in protocol.articles},
        "vignette": {v.key: v.story for v in protocol.vignettes},
    }


def _texts_section(version: ProtocolVersion) -> Section:
    url = reverse("admin:triage_versiontexts_change", args=[version.pk])
    default = _("When no rule holds: %(because)s") % {"because": version.default_because}
    text = f"{version.title}. {version.summary} {default}"
    return Section(_("Texts"), (Line("texts", text, url, "texts"),), "", movable=False)


def _thresholds(protocol: Protocol) -> dict[str, str]:
    return {t.key: f"{t.label}: {t.text} ({limits_text(t.minimum, t.maximum, t.unit)})" for t in protocol.thresholds}


def _questions(protocol: Protocol) -> dict[str, str]:
    return {question.key: question.text for question in protocol.questions}


def _requirements(protocol: Protocol) -> dict[str, str]:
    return {r.key: sentences.requirement_text(protocol, r) for r in protocol.requirements}


def _section(version: ProtocolVersion, name: str, model: type[VersionContent], texts: dict[str, str]) -> Section:
    lines = tuple(
        Line(
            row.key,
            texts.get(row.key) or _plain(row),
            _url(model, "change", row.pk),
            f"{kind_of(model)}-{row.key}",
            _preview(row),
        )
        for row in model._default_manager.filter(version=version).order_by("order")
    )
    add = f"{_url(model, 'add')}?version={version.pk}" if version.is_draft else ""
    return Section(name, lines, add, movable=version.is_draft and model in (Question, Rule, Advice))


def _plain(row: VersionContent) -> str:
    """The bare words of a part of an inconsistent draft."""
    if isinstance(row, Threshold):
        return f"{row.label}: {row.engine().text}"
    found = (getattr(row, name, "") for name in ("text", "because", "statement", "story"))
    return next(filter(None, found), "") or str(row)


def _preview(row: VersionContent) -> str:
    if not isinstance(row, Question) or row.derive:
        return ""
    return reverse("admin:triage_protocolversion_preview", args=[row.version_id, row.key])


def _url(model: type[VersionContent], step: str, *args: int) -> str:
    return reverse(f"admin:triage_{model._meta.model_name}_{step}", args=args)
