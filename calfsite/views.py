"""The home page, robots.txt, and the health check."""

import logging

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from articles import featured
from calfsite.lib import address

logger = logging.getLogger(__name__)


def home(request: HttpRequest) -> HttpResponse:
    """The home page: the way to the triage and to the articles, the danger signs, and some articles."""
    return render(request, "calfsite/home.html", {"topics": _featured_topics()})


def _featured_topics() -> list[featured.FeaturedTopic]:
    """None when the database fails: people who need help must still find the way to it."""
    try:
        return featured.topics()
    except DatabaseError:
        logger.exception("The articles of the home page could not be read")
        return []


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers should leave alone, and where the sitemap is. Search and journeys say `noindex` themselves."""
    text = f"User-agent: *\nDisallow: {settings.DESK_PATH}\n\nSitemap: {address.root(request)}{reverse('sitemap')}\n"
    return HttpResponse(text, content_type="text/plain")


def healthz(request: HttpRequest) -> HttpResponse:
    """`ok` for load balancers when the database answers too; otherwise DatabaseError makes it a 500."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})
