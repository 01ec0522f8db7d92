"""The email list as an app of its own, which a practice can switch off, and the check of its settings."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning

UNSET_SENDER = "calfsite@localhost"


class NewsletterConfig(AppConfig):
    """The email list: `articles.newsletter`, with the label `newsletter`."""

    name = "articles.newsletter"
    label = "newsletter"
    verbose_name = "Email list"

    def ready(self) -> None:
        register(mail_can_be_sent, Tags.security, deploy=True)


def mail_can_be_sent(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Warns when readers can join, but mails are only printed, or have no valid sender or links."""
    if not settings.NEWSLETTER:
        return []
    faults = {
        "W001": ("EMAIL_URL is not set, so mail is printed in the server’s log.", settings.IS_MAIL_PRINTED),
        "W002": ("SITE_URL is not set, so no digest can name the site.", not settings.SITE_URL),
        "W003": ("DEFAULT_FROM_EMAIL is not set.", settings.DEFAULT_FROM_EMAIL == UNSET_SENDER),
    }
    hint = "Set it as docs/newsletter.md says, or set NEWSLETTER=off."
    return [CheckWarning(text, hint=hint, id=f"newsletter.{name}") for name, (text, is_so) in faults.items() if is_so]
