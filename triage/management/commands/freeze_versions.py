"""Create the triggers that keep published versions from being changed."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from calfsite.lib import triggers
from triage.models import freeze


class Command(BaseCommand):
    """`freeze_versions`: for a database whose triggers are missing, which the system check triage.E002 reports."""

    help = "Create the database triggers of the freeze again, where some are missing or differ."

    def handle(self, *args: Any, **options: Any) -> None:
        """Create what is missing, all or nothing, and say what that was."""
        missing = triggers.missing(freeze.triggers(apps), connection)
        with transaction.atomic(), connection.cursor() as cursor:
            for trigger in missing:
                for statement in (*trigger.drop_sql(connection), *trigger.create_sql(connection)):
                    cursor.execute(statement)
        for trigger in missing:
            self.stdout.write(f"Created {trigger.name}.")
        self.stdout.write(f"{len(missing)} triggers created. Now run: manage.py check --database default")
