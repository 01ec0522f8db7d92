"""Forget old daily totals."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from triage.totals import counting


class Command(BaseCommand):
    """`forget_old_totals`: what the running site does by itself once a day, for a site that seldom runs."""

    help = "Delete the daily totals of more than two years ago."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{counting.forget_old(timezone.localdate())} old daily totals deleted.")
