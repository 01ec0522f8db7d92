"""Articles by name. The triage does not know the app that keeps them: settings name two functions of it."""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

Names = list[tuple[str, str]]
"""Addresses (slugs) and titles."""


def all_articles() -> Names:
    """Every article that a finding can link to."""
    find: Callable[[], Names] = import_string(settings.TRIAGE_ARTICLES["all"])
    return find()


def quoting(threshold: str) -> Names:
    """The articles that quote a threshold, named as `calf.severe_pain`."""
    find: Callable[[str], Names] = import_string(settings.TRIAGE_ARTICLES["quoting"])
    return find(f"threshold:{threshold}")
