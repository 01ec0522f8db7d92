"""Dates of what patients read: when it was first and last published, and when its next review is due."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Min, QuerySet

from articles.models import Article, LiveArticle

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Publication:
    """An article that patients read, and when it was first and last published."""

    article: LiveArticle
    first: datetime
    last: datetime

    @property
    def is_about_site(self) -> bool:
        """Whether this is a page about the site rather than an article."""
        return self.article.topic.is_about_site


def publications() -> list[Publication]:
    """Everything that patients read, the last published first; without its long texts."""
    rows = LiveArticle.history.values_list("article_id").annotate(Min("history_date"), Max("history_date"))
    times = {pk: (first, last) for pk, first, last in rows}
    live = LiveArticle.objects.select_related("topic").defer("body", "sources")
    found = [Publication(article, *times[article.pk]) for article in live if article.pk in times]
    return sorted(found, key=lambda one: (one.last, one.article.pk), reverse=True)


def overdue(today: date) -> QuerySet[LiveArticle]:
    """What patients read although its review is overdue; the longest overdue first."""
    return LiveArticle.objects.filter(review_due__lt=today).order_by("review_due")


def due_soon(today: date) -> QuerySet[LiveArticle]:
    """What patients read whose review is due today or within 30 days; the first due first."""
    return LiveArticle.objects.filter(review_due__range=(today, today + SOON)).order_by("review_due")


def unpublished_drafts() -> QuerySet[Article]:
    """Drafts with text that patients do not read yet; the last saved first."""
    return (Article.objects.changed() | Article.objects.unpublished()).order_by("-updated_at")
