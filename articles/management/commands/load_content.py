"""Loads the shipped topics and articles; safe to run at every start."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.search import index
from articles.seeding import seed_files, seeds


class Command(BaseCommand):
    """Loads everything, or nothing if one file is broken; prints a line for each topic and article, and a summary."""

    help = "Loads topics and articles from text files. What the clinic has edited or deleted stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from",
            dest="folder",
            type=Path,
            default=settings.BASE_DIR / "articles" / "content",
            help="folder with topics.yaml and the articles (default: %(default)s)",
        )

    def handle(self, *, folder: Path, **options: object) -> None:
        try:
            outcomes = seeds.load(seed_files.read(folder))
        except seed_files.SeedError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        index.refresh()  # or the first search would wait for it
        for outcome in outcomes:
            self.stdout.write(f"{outcome.seed.kind} {outcome.seed.slug}: {outcome.result}")
        counts = Counter(outcome.result for outcome in outcomes)
        self.stdout.write(", ".join(f"{count} {result}" for result, count in counts.items()) or "There is no content.")
