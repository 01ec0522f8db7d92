"""The home page, the health check and the error pages."""

import logging

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles import shelf
from calfsite.lib import address
from calfsite.practice import current

logger = logging.getLogger(__name__)


def home(request: HttpRequest) -> HttpResponse:
    """The front door: two clear ways in, what is dangerous, and a shelf of articles."""
    return render(request, "calfsite/home.html", {"shelves": _shelves()})


def _shelves() -> list[shelf.Shelf]:
    """The shelf; empty when the database fails, for whoever needs help must find the way in all the same."""
    try:
        return shelf.shelves()
    except DatabaseError:
        logger.exception("The articles of the home page could not be read")
        return []


def healthz(request: HttpRequest) -> HttpResponse:
    """Says `ok` when the process answers and its database does too; used by load balancers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


def robots(request: HttpRequest) -> HttpResponse:
    """Where the sitemap is, and what is nobody's to look through. Search and journeys say `noindex` themselves."""
    lines = ["User-agent: *", "Disallow: /admin/", "", f"Sitemap: {address.root(request)}{reverse('sitemap')}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the address or the form could not be read."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: this visitor may not do this."""
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page."""
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose cookie was refused or cleared, or which is too old. Django's own page has no practice."""
    no_cookie = settings.CSRF_COOKIE_NAME not in request.COOKIES
    return render(request, "403_csrf.html", {"no_cookie": no_cookie}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. No request, context processor or database takes part, so that it works when nothing else does."""
    try:
        page: str = render_to_string("500.html", {"practice": current.if_known()})
    except Exception:
        # Whatever broke the page (a template, an address, the list of static files) must not hide where help is.
        logger.exception("The page for server errors failed itself")
        page = _plain_apology()
    return HttpResponse(page, status=500)


def _plain_apology() -> str:
    """The last resort: what happened and whom to call, without any template."""
    here = current.if_known()
    call = _("Call your emergency number.")
    if here is not None:
        words = _("Call %(number)s") % {"number": here.emergency_number}
        call = format_html('<a href="{}">{}</a>', here.emergency_href, words)
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
