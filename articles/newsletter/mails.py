"""Our mails, the links in them, and handing them to the mail server.

Each is plain text and the same as simple HTML: no pictures, nothing that shows whether it was opened. The server's
error messages quote addresses, so no error of this module repeats them.
"""

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from articles.newsletter.digests import Item, by_topic
from articles.newsletter.models import Digest, Subscriber
from calfsite.practice import current

SECONDS_OF_A_DAY = 24 * 60 * 60
OK, CLOSING = 250, 421  # SMTP reply codes; after 421 the server closes the connection
REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
NO_SERVICE = (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError, smtplib.SMTPNotSupportedError)


class Purpose(StrEnum):
    """What a link lets its holder do. It is signed for this alone, over the reader's random key, not the address."""

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


def reply_to_join(subscriber: Subscriber, site: str) -> EmailMultiAlternatives:
    """To an address that somebody typed in: how to confirm; if it is on the list: how to leave or change topics."""
    name = current.practice().name
    if subscriber.confirmed_at is None:
        subject = _("Please confirm: do you want mail from %(practice)s?") % {"practice": name}
        return _mail("confirm", subject, subscriber, site, days=settings.NEWSLETTER_CONFIRM_DAYS)
    subject = _("You are on the email list of %(practice)s") % {"practice": name}
    return _mail("already", subject, subscriber, site)


def digest(sent: Digest, items: Sequence[Item], subscriber: Subscriber) -> EmailMultiAlternatives:
    """A digest for one reader, with these articles of it."""
    # No article's title: a locked screen shows the subject.
    subject = _("News from %(practice)s") % {"practice": current.practice().name}
    mail = _mail("digest", subject, subscriber, settings.SITE_URL, topics=by_topic(items))
    mail.extra_headers |= {
        "List-Unsubscribe": f"<{link(subscriber, Purpose.LEAVE, settings.SITE_URL)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Message-ID": _message_id(sent, subscriber),
    }
    return mail


def _mail(name: str, subject: str, subscriber: Subscriber, site: str, **context: Any) -> EmailMultiAlternatives:
    context |= {
        "practice": current.practice(),
        "site": site,
        **{f"{purpose}_url": link(subscriber, purpose, site) for purpose in Purpose},
    }
    text = render_to_string(f"articles/newsletter/mail/{name}.txt", context)
    mail = EmailMultiAlternatives(
        " ".join(subject.split()),  # a line break must not start another header
        text.strip() + "\n",
        to=[subscriber.email],
        headers={"Auto-Submitted": "auto-generated"},  # no out-of-office replies
    )
    mail.attach_alternative(
        render_to_string(f"articles/newsletter/mail/{name}.html", context).strip() + "\n", "text/html"
    )
    return mail


def _message_id(sent: Digest, subscriber: Subscriber) -> str:
    """The same whenever this digest is sent to this reader: many mail services then show it only once."""
    number = salted_hmac("articles.newsletter.message", f"{sent.pk} {subscriber.key}").hexdigest()[:32]
    return f"<{number}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


class NotSentError(RuntimeError):
    """The mail was certainly not sent. The message names the fault, never an address."""


class RefusedError(NotSentError):
    """The server refuses this mail; it may accept the next."""


class NoServerError(NotSentError):
    """The server can't be reached or refuses any mail of ours, so trying the next is pointless."""


class UnsureError(RuntimeError):
    """The connection broke during the transfer: the server may have accepted the mail, or not."""


class MailServer:
    """A connection to the mail server, for many mails."""

    def __init__(self) -> None:
        self._backend = get_connection()

    def connect(self) -> None:
        """Connect, or check that the connection still works. Raises NoServerError."""
        smtp = getattr(self._backend, "connection", None)  # None for other backends than SMTP
        if isinstance(smtp, smtplib.SMTP) and not _is_alive(smtp):
            self.close()
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException) as error:
            raise NoServerError(_named(error)) from None

    def send(self, mail: EmailMessage) -> None:
        """Send one mail. Raises RefusedError, NoServerError, UnsureError."""
        try:
            self._backend.send_messages([mail])
        except REFUSALS as error:
            if _code(error) == CLOSING:
                raise NoServerError(_named(error)) from None
            raise RefusedError(_named(error)) from None
        except NO_SERVICE as error:
            raise NoServerError(_named(error)) from None
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise UnsureError(_named(error)) from None

    def close(self) -> None:
        """Close the connection, even a broken one."""
        with suppress(OSError, smtplib.SMTPException):
            self._backend.close()


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A connection that is closed after the block."""
    server = MailServer()
    try:
        yield server
    finally:
        server.close()


def send(mail: EmailMessage) -> None:
    """Send one mail that somebody is waiting for. Raises NotSentError, also when it is not certain that it was sent."""
    with mail_server() as server:
        server.connect()
        try:
            server.send(mail)
        except UnsureError as error:
            raise NotSentError(str(error)) from None


def _is_alive(smtp: smtplib.SMTP) -> bool:
    try:
        return smtp.noop()[0] == OK
    except (OSError, smtplib.SMTPException):
        return False


def _named(error: Exception) -> str:
    """The kind of error and the server's reply code, without its message, which may quote an address."""
    code = _code(error)
    return type(error).__name__ + (f" {code}" if code else "")


def _code(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((answer[0] for answer in error.recipients.values()), None)
    return getattr(error, "smtp_code", None)
