"""The email list as an app of its own: a practice may leave it out."""

from importlib import import_module

from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    """The newsletter app."""

    name = "articles.newsletter"
    label = "newsletter"
    verbose_name = "Email list"

    def ready(self) -> None:
        """Registers the checks of the mail's settings."""
        import_module("articles.newsletter.checks")
