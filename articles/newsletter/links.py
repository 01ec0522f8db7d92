"""The links in our mails: each for one purpose, signed over the reader's random key, without the address."""

from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.urls import reverse

from articles.newsletter.models import Subscriber

SECONDS_OF_A_DAY = 24 * 60 * 60


class Purpose(StrEnum):
    """What a link lets its holder do; it does not work for another purpose."""

    CONFIRM = "confirm"
    LEAVE = "leave"
    TOPICS = "topics"


class BadLinkError(ValueError):
    """We never made this link, or it was cut short."""


class OldLinkError(BadLinkError):
    """We made this link, but it has expired."""


def token(subscriber: Subscriber, purpose: Purpose) -> str:
    """The token of a reader's link. Only CONFIRM expires: a mail that is years old must still let its reader leave."""
    return _signer(purpose).sign(subscriber.key)


def link(subscriber: Subscriber, purpose: Purpose, site: str = "") -> str:
    """The path of the reader's link; an absolute address if the site's is given."""
    return site + reverse(f"newsletter_{purpose}", args=[token(subscriber, purpose)])


def reader_of(text: str, purpose: Purpose) -> Subscriber | None:
    """Whose token this is; None when they have left the list. Raises BadLinkError, OldLinkError."""
    age = settings.NEWSLETTER_CONFIRM_DAYS * SECONDS_OF_A_DAY if purpose is Purpose.CONFIRM else None
    try:
        key = _signer(purpose).unsign(text, max_age=age)
    except signing.SignatureExpired as error:
        raise OldLinkError from error
    except signing.BadSignature as error:
        raise BadLinkError from error
    return Subscriber.objects.filter(key=key).first()


def _signer(purpose: Purpose) -> signing.TimestampSigner:
    return signing.TimestampSigner(sep=".", salt=f"articles.newsletter.{purpose}")
