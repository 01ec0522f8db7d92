"""`manage.py check_articles`: the editorial report on every article. Fails if there is anything to fix."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from articles.editorial.report import report
from articles.models import Article, Content, LiveArticle


class Command(BaseCommand):
    """Prints each article with its reading grade, and below it what to fix."""

    help = "Checks what patients read, or with --drafts what clinicians are writing: grade, links, sources, numbers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drafts", action="store_true", help="check the drafts instead of what patients read")

    def handle(self, *, drafts: bool, **options: object) -> None:
        articles: list[Content] = list((Article if drafts else LiveArticle).objects.select_related("topic"))
        found = 0
        for article in articles:
            checked = report(article)
            self.stdout.write(f"{article.slug}: grade {checked.grade}")
            for finding in checked.findings:
                self.stdout.write(f"  - {finding}")
            found += len(checked.findings)
        if found:
            raise CommandError(f"{found} to fix in {len(articles)} articles.")
        self.stdout.write(f"Nothing to fix in {len(articles)} articles.")
