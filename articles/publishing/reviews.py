"""Which articles need a clinician's eye: reviews that are late or soon due, and drafts that patients do not see yet."""

from datetime import date, timedelta

from django.db.models import QuerySet

from articles.models import Article, LiveArticle

SOON = timedelta(days=30)


def overdue(today: date) -> QuerySet[LiveArticle]:
    """What patients read although the day of its next review has passed; the longest overdue first."""
    return LiveArticle.objects.filter(review_due__lt=today).order_by("review_due")


def due_soon(today: date) -> QuerySet[LiveArticle]:
    """What patients read and is to be reviewed today or within 30 days; the first due first."""
    return LiveArticle.objects.filter(review_due__range=(today, today + SOON)).order_by("review_due")


def waiting() -> QuerySet[Article]:
    """Drafts that say something patients do not read yet; the last saved first."""
    return (Article.objects.changed() | Article.objects.unpublished()).order_by("-updated_at")
