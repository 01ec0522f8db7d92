"""The home page, and robots.txt."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from articles import shelf
from calfsite.lib import address

logger = logging.getLogger(__name__)


def home(request: HttpRequest) -> HttpResponse:
    """The home page: the way to the triage and to the articles, the danger signs, and a shelf of articles."""
    return render(request, "calfsite/home.html", {"shelves": _shelves()})


def _shelves() -> list[shelf.Shelf]:
    """The shelf; empty when the database fails, because whoever needs help must still find the way to it."""
    try:
        return shelf.shelves()
    except DatabaseError:
        logger.exception("The articles of the home page could not be read")
        return []


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers should leave alone, and where the sitemap is. Search and journeys say `noindex` themselves."""
    lines = ["User-agent: *", "Disallow: /admin/", "", f"Sitemap: {address.root(request)}{reverse('sitemap')}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")
