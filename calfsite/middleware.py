"""What every answer of the site has in common."""

from collections.abc import Callable

from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse

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
