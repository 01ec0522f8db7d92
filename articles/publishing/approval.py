"""A second clinician for texts: who changes a warning or an instruction does not publish it alone."""

from collections.abc import Collection

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Max
from django.utils.translation import gettext as _

from articles.models import Article, Asked, Draft, LiveArticle
from calfsite.accounts import approval as accounts
from calfsite.audit import log


class ApprovalNeededError(RuntimeError):
    """What is told to patients in danger has changed: a second clinician, who did not write this, must publish it."""


class TooCloseError(RuntimeError):
    """Who would approve has an account that who asked, or an author, made, promoted or reset lately."""


def asked(draft: Article | Draft) -> Asked | None:
    """Who asks for approval of the draft as it is now. An edit takes the question back."""
    found: Asked | None = getattr(draft, "asked", None)
    return found if found is not None and found.revision == draft.revision else None


def given(draft: Article | Draft, changes: Collection[str], by: User | None) -> str:
    """Whether a second approval is given, switched off or not needed, in words.

    Whoever publishes what others wrote gives it, asked or not. Raises ApprovalNeededError, and TooCloseError where it
    would as good as be their own.
    """
    if not changes or by is None:
        return "not needed"
    if not settings.SECOND_APPROVAL:
        return "switched off by the practice"
    first = involved(draft)
    if not first or by.pk in first:
        raise ApprovalNeededError(
            _("It changes what patients are told to do. A second clinician, who did not write this, must approve.")
        )
    if too_close := accounts.obstacle(by, first):
        raise TooCloseError(too_close)
    return "given"


def note(draft: Article | Draft, second: str, by: User | None) -> dict[str, str]:
    """What the audit log should say of two accounts that one person has lately given out."""
    found = accounts.common_maker(by, involved(draft)) if by and second == "given" else ""
    return {"accounts": found} if found else {}


def ask(draft: Article | Draft, *, by: User, reason: str) -> None:
    """Ask another clinician to publish this draft."""
    which = {"article": draft} if isinstance(draft, Article) else {"draft": draft}
    Asked.objects.update_or_create(**which, defaults={"revision": draft.revision, "by": by, "reason": reason})
    kind = "article" if isinstance(draft, Article) else draft.kind
    log.record(f"{kind}.ask_approval", by=by, subject=draft.slug, reason=reason)


def waiting(user: int) -> list[Asked]:
    """What somebody other than this user (a primary key) asks for, as it is now: one query."""
    found = Asked.objects.exclude(by=user).select_related("article", "draft", "by").order_by("at")
    return [one for one in found if one.revision == (one.article or one.draft).revision]  # type: ignore[union-attr]


def involved(draft: Article | Draft) -> set[int]:
    """Who can't approve it: who asked, and everybody who saved the draft since it was last published."""
    question = asked(draft)
    first = {question.by_id} if question else set()
    if isinstance(draft, Draft):
        return first | set(draft.authors.values_list("pk", flat=True))
    saved = Article.history.filter(id=draft.pk, history_user__isnull=False)
    published = LiveArticle.history.filter(article_id=draft.pk).aggregate(last=Max("history_date"))["last"]
    if published is not None:
        saved = saved.filter(history_date__gt=published)
    return first | set(saved.values_list("history_user_id", flat=True))
