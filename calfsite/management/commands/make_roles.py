"""`manage.py make_roles`: the groups author, publisher and administrator, with what each may do."""

from django.core.management.base import BaseCommand

from calfsite.accounts.roles import ROLES, make_roles


class Command(BaseCommand):
    """Quick and harmless to run again."""

    help = (
        "Makes the roles as groups, and gives each the permissions it lacks. The table is calfsite/accounts/roles.py."
    )

    def handle(self, *args: object, **options: object) -> None:
        for name in make_roles():
            self.stderr.write(f"Warning: no permission is called {name}; the roles go without it.")
        self.stdout.write(f"Roles: {', '.join(ROLES)}.")
