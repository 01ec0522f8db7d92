"""Topics, words of the glossary and search words: written as drafts, and read by patients once they are published."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.forms.models import model_to_dict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.models import Draft, StaleDraftError, Synonym, Topic
from articles.models.draft import MODELS
from articles.publishing import approval, checksums, softened, workflow
from calfsite.audit import log
from calfsite.lib import word_diff


def of(row: models.Model) -> Draft | None:
    """The draft of this row, if there is one."""
    return Draft.objects.filter(kind=row._meta.model_name, row=row.pk).first() if row.pk else None


def content_of(row: models.Model) -> dict[str, Any]:
    """All that is written of a row, by field."""
    return model_to_dict(row, exclude=["id"])


def filled(draft: Draft) -> Any:
    """The row as it will be. It is not saved."""
    row = draft.live or MODELS[draft.kind](pk=draft.row)
    for name, value in draft.content.items():
        setattr(row, name, value)
    return row


@transaction.atomic
def save(row: models.Model, draft: Draft | None, *, by: User) -> Draft | None:
    """Keep what was set on the row as its draft; none where that is what patients read."""
    content = content_of(row)
    draft = draft or of(row) or Draft(kind=str(row._meta.model_name), row=row.pk)
    if (live := draft.live) is not None and content_of(live) == content:
        if draft.pk:
            draft.delete()
        return None
    if draft.pk and draft.content == content:
        return draft
    draft.content, draft.saved_by, draft.revision = content, by, draft.revision + 1
    draft.save()
    draft.authors.add(by)
    return draft


def faults(draft: Draft) -> list[str]:
    """What must be fixed before it can be published, as instructions."""
    try:
        filled(draft).full_clean()
    except ValidationError as error:
        return error.messages
    return [] if draft.row is None or draft.live else [_("Somebody has deleted what this changes.")]


def changes(draft: Draft) -> list[str]:
    """What a second clinician must read of it."""
    live, new = draft.live, filled(draft)
    if isinstance(new, Synonym):
        return softened.danger_words_lost(live, new) if live else []
    old = _words(live) if live else softened.Words(names=_words(new).names)
    return softened.changes(old, _words(new))


def _words(row: models.Model) -> softened.Words:
    texts = {"topic": ("title", "summary"), "term": ("term", "meaning", "also")}[str(row._meta.model_name)]
    names = workflow.place(is_about_site=row.is_about_site) if isinstance(row, Topic) else ()
    return softened.Words(names=names, lines=tuple(getattr(row, name) for name in texts))


def differences(draft: Draft) -> list[word_diff.Difference]:
    """What changes for patients, field by field."""
    live = draft.live
    return list(word_diff.differences(_texts(live) if live else {}, _texts(filled(draft))))


@transaction.atomic
def publish(draft: Draft, *, by: User, reason: str) -> Any:
    """Let patients read it. Returns the row.

    Raises PermissionDenied, StaleDraftError, ApprovalNeededError, ValidationError; nothing is changed then.
    """
    workflow.must_be_publisher(by)
    workflow.must_say_why(reason)
    newest = Draft.objects.select_for_update().filter(pk=draft.pk, revision=draft.revision).first()
    if newest is None:
        raise StaleDraftError
    second = approval.given(newest, changes(newest), by)
    row, changed = filled(newest), [difference.label for difference in differences(newest)]
    details = {"approval": second, **approval.note(newest, second, by), "changed": changed, "content": draft.content}
    row.full_clean()
    workflow.sign(row, by, reason)
    row.save()
    newest.delete()
    log.record(f"{draft.kind}.publish", by=by, subject=row.slug, reason=reason, **details, **checksums.of(row))
    return row


@transaction.atomic
def discard(draft: Draft, *, by: User) -> None:
    """Delete a draft. Whoever publishes may delete any; others only what nobody but them has written."""
    if not may_discard(draft, by):
        raise PermissionDenied
    log.record(f"{draft.kind}.discard", by=by, subject=draft.slug, content=draft.content)  # to copy from, if need be
    draft.delete()


def may_discard(draft: Draft, by: User) -> bool:
    """Whether this user may delete the draft."""
    return by.has_perm(workflow.PUBLISH) or set(draft.authors.values_list("pk", flat=True)) == {by.pk}


@transaction.atomic
def remove(row: Any, *, by: User, reason: str) -> None:
    """Delete what patients read, with its draft.

    Raises PermissionDenied, and ValidationError for a list of danger signs and for a topic with articles.
    """
    workflow.must_be_publisher(by)
    workflow.must_say_why(reason)
    if isinstance(row, Synonym) and row.is_danger:
        raise ValidationError(_("These are danger signs. Untick that first, and publish it with a second clinician."))
    Draft.objects.filter(kind=row._meta.model_name, row=row.pk).delete()
    workflow.sign(row, by, reason)
    try:
        row.delete()
    except ProtectedError as error:
        raise ValidationError(_("Articles are in this topic. Give them another one first.")) from error
    log.record(f"{row._meta.model_name}.delete", by=by, subject=row.slug, reason=reason)


def _texts(row: models.Model) -> dict[str, str]:
    """What each field says, under the label of the form."""
    labels = {field.name: capfirst(str(field.verbose_name)) for field in row._meta.fields}
    return {labels[name]: _text(value) for name, value in content_of(row).items()}


def _text(value: Any) -> str:
    return {True: _("yes"), False: _("no")}[value] if isinstance(value, bool) else str(value)
