"""`manage.py forget_unconfirmed`: deletes the addresses that nobody confirmed. `send_digest` does it too."""

from django.core.management.base import BaseCommand

from articles.newsletter import subscribing


class Command(BaseCommand):
    """Quick and harmless to run again."""

    help = "Deletes addresses that asked to join the email list and were never confirmed (NEWSLETTER_FORGET_DAYS)."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"Deleted {subscribing.forget_unconfirmed()} addresses that nobody confirmed.")
