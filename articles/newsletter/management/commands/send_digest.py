"""`manage.py send_digest`: mails readers what is new. For cron; after a killed run, the next one continues."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.newsletter import digests, sending
from articles.newsletter.models import Delivery, Subscriber

EX_TEMPFAIL = 75  # what mail programs exit with when a later try may succeed


class Command(BaseCommand):
    """Exits with 0 when all is done, 75 when the next run will do the rest, 1 when a person must."""

    help = (
        "Sends each confirmed reader of the email list what is new in their topics, once. Exits with 0 when all is "
        "done, with 75 when the next run will do the rest, with 1 when you must act."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be sent; send and keep nothing")
        parser.add_argument(
            "--retry-unsure",
            action="store_true",
            help="send again where a run was cut off in mid-mail: those readers may get the digest twice",
        )

    def handle(self, *, dry_run: bool, retry_unsure: bool, verbosity: int, **options: object) -> None:
        if not settings.SITE_URL:
            raise CommandError("Set SITE_URL to the site's address, so that the mails can link to it.")
        if dry_run:
            self._preview()
            return
        try:
            report = sending.run(retry_unsure=retry_unsure)
        except sending.BusyError:
            raise CommandError("Another run is sending. Nothing was done.", returncode=EX_TEMPFAIL) from None
        if verbosity:
            self._print(report)
        self._exit(report)

    def _preview(self) -> None:
        digest = digests.upcoming()
        for item in digest.articles if digest else ():
            self.stdout.write(f"{'New' if item['is_new'] else 'Changed'}: {item['title']} ({item['topic_title']})")
        readers = Subscriber.objects.confirmed().count() if digest else 0
        self.stdout.write(f"A new digest for {readers} readers." if digest else "Nothing is new: no digest.")
        self.stdout.write(f"Waiting from earlier digests: {len(sending.waiting())}.")

    def _print(self, report: sending.Report) -> None:
        self.stdout.write(f"Made digest {report.made.pk}." if report.made else "Nothing is new: no digest.")
        if report.forgotten:
            self.stdout.write(f"Deleted {report.forgotten} addresses that nobody confirmed.")
        for state in Delivery.State:
            if report.counts[state]:
                self.stdout.write(f"{report.counts[state]} {state.value}")

    def _exit(self, report: sending.Report) -> None:
        """Raise CommandError where something is left to do."""
        given_up, unsure = report.counts[Delivery.State.REFUSED], report.counts[Delivery.State.UNSURE]
        if unsure:
            self.stderr.write(
                f"{unsure} mails were interrupted, and may have arrived or not. They are not sent again, "
                "unless you give --retry-unsure."
            )
        if given_up:
            self.stderr.write(f"{given_up} mails were refused too often and are given up.")
        waiting = len(sending.waiting())
        code = 1 if unsure or given_up else EX_TEMPFAIL
        if report.trouble:
            text = f"The mail server takes no mail from us ({report.trouble}). {waiting} wait for the next run."
            raise CommandError(text, returncode=code)
        if waiting:
            raise CommandError(f"{waiting} mails were refused and wait for the next run.", returncode=code)
        if unsure or given_up:
            raise CommandError("Not every mail was sent.", returncode=code)
