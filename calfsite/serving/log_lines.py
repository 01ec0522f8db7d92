"""The lines of the site's log: nothing in them says which page of the triage somebody was on, or who reads our mail."""

import logging
import re
from copy import copy

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http.multipartparser import MultiPartParserError

_PRIVATE = re.compile(rf"((?:{settings.TRIAGE_PATH}|{settings.NEWSLETTER_PATH})[^/\s]*/).*", re.IGNORECASE)


def cut(text: str) -> str:
    """The text, cut on each line behind `/triage/<slug>/`: what follows names a journey and the question it is at.

    So it is behind `/newsletter/leave/`, where a reader's own token follows.
    """
    return _PRIVATE.sub(r"\1…", text)


class LogLine(logging.Formatter):
    """Cuts private addresses, and leaves out the traceback of a request that was refused for what it is."""

    def format(self, record: logging.LogRecord) -> str:
        """One line for a refused request, such as one with too many fields: it says all."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, SuspiciousOperation | BadRequest | MultiPartParserError):
            record = copy(record)
            record.exc_info = record.exc_text = None
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the standard library's name
        """The line without its traceback, whose file names would be cut as well."""
        record.message = cut(record.message)
        return super().formatMessage(record)
