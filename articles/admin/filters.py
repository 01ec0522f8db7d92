"""What the list of articles can be narrowed by."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.publishing import reviews


class StateFilter(admin.SimpleListFilter):
    """Which articles patients read, and which have a draft that they do not read yet."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """The choices beside the list."""
        return [
            ("waiting", gettext("Draft not published")),
            ("public", gettext("Patients read it")),
            ("hidden", gettext("Patients don’t see it")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """The articles of the chosen group; all of them when none is chosen."""
        groups = {
            "waiting": Q(pk__in=reviews.waiting().values("pk")),
            "public": Q(live__isnull=False),
            "hidden": Q(live=None),
        }
        return queryset.filter(groups.get(self.value() or "", Q()))


class ReviewFilter(admin.SimpleListFilter):
    """Which of the articles that patients read need a reviewer's eye."""

    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """The choices beside the list."""
        return [
            ("overdue", gettext("Overdue")),
            ("soon", gettext("Due within 30 days")),
            ("later", gettext("Due later")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """The articles of the chosen group; all of them when none is chosen."""
        today = timezone.localdate()
        groups = {
            "overdue": Q(live__in=reviews.overdue(today)),
            "soon": Q(live__in=reviews.due_soon(today)),
            "later": Q(live__review_due__gt=today + reviews.SOON),
        }
        return queryset.filter(groups.get(self.value() or "", Q()))
