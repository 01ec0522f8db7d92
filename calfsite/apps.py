"""The app `calfsite`, and Django's admin with the desk in place of its own site."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class CalfsiteConfig(AppConfig):
    """The site itself: audit log, accounts, the practice, and the checks of a deployment."""

    name = "calfsite"
    verbose_name = "Calfsite"

    def ready(self) -> None:
        import_module("calfsite.checks")
        import_module("calfsite.accounts.signals").connect()
        import_module("calfsite.lib.sqlite").connect()


class DeskConfig(AdminConfig):
    """`django.contrib.admin`, whose `admin.site` is the desk."""

    default_site = "calfsite.desk.site.DeskSite"
