"""The links in our mails: each good for one purpose, signed over the reader's random key, without the address."""

from enum import StrEnum

from django.conf import settings
from django.core import signing

from articles.newsletter.models import Subscriber

SECONDS_OF_A_DAY = 24 * 60 * 60


class Purpose(StrEnum):
    """What a link lets its holder do. A link for one is none for another."""

    CONFIRM = "confirm"
    LEAVE = "leave"
    TOPICS = "topics"


class BadLinkError(ValueError):
    """The link was never ours, or was cut short on its way."""


class OldLinkError(BadLinkError):
    """The link was ours, and is too old."""


def make(subscriber: Subscriber, purpose: Purpose) -> str:
    """The token for a reader's link. Only one to confirm runs out: a mail of years ago must still let one leave."""
    return _signer(purpose).sign(subscriber.key)


def read(token: str, purpose: Purpose) -> Subscriber | None:
    """Whose token it is; None when they are no longer on the list. Raises BadLinkError, OldLinkError."""
    age = settings.NEWSLETTER_CONFIRM_DAYS * SECONDS_OF_A_DAY if purpose is Purpose.CONFIRM else None
    try:
        key = _signer(purpose).unsign(token, max_age=age)
    except signing.SignatureExpired as error:
        raise OldLinkError from error
    except signing.BadSignature as error:
        raise BadLinkError from error
    return Subscriber.objects.filter(key=key).first()


def _signer(purpose: Purpose) -> signing.TimestampSigner:
    return signing.TimestampSigner(sep=".", salt=f"articles.newsletter.{purpose}")
