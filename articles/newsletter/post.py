"""Handing mails to the mail server, and being certain of what became of each.

Errors of the mail server quote addresses. What leaves this module says what went wrong without them.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.core.mail import EmailMessage, get_connection

FINE, CLOSING = 250, 421  # what a server answers to a command; 421 means that it will answer no other
REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
NO_SERVICE = (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError, smtplib.SMTPNotSupportedError)


class NotSentError(RuntimeError):
    """The mail was certainly not sent. Its text names the fault, never an address."""


class RefusedError(NotSentError):
    """The server does not take this mail; it may take the next."""


class NoServerError(NotSentError):
    """The server can't be reached, or takes no mail from us: no other mail would fare better."""


class UnsureError(RuntimeError):
    """The line broke while the mail was handed over: the server may have taken it, or not."""


class Courier:
    """A line to the mail server that is kept for many mails."""

    def __init__(self) -> None:
        self._backend = get_connection()

    def ready(self) -> None:
        """See that the server listens, before anybody's mail is begun. Raises NoServerError."""
        line = getattr(self._backend, "connection", None)  # smtplib's, where mail goes by SMTP
        if isinstance(line, smtplib.SMTP) and not _is_alive(line):
            self.close()
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException) as error:
            raise NoServerError(_named(error)) from None

    def send(self, mail: EmailMessage) -> None:
        """Hand over one mail. Raises RefusedError, NoServerError, UnsureError."""
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
        """Hang up, whatever state the line is in."""
        with suppress(OSError, smtplib.SMTPException):
            self._backend.close()


@contextmanager
def courier() -> Iterator[Courier]:
    """A line to the mail server for as long as the block lasts."""
    line = Courier()
    try:
        yield line
    finally:
        line.close()


def send(mail: EmailMessage) -> None:
    """Send one mail that somebody waits for. Raises NotSentError when they would wait in vain."""
    with courier() as line:
        line.ready()
        try:
            line.send(mail)
        except UnsureError as error:
            raise NotSentError(str(error)) from None


def _is_alive(line: smtplib.SMTP) -> bool:
    try:
        return line.noop()[0] == FINE
    except (OSError, smtplib.SMTPException):
        return False


def _named(error: Exception) -> str:
    """What kind of fault it is, with the server's number for it; its words may quote an address."""
    code = _code(error)
    return type(error).__name__ + (f" {code}" if code else "")


def _code(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((answer[0] for answer in error.recipients.values()), None)
    return getattr(error, "smtp_code", None)
