"""Before patients come, `check --deploy` says what the email list still needs."""

from typing import Any

from articles.newsletter.apps import UNSET_SENDER, mail_can_be_sent


def ids() -> list[str | None]:
    return [message.id for message in mail_can_be_sent(None)]


def test_each_missing_setting_is_named(settings: Any) -> None:
    settings.IS_MAIL_PRINTED = False
    assert ids() == []
    settings.IS_MAIL_PRINTED, settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = True, "", UNSET_SENDER
    assert ids() == ["newsletter.W001", "newsletter.W002", "newsletter.W003"]
    settings.NEWSLETTER = False
    assert ids() == []
