"""Print the safety report of a protocol."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.prover import prove, report_text
from triage.models import ProtocolVersion
from triage.storage import rows, text_file


class Command(BaseCommand):
    """`check_protocol leg`: proves the live version; fails when it must not be published."""

    help = (
        "Prove a protocol over all possible answers and print the safety report. Fails when it must not be published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("protocol")
        parser.add_argument("--number", type=int, help="a version's number; the live one when left out")
        parser.add_argument("--file", type=Path, help="check this text file instead of a version")
        parser.add_argument(
            "--against", metavar="live", help="compare with the live version, or with a version's number"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        slug, against = options["protocol"], options["against"]
        checked = _file(options["file"], slug) if options["file"] else _version(slug, options["number"])
        if against not in (None, "live") and not against.isdecimal():
            raise CommandError(f"Compare with “live” or with a version's number, not with “{against}”.")
        number = None if against in (None, "live") else int(against)
        report = prove(checked, _version(slug, number) if against else None)
        for line in report_text.lines(report):
            self.stdout.write(line)
        if not report.publishable:
            raise CommandError("It must not be published.")


def _file(path: Path, slug: str) -> Protocol:
    try:
        protocol = text_file.load(path)
    except ProtocolError as error:
        raise CommandError(str(error)) from None
    if protocol.slug != slug:
        raise CommandError(f"{path.name} is the protocol “{protocol.slug}”, not “{slug}”.")
    return protocol


def _version(slug: str, number: int | None) -> Protocol:
    versions = ProtocolVersion.objects.filter(protocol__slug=slug)
    found = (
        versions.filter(status=ProtocolVersion.Status.PUBLISHED) if number is None else versions.filter(number=number)
    ).first()
    if found is None:
        raise CommandError(f"There is no such version of “{slug}”.")
    try:
        return rows.read(found)
    except ProtocolError as error:
        raise CommandError(f"{found} does not load: {error}") from None
