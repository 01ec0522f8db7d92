"""What every answer of the site has in common."""

from collections.abc import Callable
from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

Handler = Callable[[HttpRequest], HttpResponse]


def no_body_on_head(get_response: Handler) -> Handler:
    """Leave out the body that a HEAD request did not ask for; the server would warn of it each time."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming:
            length = len(response.content)
            response.content = b""
            response["Content-Length"] = str(length)
        return response

    return middleware


def content_security_policy(get_response: Handler) -> Handler:
    """Send the settings' Content-Security-Policy: the same for all answers, so worked out once.

    django-csp's own middleware works it out twice for every answer, which was a tenth of a question's page.
    """
    policy = build_policy()

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Content-Security-Policy"] = policy
        return response

    return middleware


class SkipTriage(MiddlewareMixin):
    """Skips a middleware where patients answer: nothing there is allowed to know who somebody is, or remember it."""

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info.startswith(settings.TRIAGE_PATH):
            return self.get_response(request)
        return super().__call__(request)


class Sessions(SkipTriage, SessionMiddleware):
    """Django's sessions, for clinicians who are signed in."""


class Accounts(SkipTriage, AuthenticationMiddleware):
    """Django's `request.user`."""


class Messages(SkipTriage, MessageMiddleware):
    """Django's messages, which the admin shows."""
