"""Usage figures of each triage on the desk: two plots, their numbers in tables, and all of them as CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from calfsite.lib import exports
from triage import labels
from triage.totals import page, plots
from triage.totals.page import ProtocolTotals

COLUMNS = ("week_begins", "protocol", "version", "what", "key", "count")


@dataclass(frozen=True)
class TriageStats:
    """Usage figures of one triage, ready to show."""

    slug: str
    title: str
    span: str
    outcomes: SafeString
    stops: SafeString
    """Empty when no question has enough stops to show."""
    urgencies: list[str]
    weeks: list[list[str]]
    questions: list[list[str]]


def context(user: AbstractUser) -> dict[str, Any]:
    """`triages`: each triage with totals in the last twelve weeks, None if the user may not see them. Two queries."""
    today = timezone.localdate()
    triages = None
    if user.has_perm("triage.view_dailytotal"):
        triages = [_stats(found) for found in page.all_totals(today)]
    return {"triages": triages, "next_monday": date_format(page.weeks_before(today)[-1] + 2 * page.WEEK)}


def _stats(totals: ProtocolTotals) -> TriageStats:
    last = totals.weeks[-1] + page.WEEK - totals.weeks[-1].resolution
    text = page.text
    return TriageStats(
        slug=totals.slug,
        title=totals.title,
        span=_("%(first)s to %(last)s") % {"first": date_format(totals.weeks[0]), "last": date_format(last)},
        outcomes=_outcomes(totals),
        stops=_stops(totals) if totals.stops else SafeString(),
        urgencies=[labels.of(urgency).word for urgency in totals.outcomes],
        weeks=[
            [date_format(row.week), str(row.version), text(row.begun), *map(text, row.outcomes.values())]
            for row in totals.week_rows
        ],
        questions=[[row.question, str(row.version), text(row.asked), text(row.stopped)] for row in totals.stop_rows],
    )


def _outcomes(totals: ProtocolTotals) -> SafeString:
    name = plots.Words(
        f"outcomes-{totals.slug}",
        _("Results of journeys, week by week: %(title)s") % {"title": totals.title},
        _(
            "A row of bars for each urgency, one bar a week. Hatched: under 5. v2: version 2 went live."
            " The table has the numbers."
        ),
    )
    rows = [
        plots.Series(labels.of(urgency).word, f"plot__{urgency.value}", counts)
        for urgency, counts in totals.outcomes.items()
    ]
    return _svg(plots.columns(name, [date_format(week, "j M") for week in totals.weeks], rows, _marks(totals)))


def _marks(totals: ProtocolTotals) -> list[tuple[int, str]]:
    """The weeks in which versions went live: the position of each week, and a label of their numbers."""
    names: dict[int, list[str]] = {}
    for number, week in totals.begins.items():
        names.setdefault(totals.weeks.index(week), []).append(_("v%(number)s") % {"number": number})
    return [(place, ", ".join(begun)) for place, begun in names.items()]


def _stops(totals: ProtocolTotals) -> SafeString:
    name = plots.Words(
        f"stops-{totals.slug}",
        _("Where people stop: %(title)s") % {"title": totals.title},
        _("A bar for each question at which 5 people or more stopped: %(stops)s.")
        % {"stops": ", ".join(f"{question} {count}" for question, count in totals.stops)},
    )
    return _svg(plots.bars(name, totals.stops))


def _svg(text: str) -> SafeString:
    return SafeString(text)  # built as an XML tree, which escapes every text in it


def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The numbers of the page, week by week; small counts are hidden here as well. 403 for users without permission."""
    if not request.user.has_perm("triage.view_dailytotal"):
        raise PermissionDenied
    found = page.all_totals(timezone.localdate())
    return exports.csv_download("totals", chain([COLUMNS], *map(_rows, found)))


def _rows(totals: ProtocolTotals) -> Iterator[tuple[object, ...]]:
    """Keys instead of words, for programs to read."""
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
