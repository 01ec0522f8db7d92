"""The first page of the desk, and its numbers as CSV."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format

from calfsite.desk.article_needs import article_needs
from calfsite.desk.needs import needs_of
from calfsite.desk.plots import fares
from calfsite.desk.practice_needs import practice_needs
from calfsite.desk.triage_needs import last_reports, triage_needs
from triage.totals import page

COLUMNS = ("week_begins", "protocol", "version", "what", "key", "count")


def context(user: User) -> dict[str, Any]:
    """What the page shows this person."""
    today = timezone.localdate()
    return {
        "needs": needs_of(user, [practice_needs, triage_needs, article_needs]),
        "reports": last_reports(user),
        "fares": fares(user, today),
        "next_monday": date_format(page.weeks_before(today)[-1] + 2 * page.WEEK),
    }


def totals_csv(request: HttpRequest) -> HttpResponse:
    """The numbers of the page, week by week, with what is hidden there hidden here."""
    if not request.user.has_perm("triage.view_dailytotal"):
        raise PermissionDenied
    today = timezone.localdate()
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="totals-{today:%Y-%m-%d}.csv"'
    response["Cache-Control"] = "no-store"
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for totals in page.all_totals(today):
        for row in _rows(totals):
            writer.writerow(row)
    return response


def _rows(totals: page.ProtocolTotals) -> Iterator[tuple[object, ...]]:
    """Keys, not words: nothing here begins like a formula, and a program can read it."""
    text = page.text
    for week in totals.week_rows:
        place = (week.week, totals.slug, week.version)
        yield *place, "begun", "", text(week.begun)
        for urgency, count in week.outcomes.items():
            yield *place, "outcome", urgency.value, text(count)
    for monday, row in totals.by_week:
        place = (monday, totals.slug, row.version)
        yield *place, "asked", row.key, text(row.asked)
        yield *place, "stopped", row.key, text(row.stopped)
