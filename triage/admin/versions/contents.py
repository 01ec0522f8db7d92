"""What a version says, kind by kind: the folds of its page, narrowed by a search, and rules as decision tables."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import CharField, TextField
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from triage.admin.editing.draft_admin import kind_of
from triage.admin.versions import decision_table
from triage.admin.versions.decision_table import Group, Line, View
from triage.engine import sentences
from triage.engine.parts import placeholders
from triage.engine.parts import rule as engine_rule
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.threshold import Threshold as EngineThreshold
from triage.engine.parts.threshold import limits_text, number_text
from triage.models import (
    Advice,
    ArticleLink,
    Choice,
    Comment,
    Criterion,
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

MOVABLE: Final[dict[str, type[VersionContent]]] = {
    "question": Question,
    "criterion": Criterion,
    "rule": Rule,
    "advice": Advice,
}
OPEN_UP_TO: Final = 12
"""Entries of a kind that is not folded when the page is opened."""


@dataclass(frozen=True)
class Section:
    """All entries of one kind."""

    kind: str
    name: str
    groups: tuple[Group, ...]
    add_url: str
    is_open: bool
    total: int
    """The entries that there are, shown or not."""
    shown: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shown", sum(len(group.lines) for group in self.groups))


def sections(version: ProtocolVersion, protocol: Protocol | None, view: View) -> list[Section]:
    """The sections of the page. `protocol` is None for an inconsistent version: each part shows its bare words then."""
    texts = _sentences(protocol) if protocol is not None else {}
    thresholds = protocol.threshold_by_key if protocol is not None else {}
    threshold = Threshold if version.status == ProtocolVersion.Status.PUBLISHED else DraftThreshold
    waiting = Comment.objects.filter(version=version, resolved_at=None)
    comments = Counter(waiting.values_list("part", flat=True))
    kinds: list[tuple[str, type[VersionContent]]] = [
        (_("Thresholds"), threshold),
        (_("Questions"), Question),
        (_("Criteria"), Criterion),
        (_("Rules"), Rule),
        (_("Requirements"), Requirement),
        (_("Hazards"), Hazard),
        (_("Advice"), Advice),
        (_("Article links"), ArticleLink),
        (_("Worked cases"), Vignette),
    ]
    found = [_section("texts", _("Texts"), (_texts(version, comments),), "", view, None)]
    for name, model in kinds:
        lines = _lines(version, model, texts.get(kind_of(model), {}), comments, thresholds)
        add = f"{_url(model, 'add')}?version={version.pk}" if version.is_draft else ""
        found.append(_section(kind_of(model), name, lines, add, view, protocol if model is Rule else None))
    return found


def _section(kind: str, name: str, lines: tuple[Line, ...], add: str, view: View, protocol: Protocol | None) -> Section:
    shown = tuple(view.with_found(line) for line in lines if view.shows(line))
    groups: tuple[Group, ...] = (Group("", shown),) if shown else ()
    if protocol is not None and len(lines) > OPEN_UP_TO:
        groups = tuple(decision_table.by_question(shown, protocol, view))
    elif protocol is not None and shown:
        groups = (decision_table.group("", shown, protocol, is_open=True),)
    is_open = bool(view.search) or len(lines) <= OPEN_UP_TO or view.opened.partition("-")[0] in {kind, "all"}
    return Section(kind, name, groups, add, is_open, len(lines))


def _lines(
    version: ProtocolVersion,
    model: type[VersionContent],
    texts: Mapping[str, str],
    comments: Mapping[str, int],
    thresholds: Mapping[str, EngineThreshold],
) -> tuple[Line, ...]:
    kind, change = kind_of(model), _url(model, "change", 0)
    rows: Any = model._default_manager.filter(version=version).order_by("order")
    if model is Question:
        rows = rows.prefetch_related("choices__twin")
    move = reverse("admin:triage_protocolversion_move", args=[version.pk]) if version.is_draft else ""
    lines = []
    for place, row in enumerate(rows, 1):
        anchor, page = f"{kind}-{row.key}", change.replace("/0/", f"/{row.pk}/")
        steps = [(page, _("Edit") if version.is_draft else _("View"))]
        if isinstance(row, Question) and not row.derive:
            steps.append((reverse("admin:triage_protocolversion_preview", args=[version.pk, row.key]), _("Preview")))
        if move and kind in MOVABLE:
            steps.append((f"{move}?part={anchor}", _("Move")))
        steps += _comment_step(version, page, comments.get(anchor, 0))
        lines.append(
            Line(
                row.key,
                texts.get(row.key) or plain(row),
                anchor,
                _links(steps, str(row)),
                place if version.is_draft and kind in MOVABLE else 0,
                tuple(_answers(row)) if isinstance(row, Question) else (),
                tuple(_more(row, thresholds)),
            )
        )
    return tuple(lines)


def _more(row: VersionContent, thresholds: Mapping[str, EngineThreshold]) -> Iterable[str]:
    """What a part says besides: every text of its own and of its answers."""
    for part in (row, *(row.choices.all() if isinstance(row, Question) else ())):
        for column in part._meta.concrete_fields:
            is_text = isinstance(column, CharField | TextField) and not column.choices and column.name != "key"
            text = getattr(part, column.name) if is_text else ""
            if text:
                yield placeholders.with_thresholds(text, thresholds) if thresholds else text


def _comment_step(version: ProtocolVersion, page: str, comments: int) -> list[tuple[str, str]]:
    if comments:
        words = ngettext("%(number)d open comment", "%(number)d open comments", comments)
        return [(f"{page}#comments", words % {"number": comments})]
    return [(f"{page}#comments", _("Comment"))] if version.is_draft else []


def _links(steps: Iterable[tuple[str, str]], name: str) -> SafeString:
    """Each with what the entry is called, unseen, for those who hear it."""
    link = '<a href="{}">{}<span class="visually-hidden"> {}</span></a>'
    return format_html_join(" ", link, ((url, words, name) for url, words in steps))


def _texts(version: ProtocolVersion, comments: Mapping[str, int]) -> Line:
    url = reverse("admin:triage_versiontexts_change", args=[version.pk])
    default = _("When no rule holds: %(because)s") % {"because": version.default_because}
    text = f"{version.title}. {version.summary} {default}"
    steps = [
        (url, _("Edit") if version.is_draft else _("View")),
        *_comment_step(version, url, comments.get("texts", 0)),
    ]
    return Line("texts", text, "texts", _links(steps, _("Texts")))


def _sentences(protocol: Protocol) -> dict[str, dict[str, str]]:
    return {
        "threshold": {
            t.key: f"{t.label}: {t.text} ({limits_text(t.minimum, t.maximum, t.unit)})" for t in protocol.thresholds
        },
        "question": {q.key: q.text for q in protocol.questions},
        "criterion": {c.key: sentences.criterion_text(protocol, c) for c in protocol.criteria},
        "rule": {r.key: sentences.rule_text(protocol, r) for r in protocol.rules},
        "requirement": {r.key: _requirement(protocol, r) for r in protocol.requirements},
        "hazard": {h.key: f"{h.name}: {h.effect}" for h in protocol.hazards},
        "advice": {a.key: a.text for a in protocol.advice},
        "articlelink": {a.slug: a.text for a in protocol.articles},
        "vignette": {v.key: v.story for v in protocol.vignettes},
    }


def _requirement(protocol: Protocol, requirement: engine_rule.Requirement) -> str:
    floor = [_("Only a release can change it.")] if requirement.floor else []
    return " ".join([sentences.requirement_text(protocol, requirement), *floor])


def _answers(question: Question) -> Iterable[str]:
    """What a question offers, each with what the check knows about it."""
    if question.minimum is not None and question.maximum is not None:
        yield f"{number_text(question.minimum)} – {number_text(question.maximum)} {question.unit}"
    for choice in question.choices.all():
        marks = ", ".join(_marks(choice))
        yield f"{choice.text} ({marks})" if marks else choice.text


def _marks(choice: Choice) -> Iterable[str]:
    if choice.exclusive:
        yield _("alone")
    if choice.unsure:
        yield _("not sure")
    if choice.severity is not None:
        yield _("severity %(number)s") % {"number": choice.severity}
    if choice.twin is not None:
        yield _("the same truth as: %(criterion)s") % {"criterion": choice.twin.label}


def plain(row: VersionContent) -> str:
    """The bare words of a part, without what they depend on."""
    if isinstance(row, Threshold):
        return f"{row.label}: {row.in_words}"
    found = (getattr(row, name, "") for name in ("text", "because", "statement", "story"))
    return next(filter(None, found), "") or str(row)


def _url(model: type[VersionContent], step: str, *args: int) -> str:
    return reverse(f"admin:triage_{model._meta.model_name}_{step}", args=args)
