"""Who is at work in this request, for the audit entries of changes that Django's own code makes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest

from calfsite.audit.log import Who

_request: ContextVar[HttpRequest | None] = ContextVar("request of the desk", default=None)


@contextmanager
def acting(request: HttpRequest) -> Iterator[None]:
    """Whatever changes within is done by whoever is signed in to this request."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def actor() -> Who:
    """Who is signed in to the request at work; None for a command, and where nobody is."""
    request = _request.get()
    return getattr(request, "user", None)
