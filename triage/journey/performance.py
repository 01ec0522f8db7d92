"""The public page "How well does this work?": live figures from the live versions' own vignettes."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from calfsite.lib import held
from triage import labels
from triage.engine.run.scoring import Score, Scores, Verdict, judge, score
from triage.versions import live


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    score: Score
    exact_percent: float | None
    safe_percent: float | None


@held.cached(32)
def verdicts(protocol_slug: str, version: int) -> tuple[Verdict, ...]:
    """What a version says to its vignettes; it never changes, so it is worked out once."""
    return tuple(verdict for _, verdict in judge(live.version(protocol_slug, version)))


@require_safe
def performance(request: HttpRequest) -> HttpResponse:
    """Show how the live protocols do on worked patient cases, and how the figures were got."""
    protocols = live.all_current()
    every = [verdict for protocol in protocols for verdict in verdicts(protocol.slug, protocol.version)]
    overall = score(every).overall
    context = {
        "tables": [
            {"protocol": protocol, "rows": _rows(score(verdicts(protocol.slug, protocol.version)))}
            for protocol in protocols
        ],
        "overall": overall,
        "exact_percent": overall.percent(overall.exact),
        "safe_percent": overall.percent(overall.safe),
    }
    return render(request, "triage/journey/performance.html", context)


def _rows(scores: Scores) -> list[Row]:
    lines = [(labels.of(urgency).word, row) for urgency, row in scores.by_expected]
    return [
        Row(name, row, row.percent(row.exact), row.percent(row.safe))
        for name, row in [*lines, (_("All"), scores.overall)]
    ]
