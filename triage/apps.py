"""Triage: what patients are asked, and what they are told."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    """The triage app."""

    name = "triage"
    verbose_name = "Triage"
