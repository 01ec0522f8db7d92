"""`manage.py create_clinician`: the group that clinicians belong to and, on a new database only, the first account."""

import secrets

from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.management.base import BaseCommand
from django.db import transaction

GROUP = "clinicians"
USERNAME = "clinician"

# What a clinician may do with every model of an app. Nothing may be deleted: articles are unpublished, not lost.
ACTIONS = {"articles": ("add", "change", "view"), "triage": ("change", "view")}

# No letter or digit that looks like another, since the password is read off a screen and typed.
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"


class Command(BaseCommand):
    """Gives clinicians their rights, and a new database its first clinician."""

    help = "Makes the group of clinicians; on a new database also an account, whose password is printed once."

    @transaction.atomic
    def handle(self, *args: object, **options: object) -> None:
        """Makes what is missing, and says how to sign in."""
        group, _ = Group.objects.get_or_create(name=GROUP)
        group.permissions.add(*clinician_permissions())
        # An account that the practice deleted must not come back: only a database without any account is new.
        if User.objects.exists():
            self.stdout.write(
                "Sign in with your account, or set it a new password: "
                f".venv/bin/python manage.py changepassword {USERNAME}"
            )
            return
        password = random_password()
        user = User.objects.create_user(USERNAME, password=password, is_staff=True)
        user.groups.add(group)
        self.stdout.write(
            "Made an account for the admin. The password is shown this once only; keep it safe.\n"
            f"  User:     {USERNAME}\n"
            f"  Password: {password}"
        )


def clinician_permissions() -> list[Permission]:
    """What a clinician may do, for every model that the apps have today."""
    permissions: list[Permission] = []
    for app, actions in ACTIONS.items():
        models = apps.get_app_config(app).get_models()
        codenames = [f"{action}_{model._meta.model_name}" for model in models for action in actions]
        permissions += Permission.objects.filter(content_type__app_label=app, codename__in=codenames)
    return permissions


def random_password() -> str:
    """Five groups of four letters and digits: about 99 bits, more than anyone can guess."""
    return "-".join("".join(secrets.choice(LEGIBLE) for _ in range(4)) for _ in range(5))
