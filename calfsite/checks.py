"""System checks of what a deployment can get wrong. `manage.py check --deploy` runs them."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError

from articles.models import LiveArticle
from articles.publishing import checksums
from calfsite.audit.models import AuditEntry
from calfsite.lib.dialing import EMERGENCY_NUMBERS, is_dialable
from calfsite.practice.details import PracticeDetails
from triage.models import ArticleLink, ProtocolVersion


def _of_database(check: Callable[[], list[CheckMessage]]) -> Callable[..., list[CheckMessage]]:
    """Register a check of `migrate` and `check --database default`; it finds nothing where there are no tables yet."""

    @register(Tags.database)
    def checked(
        app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: object
    ) -> list[CheckMessage]:
        try:
            return check() if databases else []
        except DatabaseError:
            return []

    return checked


@register(Tags.security)
def emergency_number_can_be_called(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Error for an emergency number that no phone can dial, such as an empty one."""
    if is_dialable(settings.EMERGENCY_NUMBER):
        return []
    return [
        Error(
            f"EMERGENCY_NUMBER is {settings.EMERGENCY_NUMBER!r}, which cannot be called.",
            hint="Set EMERGENCY_NUMBER to the number that patients call in an emergency, such as 112 or 911.",
            id="calfsite.E001",
        )
    ]


@_of_database
def every_article_of_a_triage_is_published() -> list[CheckMessage]:
    """Warns of broken links on results."""
    links = ArticleLink.objects.filter(version__status=ProtocolVersion.Status.PUBLISHED)
    missing = set(links.values_list("key", flat=True)) - set(LiveArticle.objects.values_list("slug", flat=True))
    return [
        CheckWarning(
            f"A live triage links to the article “{slug}”, which is not published.",
            hint="Publish the article, or change the link in the protocol.",
            id="calfsite.W002",
        )
        for slug in sorted(missing)
    ]


@_of_database
def emergency_number_is_right() -> list[CheckMessage]:
    """Warns of a number that few know, and of one that nobody on the desk gave: whoever reads this calls it once."""
    saved = PracticeDetails.objects.values_list("emergency_number", flat=True).first()
    entries = AuditEntry.objects.filter(action="practice.emergency_number").order_by("-id")
    logged = next((details.get("after") for details in entries.values_list("details", flat=True)[:1]), None)
    number: str = saved or settings.EMERGENCY_NUMBER
    found: list[CheckMessage] = []
    if number not in EMERGENCY_NUMBERS:
        found.append(
            CheckWarning(
                f"Patients are told to call {number}, which is not one of {', '.join(EMERGENCY_NUMBERS)}.",
                hint="Call it: it must reach an ambulance. If it does, nothing needs to be done.",
                id="calfsite.W014",
            )
        )
    if saved and logged and saved != logged:
        found.append(
            CheckWarning(
                f"Patients are told to call {saved}, but the number that the desk saved last is {logged}.",
                hint="Find out who changed the database. Set the number under “Practice details” on the desk.",
                id="calfsite.W015",
            )
        )
    return found


@_of_database
def every_text_is_as_it_was_published() -> list[CheckMessage]:
    """Warnings that name each article, topic and list of words that was changed in the database itself."""
    changed = checksums.changed()
    return [
        CheckWarning(
            f"Patients read a {row._meta.verbose_name} that nobody published: {row}.",
            hint="Find out who changed the database. Publish its draft again, or restore the database from a backup.",
            id="calfsite.W013",
        )
        for row in changed
    ]


FOOTER_PAGES = ("about", "who-reviews", "privacy", "accessibility", "terms", "contact")
"""The pages about the site that templates/components/site_footer.html links to."""


@_of_database
def every_page_in_the_footer_is_published() -> list[CheckMessage]:
    """Warns of broken links in the footer, which itself makes no query."""
    live = set(LiveArticle.objects.filter(topic__is_about_site=True).values_list("slug", flat=True))
    if not (missing := [slug for slug in FOOTER_PAGES if slug not in live]):
        return []
    return [
        CheckWarning(
            f"The footer links to pages about the site that are not published: {', '.join(missing)}.",
            hint="Publish each with this address, in a topic that is about this site, or load the content again.",
            id="calfsite.W012",
        )
    ]


@register(Tags.security, deploy=True)
def second_factor_is_offered(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Warns when a password alone is enough to change what patients read."""
    if settings.SECOND_FACTOR != "off":
        return []
    return [
        CheckWarning(
            "SECOND_FACTOR is off, so anybody who learns a password can change what patients read.",
            hint="Set SECOND_FACTOR to required, or to optional while the clinicians set theirs up.",
            id="calfsite.W003",
        )
    ]


@register(Tags.security, deploy=True)
def own_address_is_known(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Warns when many hosts are allowed: a forged Host header then chooses where canonical links lead."""
    if settings.SITE_URL or not any(host == "*" or host.startswith(".") for host in settings.ALLOWED_HOSTS):
        return []
    return [
        CheckWarning(
            "ALLOWED_HOSTS lets many hosts in and SITE_URL is not set, so links to this site may name any of them.",
            hint="Set SITE_URL to the address that patients use, such as https://calf.example.",
            id="calfsite.W010",
        )
    ]


@register(Tags.security, deploy=True)
def emergency_number_is_chosen(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Warns when nobody set the emergency number: the default is wrong in many countries."""
    if os.environ.get("EMERGENCY_NUMBER"):  # also one from .env, which the settings read into the environment
        return []
    with suppress(DatabaseError):  # no tables yet
        if PracticeDetails.objects.exists():
            return []
    return [
        CheckWarning(
            f"EMERGENCY_NUMBER is not set, so patients are told to call {settings.EMERGENCY_NUMBER}.",
            hint="Fill in the practice details on the desk, or set EMERGENCY_NUMBER, even if it is this one.",
            id="calfsite.W001",
        )
    ]
