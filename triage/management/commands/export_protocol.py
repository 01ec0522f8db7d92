"""Write a protocol version as text."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from triage.models import ProtocolVersion
from triage.storage import rows, text_file


class Command(BaseCommand):
    """`export_protocol leg`: the live version, or `--number` another one, in the format of `triage/protocols/`."""

    help = "Write a protocol version in the text format of triage/protocols/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("protocol")
        parser.add_argument("--number", type=int, help="a version's number; the live one when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        versions = ProtocolVersion.objects.filter(protocol__slug=options["protocol"])
        if options["number"] is None:
            version = versions.filter(status=ProtocolVersion.Status.PUBLISHED).first()
        else:
            version = versions.filter(number=options["number"]).first()
        if version is None:
            raise CommandError(f"There is no such version of “{options['protocol']}”.")
        self.stdout.write(text_file.dumps(rows.read(version)), ending="")
