"""Middleware: sessions and accounts only outside the triage, one security policy, and compression of public pages."""

from collections.abc import Callable
from typing import Any

import brotli
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django_http_compression.middleware import HttpCompressionMiddleware, best_coding

Handler = Callable[[HttpRequest], HttpResponse]

# 10 % smaller than the library's fixed 4, or than its zstd, for a millisecond more.
BROTLI_QUALITY = 5


def no_body_on_head(get_response: Handler) -> Handler:
    """Leave out the body of a response to HEAD. Gunicorn drops it too, but logs a warning for each such request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming:
            length = len(response.content)
            response.content = b""
            response["Content-Length"] = str(length)
        return response

    return middleware


def readable_query(get_response: Handler) -> Handler:
    """Refuse an address with too many fields, which is 400: whatever reads it later may be outside the error pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.GET  # noqa: B018 - reading it is the check
        return get_response(request)

    return middleware


def content_security_policy(get_response: Handler) -> Handler:
    """Send the settings' Content-Security-Policy: the same for all responses, so built once.

    django-csp's own middleware builds it twice for every response, which was 10 % of the time of a question's page.
    """
    policy = build_policy()

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Content-Security-Policy"] = policy
        return response

    return middleware


class OutsideTriageMixin(MiddlewareMixin):
    """Skips a middleware where patients answer: nothing there may know who somebody is, or remember it."""

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info.startswith(settings.TRIAGE_PATH):
            return self.get_response(request)
        return super().__call__(request)


class Sessions(OutsideTriageMixin, SessionMiddleware):
    """Django's sessions, for clinicians who are signed in."""


class Accounts(OutsideTriageMixin, AuthenticationMiddleware):
    """Django's `request.user`."""


class Messages(OutsideTriageMixin, MessageMiddleware):
    """Django's messages, which the admin shows."""


class Compression(HttpCompressionMiddleware):
    """Compresses public pages, so that the first view of an article fits into one round trip on a slow line.

    Private pages stay uncompressed: the length of a compressed page can reveal its content (the BREACH attack).
    """

    max_random_bytes = 0  # no padding needed: public pages hold no secret, and their forms' tokens change every time

    def maybe_compress(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Compress with our Brotli quality where the client accepts it, otherwise as the library does."""
        if request.path_info.startswith((settings.TRIAGE_PATH, settings.NEWSLETTER_PATH, settings.DESK_PATH)):
            return
        if isinstance(response, HttpResponse) and _accepts_brotli(request):
            _compress(response)
        super().maybe_compress(request, response)


def _accepts_brotli(request: HttpRequest) -> bool:
    """Whether the client accepts Brotli and prefers nothing to it, apart from zstd."""
    accepted = request.headers.get("Accept-Encoding", "")
    return best_coding(",".join(part for part in accepted.split(",") if "zstd" not in part)) == "br"


def _compress(response: HttpResponse) -> None:
    kind = response.headers.get("Content-Type", "")
    if kind.startswith(("text/html", "application/atom+xml")) and "Content-Encoding" not in response.headers:
        response.content = brotli.compress(response.content, quality=BROTLI_QUALITY)
        response.headers["Content-Encoding"] = "br"
        response.headers["Content-Length"] = str(len(response.content))
        patch_vary_headers(response, ("Accept-Encoding",))
