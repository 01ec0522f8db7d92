"""Calfsite itself: settings, addresses, the practice, and checks of the whole."""

from django.apps import AppConfig


class CalfsiteConfig(AppConfig):
    """Registers the deployment checks."""

    name = "calfsite"
    verbose_name = "Calfsite"
