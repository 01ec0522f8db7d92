"""Publishing: the only way to change what patients read. Each step records who, when and why.

A draft becomes the live article as a whole, in one transaction; a crash halfway leaves the old text live.
"""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from articles.models import Article, Asked, FormerAddress, LiveArticle, StaleDraftError, Topic
from articles.publishing import approval, checksums, references, softened
from calfsite.audit import log

PUBLISH = "articles.publish_article"


def save_draft(article: Article, *, by: User | None, reason: str = "") -> None:
    """Save the draft and its history. Raises StaleDraftError when somebody else has saved it since it was read."""
    sign(article, by, reason)
    article.save()


@transaction.atomic
def publish(article: Article, *, by: User | None, reason: str, **details: object) -> LiveArticle:
    """Let patients read the draft as it was when `article` was read or saved. `details` go to the audit log.

    `by` is None for what comes with the site. Raises StaleDraftError when somebody has saved the draft since,
    ValidationError when it can't be published, PermissionDenied for somebody who may not publish, ApprovalNeededError
    or TooCloseError when a warning is lost.
    """
    must_be_publisher(by)
    must_say_why(reason)
    before = LiveArticle.objects.select_related("topic").filter(pk=article.pk).first()
    draft = _locked(article)
    live = _live_copy(draft)
    second = approval.given(article, changes(draft), by)
    details |= {"approval": second, **approval.note(article, second, by)}
    _refuse(references.refusals(before, live.slug) if before else [])
    live.full_clean()
    sign(live, by, reason)
    live.save()
    if before and before.slug != live.slug:
        FormerAddress.objects.update_or_create(slug=before.slug, topic=None, defaults={"article": article})
    article.live = live
    Asked.objects.filter(article=article).delete()
    _record("article.publish", article, by, reason, **details, **checksums.of(live))
    return live


@transaction.atomic
def take_back(article: Article, *, by: User | None, reason: str) -> None:
    """Stop showing the article to patients. The draft and all history stay. Raises PermissionDenied as `publish`."""
    must_be_publisher(by)
    must_say_why(reason)
    live = LiveArticle.objects.select_for_update().get(article=article)
    _refuse(references.refusals(live))
    sign(live, by, reason)
    live.delete()
    _record("article.take_back", article, by, reason, **{checksums.DETAIL: {f"livearticle {article.pk}": ""}})


@transaction.atomic
def restore(article: Article, state: models.Model, *, by: User, reason: str) -> None:
    """Make an earlier state the draft. Patients see nothing of it until it is published, through the same checks.

    Raises StaleDraftError when somebody has saved the draft since `article` was read, ValidationError when the state
    is no longer valid: its topic was deleted, another article has its address.
    """
    article.take_content(state)
    article.full_clean()
    save_draft(article, by=by, reason=reason)


def changes(article: Article) -> list[str]:
    """What a second clinician must read: since the last text that patients read, though it was taken back since."""
    last = LiveArticle.history.filter(article_id=article.pk).order_by("-history_date", "-history_id").first()
    if last:
        return softened.changes(_words(last), _words(article))
    new = softened.Words(lines=(article.title, article.summary), body=article.body)
    is_harmless = not softened.changes(softened.Words(), new)
    return [] if is_harmless else [_("It is new, and tells patients what to do or to look out for. Read all of it.")]


def _words(text: Any) -> softened.Words:
    is_about_site = Topic.objects.filter(pk=text.topic_id, is_about_site=True).exists()
    return softened.Words(names=(text.title, text.summary, *place(is_about_site=is_about_site)), body=text.body)


def place(*, is_about_site: bool) -> tuple[str, ...]:
    """Where patients find it, in words: a page about the site is on no list of articles."""
    return (_("Shown with the pages about the site"),) if is_about_site else (_("Shown with the articles"),)


def faults(article: Article) -> list[str]:
    """What must be fixed before the draft can be published, as instructions."""
    before = LiveArticle.objects.filter(pk=article.pk).first()
    found = references.refusals(before, article.slug) if before else []
    try:
        _live_copy(article).full_clean()
    except ValidationError as error:
        return [*found, *error.messages]
    return found


def _live_copy(article: Article) -> LiveArticle:
    # By pk: `LiveArticle(article=article)` would set `article.live` before anything is published.
    live = LiveArticle.objects.filter(pk=article.pk).first() or LiveArticle(pk=article.pk)
    live.take_content(article)
    return live


def _locked(article: Article) -> Article:
    """The saved draft, locked until the transaction ends; StaleDraftError when it is not this revision."""
    draft = Article.objects.select_for_update().filter(pk=article.pk, revision=article.revision).first()
    if draft is None:
        raise StaleDraftError
    return draft


def must_be_publisher(by: User | None) -> None:
    """Raises PermissionDenied for somebody who may not decide what patients read; None is the site itself."""
    if by is not None and not by.has_perm(PUBLISH):
        raise PermissionDenied


def _refuse(faults: list[str]) -> None:
    if faults:
        raise ValidationError(faults)


def must_say_why(reason: str) -> None:
    """Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError(_("Say why. The reason is kept with the article."))


def sign(row: Any, by: User | None, reason: str) -> None:
    """Set who makes the next entry in the row's history, and why. Call it before saving."""
    row._history_user = by
    row._change_reason = reason


def _record(action: str, article: Article, by: User | None, reason: str, **details: object) -> None:
    log.record(action, by=by, subject=article.slug, reason=reason, **details)
