"""`manage.py create_clinician`: the roles and, on a new database only, the first account, which has all of them."""

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from calfsite.accounts.roles import ROLES
from calfsite.accounts.second_factor import random_groups

USERNAME = "clinician"


class Command(BaseCommand):
    """Makes the roles, and gives a new database its first clinician."""

    help = "Makes the roles; on a new database also an account with all of them, whose password is printed once."

    @transaction.atomic
    def handle(self, *args: object, **options: object) -> None:
        call_command("make_roles", stdout=self.stdout, stderr=self.stderr)
        # Only a database without any account is new: an account that the practice deleted must not come back.
        if User.objects.exists():
            self.stdout.write(
                "Sign in with your account, or set it a new password: "
                f".venv/bin/python manage.py changepassword {USERNAME}"
            )
            return
        password = random_groups(5, 4)  # about 99 bits
        user = User.objects.create_user(USERNAME, password=password, is_staff=True)
        user.groups.add(*Group.objects.filter(name__in=ROLES))
        self.stdout.write(
            "Made an account for the admin. The password is shown this once only; keep it safe.\n"
            f"  User:     {USERNAME}\n"
            f"  Password: {password}"
        )
