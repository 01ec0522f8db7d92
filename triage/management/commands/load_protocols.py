"""Load the shipped protocols."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from triage.engine.parts.errors import ProtocolError
from triage.storage import text_file
from triage.versions import seeds


class Command(BaseCommand):
    """`load_protocols`: idempotent, and never overwrites a clinician's version."""

    help = "Load the protocols that ship with Calfsite. A clinician's own version is never overwritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="folder", type=Path, default=text_file.SHIPPED, help="another folder")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load every file of the folder, or none of them."""
        try:
            lines = seeds.load_all(options["folder"])
        except ProtocolError as error:
            raise CommandError(f"Nothing was loaded. {error}") from None
        for line in lines:
            self.stdout.write(line)
