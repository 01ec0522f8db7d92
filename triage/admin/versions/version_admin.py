"""Every version: what was live when, by whom and why; and its page: all that it says, and what can be done with it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from triage.admin.editing.draft_admin import fault, kind_of
from triage.admin.requests import user_of
from triage.admin.versions import actions, diagram, evidence, publish, trial
from triage.admin.versions.actions import MOVABLE
from triage.engine import sentences
from triage.engine.parts import placeholders
from triage.engine.parts import rule as engine_rule
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.threshold import limits_text
from triage.models import (
    Advice,
    ArticleLink,
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
from triage.versions import drafts


@admin.register(ProtocolVersion)
class ProtocolVersionAdmin(admin.ModelAdmin[ProtocolVersion]):
    """The list of versions, and a page for each. Only drafts can be edited."""

    list_display = ["title", "number", "status", "published_at", "published_by", "reason"]
    list_filter = ["protocol", "status"]
    fields = ["title", "summary", "intro"]
    list_select_related = ["published_by", "protocol"]
    change_form_template = "admin/triage/version.html"
    change_list_template = "admin/triage/versions.html"
    actions = None

    def get_urls(self) -> list[URLPattern]:
        """The pages of a version and the buttons on them, before the admin's own addresses can catch them."""
        pages = {
            "import": ("import/", actions.import_version),
            "publish": ("<int:pk>/publish/", publish.publish),
            "copy": ("<int:pk>/copy/", actions.copy),
            "discard": ("<int:pk>/discard/", actions.discard),
            "undiscard": ("<int:pk>/undiscard/", actions.undiscard),
            "withdraw": ("<int:pk>/withdraw/", actions.withdraw),
            "unschedule": ("<int:pk>/unschedule/", actions.unschedule),
            "move": ("<int:pk>/move/", actions.move),
            "export": ("<int:pk>/export/", actions.export_version),
            "evidence": ("<int:pk>/evidence/", evidence.evidence_file),
            "diagram": ("<int:pk>/diagram/", diagram.diagram),
            "preview": ("<int:pk>/preview/<slug:question>/", trial.preview),
            "try": ("<int:pk>/try/", trial.start),
            "try_page": ("<int:pk>/try/<slug:page>/", trial.page),
            "texts": ("<int:pk>/texts/", _texts),
        }
        return [
            *(
                path(address, self.admin_site.admin_view(view), name=f"triage_protocolversion_{name}")
                for name, (address, view) in pages.items()
            ),
            *super().get_urls(),
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a version: all that it says, in sentences, and what can be done with it."""
        if request.method == "POST":  # nothing is saved here: every part has a page of its own
            raise PermissionDenied
        row = self.get_object(request, object_id) if object_id else None
        context: dict[str, Any] = {"title": _("Version"), **(extra_context or {})}
        if row is not None:
            context |= {"title": str(row), "subtitle": None, "row": row}
            context["may_discard"] = row.is_draft and drafts.may_discard(row, user_of(request))
            protocol = None
            try:
                protocol = placeholders.filled(drafts.content(row))
            except ProtocolError as error:
                context |= fault(row, error)
            context["page"] = sections(row, protocol)
        return super().changeform_view(request, object_id, form_url, context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, and the deleted drafts that can be brought back."""
        discarded = drafts.discarded() if request.user.has_perm("triage.change_protocolversion") else ()
        return super().changelist_view(request, {"discarded": discarded, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProtocolVersion]:
        return super().get_queryset(request).select_related("protocol", "base__protocol")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A version begins as a copy, or as an import."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only a draft's texts can be edited."""
        return isinstance(obj, ProtocolVersion) and obj.is_draft and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A draft is discarded on its own page; a past result must stay traceable."""
        return False


def _texts(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the texts of a version used to be edited."""
    return redirect("admin:triage_versiontexts_change", pk)


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
    """The sections of the page. `protocol` is None for an inconsistent version: each part shows its bare words then."""
    texts = _sentences(protocol) if protocol is not None else {}
    return [
        _texts_section(version),
        *(
            _section(version, name, model, texts.get(kind_of(model), {}))
            for name, model in (
                (_("Thresholds"), Threshold if version.status == ProtocolVersion.Status.PUBLISHED else DraftThreshold),
                (_("Questions"), Question),
                (_("Criteria"), Criterion),
                (_("Rules"), Rule),
                (_("Requirements"), Requirement),
                (_("Hazards"), Hazard),
                (_("Advice"), Advice),
                (_("Article links"), ArticleLink),
                (_("Worked cases"), Vignette),
            )
        ),
    ]


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


def _texts_section(version: ProtocolVersion) -> Section:
    url = reverse("admin:triage_versiontexts_change", args=[version.pk])
    default = _("When no rule holds: %(because)s") % {"because": version.default_because}
    text = f"{version.title}. {version.summary} {default}"
    return Section(_("Texts"), (Line("texts", text, url, "texts"),), "", movable=False)


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
    return Section(name, lines, add, movable=version.is_draft and model in MOVABLE.values())


def _plain(row: VersionContent) -> str:
    """The bare words of a part of an inconsistent version."""
    if isinstance(row, Threshold):
        return f"{row.label}: {row.in_words}"
    found = (getattr(row, name, "") for name in ("text", "because", "statement", "story"))
    return next(filter(None, found), "") or str(row)


def _preview(row: VersionContent) -> str:
    if not isinstance(row, Question) or row.derive:
        return ""
    return reverse("admin:triage_protocolversion_preview", args=[row.version_id, row.key])


def _url(model: type[VersionContent], step: str, *args: int) -> str:
    return reverse(f"admin:triage_{model._meta.model_name}_{step}", args=args)
