"""`manage.py check_articles`: all that an editor would say about every article. Ends with an error if there is any."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from articles.editorial.report import report
from articles.models import Article, Content, LiveArticle


class Command(BaseCommand):
    """Prints a line for each article with its reading grade, and below it what is to be mended."""

    help = (
        "Looks over what patients read, or with --drafts what clinicians are writing: grade, links, sources, numbers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to look at."""
        parser.add_argument("--drafts", action="store_true", help="look at the drafts instead of what patients read")

    def handle(self, *, drafts: bool, **options: object) -> None:
        """Look at each article; CommandError when anything is to be mended."""
        articles: list[Content] = list((Article if drafts else LiveArticle).objects.select_related("topic"))
        found = 0
        for article in articles:
            looked_over = report(article)
            self.stdout.write(f"{article.slug}: grade {looked_over.grade}")
            for finding in looked_over.findings:
                self.stdout.write(f"  - {finding}")
            found += len(looked_over.findings)
        if found:
            raise CommandError(f"{found} to mend in {len(articles)} articles.")
        self.stdout.write(f"Nothing to mend in {len(articles)} articles.")
