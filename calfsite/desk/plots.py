"""The totals of each triage as the first page shows them: two plots, and their numbers in tables."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from triage import labels
from triage.totals import page, plots
from triage.totals.page import ProtocolTotals


@dataclass(frozen=True)
class Fares:
    """How one triage fares."""

    slug: str
    title: str
    span: str
    outcomes: SafeString
    stops: SafeString
    """Empty where nobody's stop can be shown."""
    urgencies: list[str]
    weeks: list[list[str]]
    questions: list[list[str]]


def fares(user: User, today: date) -> list[Fares] | None:
    """Each triage with totals in the last twelve weeks; None for who may not see them. Two queries."""
    if not user.has_perm("triage.view_dailytotal"):
        return None
    return [_fares(found) for found in page.all_totals(today)]


def week_name(week: date) -> str:
    """A week, by its Monday, as short as it can be."""
    return date_format(week, "j M")


def _fares(totals: ProtocolTotals) -> Fares:
    last = totals.weeks[-1] + page.WEEK - totals.weeks[-1].resolution
    text = page.text
    return Fares(
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
        _("What journeys came to, week by week: %(title)s") % {"title": totals.title},
        _(
            "A row of bars for each urgency, one bar a week. Hatched: under 5. v2: version 2 begins."
            " The table has the numbers."
        ),
    )
    rows = [
        plots.Series(labels.of(urgency).word, f"plot__{urgency.value}", counts)
        for urgency, counts in totals.outcomes.items()
    ]
    return _svg(plots.columns(name, [week_name(week) for week in totals.weeks], rows, _marks(totals)))


def _marks(totals: ProtocolTotals) -> list[tuple[int, str]]:
    """The weeks in which versions began, each with their numbers, in as few letters as there is room for."""
    names: dict[int, list[str]] = {}
    for number, week in totals.begins.items():
        names.setdefault(totals.weeks.index(week), []).append(_("v%(number)s") % {"number": number})
    return [(place, ", ".join(begun)) for place, begun in names.items()]


def _stops(totals: ProtocolTotals) -> SafeString:
    name = plots.Words(
        f"stops-{totals.slug}",
        _("Where people stop: %(title)s") % {"title": totals.title},
        _("A bar for each question where 5 people or more went no further: %(stops)s.")
        % {"stops": ", ".join(f"{question} {count}" for question, count in totals.stops)},
    )
    return _svg(plots.bars(name, totals.stops))


def _svg(text: str) -> SafeString:
    return SafeString(text)  # made as a tree, so every word in it is escaped
