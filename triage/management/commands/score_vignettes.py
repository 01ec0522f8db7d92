"""Print how the live protocols do on their worked patient cases."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from triage.engine.parts.protocol import Protocol
from triage.engine.run.scoring import Score, Verdict, judge, score
from triage.versions import live


class Command(BaseCommand):
    """`score_vignettes [protocol ...]`: exact, safe, under- and over-triage; fails when anybody is unsafe."""

    help = "Print how the live protocols do on their vignettes: exact, safe, under- and over-triage."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("protocols", nargs="*", help="all live ones when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a table for each protocol, and one for all together."""
        try:
            protocols = [live.current(slug) for slug in options["protocols"]] or live.all_current()
        except (live.UnknownProtocolError, live.UnavailableError) as error:
            raise CommandError(f"There is no such live protocol: {error}.") from None
        every: list[Verdict] = []
        for protocol in protocols:
            every += self._print_protocol(protocol)
        if len(protocols) > 1:
            self._print_table("All protocols", every)
        unsafe = sum(not verdict.safe for verdict in every)
        missed = sum(verdict.emergency_missed for verdict in every)
        if unsafe or missed:
            raise CommandError(f"{unsafe} cases below their lowest safe urgency, {missed} emergencies missed.")

    def _print_protocol(self, protocol: Protocol) -> list[Verdict]:
        judged = judge(protocol)
        self._print_table(f"{protocol.slug}, version {protocol.version}", [verdict for _, verdict in judged])
        for vignette, verdict in judged:
            if not verdict.exact:
                self.stdout.write(f"  {vignette.key}: expected {verdict.expected}, got {verdict.got}")
        self.stdout.write("")
        return [verdict for _, verdict in judged]

    def _print_table(self, title: str, verdicts: list[Verdict]) -> None:
        scores = score(verdicts)
        self.stdout.write(f"{title}\n  {'':10} cases  exact          safe           under  over  missed")
        for name, row in (("all", scores.overall), *scores.by_expected, ("by others", scores.by_others)):
            self.stdout.write(
                f"  {name:10} {row.cases:5}  {_share(row, row.exact)}  {_share(row, row.safe)}  "
                f"{row.under:5} {row.over:5}  {row.emergencies_missed:6}"
            )


def _share(row: Score, count: int) -> str:
    percent = row.percent(count)
    return f"{count:3} ({percent:5.1f} %)" if percent is not None else f"{count:3}          "
