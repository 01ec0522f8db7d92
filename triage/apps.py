"""Triage: what patients are asked, and what they are told."""

from importlib import import_module

from django.apps import AppConfig


class TriageConfig(AppConfig):
    """The triage app."""

    name = "triage"
    verbose_name = "Triage"

    def ready(self) -> None:
        """Register the system checks."""
        import_module("triage.checks")
