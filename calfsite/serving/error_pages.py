"""The error pages, which ask the database nothing and always say whom to call in an emergency; and private errors."""

import logging
import sys
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from calfsite.practice import current
from calfsite.serving import desk_faults

logger = logging.getLogger(__name__)

Params = ParamSpec("Params")
Response = TypeVar("Response")

REFUSALS = (Http404, PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError)
"""What Django answers with an error page of its own; their messages quote nothing that was sent."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the URL or the form cannot be read."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: this visitor is not allowed to do this."""
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page."""
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose CSRF cookie was refused or cleared, or whose token is too old.

    A view's own page is called after its URL's name, such as 403_csrf/newsletter_expired.html.
    """
    fault = "expired" if settings.CSRF_COOKIE_NAME in request.COOKIES else "no_cookie"
    name = request.resolver_match.url_name if request.resolver_match else None
    return render(request, [f"403_csrf/{name}_{fault}.html", f"403_csrf/{fault}.html"], status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without request, context processors and database, which may be what failed.

    503 for a page of the desk whose database does not answer. Django calls this while it handles the error.
    """
    try:
        if (fault := desk_faults.page(request, sys.exc_info()[1])) is not None:
            return fault
        page: str = render_to_string("500.html", {"practice": current.if_known()})
    except Exception:
        # Whatever is broken (a template, a URL, the manifest of static files) must not hide whom to call.
        logger.exception("The page for server errors failed itself")
        page = _plain_page()
    return HttpResponse(page, status=500)


def _plain_page() -> str:
    """The last resort: what happened and whom to call, without a template."""
    practice = current.if_known()
    call = _("Call your emergency number.")
    if practice is not None:
        text = _("Call %(number)s") % {"number": practice.emergency_number}
        call = format_html('<a href="{}">{}</a>', practice.emergency_href, text)
    return format_html(
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>'
        "<body><main><h1>{title}</h1><p>{text}</p><p>{call}</p>"
        '<p><a href="/">{back}</a></p></main></body></html>',
        title=_("Something went wrong on our side"),
        text=_("If you need help right now, do not wait for this site."),
        call=call,
        back=_("Go to the home page"),
    )


class FaultError(RuntimeError):
    """Something broke on our side. The message is the kind of error; the traceback says where."""


def private_errors(
    view: Callable[Concatenate[HttpRequest, Params], Response],
) -> Callable[Concatenate[HttpRequest, Params], Response]:
    """Have an error of this view logged by its kind and place only: its message may contain a patient's answers.

    Django's own messages quote more than one would think: that of a name missing in a template, its whole context.
    """

    @wraps(view)
    def page(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> Response:
        try:
            return view(request, *args, **kwargs)
        except REFUSALS:
            raise
        except Exception as error:
            if settings.DEBUG:
                raise
            raise FaultError(type(error).__name__).with_traceback(error.__traceback__) from None

    return page
