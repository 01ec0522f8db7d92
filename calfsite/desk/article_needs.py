"""Articles that need a clinician's eye: reviews that are late or soon due, and drafts that patients don't see yet."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.publishing import reviews
from calfsite.desk.needs import Item, Need, day, may_see


def article_needs(user: User, today: date) -> Iterator[Need]:
    """Late reviews, those due within 30 days, and drafts: three queries, none for who may not see articles."""
    if not may_see(user, "articles", "article"):
        return
    every = reverse("admin:articles_article_changelist")
    yield Need.of(
        _("Articles whose review is overdue"),
        (_review(article, _("was due on %(day)s")) for article in reviews.overdue(today)),
        urgent=True,
        all_url=f"{every}?review=overdue",
    )
    yield Need.of(
        _("Article reviews due within 30 days"),
        (_review(article, _("due on %(day)s")) for article in reviews.due_soon(today)),
        all_url=f"{every}?review=soon",
    )
    yield Need.of(
        _("Article drafts waiting to be published"),
        (
            Item(draft.title, _page(draft), _("last saved on %(day)s") % {"day": day(draft.updated_at)})
            for draft in reviews.waiting()
        ),
        all_url=f"{every}?state=waiting",
    )


def _review(article: Any, due: str) -> Item:
    return Item(article.title, _page(article), due % {"day": day(article.review_due)})


def _page(article: Any) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])
