"""`manage.py verify_audit`: verifies the audit log, or says where it was changed."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from calfsite.audit import log
from calfsite.audit.models import AuditEntry


class Command(BaseCommand):
    """Verifies the chain of checksums."""

    help = "Checks that no audit entry was changed, put in or taken out. Fails with the places when one was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--contains",
            metavar="CHECKSUM",
            help="also fail when the entry with this checksum is gone: it shows whether the end was cut off",
        )

    def handle(self, *args: object, contains: str | None = None, **options: object) -> None:
        proof = log.verify()
        for fault in proof.faults:
            self.stderr.write(fault)
        if proof.faults:
            raise CommandError("The audit log was changed. Keep this output, and compare with a backup.")
        if contains and not AuditEntry.objects.filter(checksum=contains).exists():
            raise CommandError(f"The audit log has no entry with the checksum {contains}: its end was cut off.")
        self.stdout.write(
            f"The audit log is whole: {proof.entries} entries. Note the last checksum in another place, and give it to "
            f"--contains next time:\n{proof.last}"
        )
