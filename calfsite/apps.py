"""Calfsite itself: settings, addresses, the practice, and checks of the whole."""

from importlib import import_module

from django.apps import AppConfig


class CalfsiteConfig(AppConfig):
    """The site itself: its audit log and accounts, and the deployment checks."""

    name = "calfsite"
    verbose_name = "Calfsite"

    def ready(self) -> None:
        """Registers the checks, and begins to watch accounts for the audit log."""
        import_module("calfsite.checks")
        import_module("calfsite.accounts.watching").connect()
