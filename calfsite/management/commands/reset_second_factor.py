"""`manage.py reset_second_factor NAME --reason …`: for somebody who lost phone and recovery codes."""

from argparse import ArgumentParser

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from calfsite.accounts import second_factor


class Command(BaseCommand):
    """For when no administrator can sign in either."""

    help = "Takes the second factor from an account, and writes that into the audit log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the name that the account signs in with")
        parser.add_argument("--reason", required=True, help="why; kept in the audit log")

    def handle(self, *args: object, name: str, reason: str, **options: object) -> None:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"No account is called {name}.")
        if not reason.strip():
            raise CommandError("Write down why: --reason must not be empty.")
        if not second_factor.remove(user, by=None, reason=reason):
            raise CommandError(f"{name} has no second factor. Nothing was changed.")
        self.stdout.write(f"{name} now signs in with the password only, and can set up a new second factor.")
