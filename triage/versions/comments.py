"""Comments on the parts of a draft, from the first edit to the approval. The audit log says who wrote and resolved."""

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from calfsite.audit import log
from triage import models
from triage.engine.parts.errors import ProtocolError
from triage.models import Comment, ProtocolVersion
from triage.models.content import VersionContent

KINDS: Final[dict[str, type[VersionContent]]] = {
    str(model._meta.model_name): model
    for model in (
        models.Threshold,
        models.Question,
        models.Criterion,
        models.Rule,
        models.Requirement,
        models.Hazard,
        models.Advice,
        models.ArticleLink,
        models.Vignette,
    )
}
"""The kinds of parts that have a place on a version's page, as the place names them."""
TEXTS: Final = "texts"
"""The place of the version's own texts."""


def part_of(version: ProtocolVersion, place: str) -> VersionContent | None:
    """The part at a place of the version's page, such as `rule-achilles_gap`."""
    kind, _dash, key = place.partition("-")
    model = KINDS.get(kind)
    return None if model is None else model._default_manager.filter(version=version, key=key).first()


def add(version: ProtocolVersion, place: str, text: str, *, by: User) -> Comment:
    """Comment on a part of a draft. Raises FrozenVersionError for another version, ProtocolError for no such part."""
    version.must_be_draft()
    if not (about := _called(version, place)):
        raise ProtocolError(_("This part has been deleted."))
    with transaction.atomic():
        log.record("triage.comment", by=by, subject=version.audit_name, part=about)
        return Comment.objects.create(version=version, part=place, text=text, by=by)


def resolve(comment: Comment, *, by: User) -> None:
    """Mark a comment as resolved; one that is resolved already stays as it is."""
    with transaction.atomic():
        still_open = Comment.objects.filter(pk=comment.pk, resolved_at=None)
        if still_open.update(resolved_by=by, resolved_at=timezone.now()):
            about = _called(comment.version, comment.part) or _("a part that is deleted")
            log.record("triage.resolve_comment", by=by, subject=comment.version.audit_name, part=about)


def _called(version: ProtocolVersion, place: str) -> str:
    """What people call the part at a place; empty where there is none."""
    if place == TEXTS:
        return _("texts")
    part = part_of(version, place)
    return part.called if part is not None else ""


def of_version(version: ProtocolVersion) -> Iterable[Comment]:
    """All comments on a version, the first first, with who wrote and resolved them."""
    return Comment.objects.filter(version=version).select_related("by", "resolved_by")
