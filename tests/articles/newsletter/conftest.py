"""Topics, articles that were published at known times, and readers. Mail stays in memory, the cache begins empty."""

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends import locmem
from django.utils import timezone

from articles.models import Article, LiveArticle, Topic
from articles.newsletter.models import Digest, Subscriber

SEND_MESSAGES = locmem.EmailBackend.send_messages
FAULTS: dict[str, Callable[[str], Exception]] = {
    "SMTPRecipientsRefused": lambda to: smtplib.SMTPRecipientsRefused({to: (550, f"no {to} here".encode())}),
    "SMTPDataError": lambda to: smtplib.SMTPDataError(554, f"no mail for {to}"),
    "SMTPSenderRefused": lambda to: smtplib.SMTPSenderRefused(550, f"none to {to}", "list@calf.example"),
    "closing": lambda to: smtplib.SMTPRecipientsRefused({to: (421, b"closing")}),
    "disconnected": lambda to: smtplib.SMTPServerDisconnected(f"lost {to}"),
    "timeout": TimeoutError,
}
SITE = "https://calf.example"
WEEK_AGO, HOUR_AGO = timedelta(days=7), timedelta(hours=1)


@pytest.fixture(autouse=True)
def _quiet_post(settings: Any) -> None:
    settings.SITE_URL = SITE
    settings.DEFAULT_FROM_EMAIL = "Calfsite <list@calf.example>"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    cache.clear()


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.create(slug="calf", title="Calf trouble", summary="Pain or a weak push.", order=1)


@pytest.fixture
def other_topic(db: None) -> Topic:
    return Topic.objects.create(slug="nerve", title="Sciatica", summary="From the back.", order=2)


@pytest.fixture
def publish(make_article: Callable[..., Article]) -> Callable[..., LiveArticle]:
    """Lets readers see an article, new or changed, since some time ago: without the checks, which take their time."""

    def publish(name: str = "strain", ago: timedelta = HOUR_AGO, /, **changes: Any) -> LiveArticle:
        article = Article.objects.filter(slug=name).first() or make_article(slug=name)
        for field, value in changes.items():
            setattr(article, field, value)
        article.skip_history_when_saving = True  # nobody asks for the drafts
        article.save()
        live = LiveArticle.objects.filter(pk=article.pk).first() or LiveArticle(pk=article.pk)
        live.take_content(article)
        live._history_date = timezone.now() - ago
        live.save()
        return live

    return publish


def set_back(state: Any, ago: timedelta) -> None:
    """Make this entry of the history as old as that."""
    LiveArticle.history.filter(history_id=state.history_id).update(history_date=timezone.now() - ago)


def reader(name: str = "ann", *topics: Topic, at: datetime | None = None) -> Subscriber:
    """Somebody who confirmed a week ago."""
    then = at or timezone.now() - WEEK_AGO
    subscriber = Subscriber.objects.create(
        email=f"{name}@example.org", asked_at=then, confirmed_at=then, every_topic=not topics
    )
    subscriber.topics.set(topics)
    return subscriber


def states(digest: Digest | None = None) -> list[str]:
    """What became of each delivery, by the reader's place on the list."""
    found = (digest or Digest.objects.get()).deliveries.order_by("pk")
    return list(found.values_list("state", flat=True))


def got() -> list[str]:
    """Who got a mail, in order."""
    return [address.partition("@")[0] for message in mail.outbox for address in message.to]


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the mail server answer every mail with this fault, whose words quote the address; none when empty."""

    def fail(fault: str) -> Callable[..., int]:
        def send_messages(self: Any, messages: Any) -> int:
            (to,) = messages[0].to
            raise FAULTS[fault](to)

        return send_messages

    def refuse(fault: str) -> None:
        monkeypatch.setattr(locmem.EmailBackend, "send_messages", fail(fault) if fault else SEND_MESSAGES)

    return refuse
