"""Finds broken links: to pages of this site that patients can't open, and to headings that do not exist."""

import logging
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from articles import glossary
from articles.models import Content, LiveArticle
from articles.text import markdown, values
from articles.text.glossary_links import ADDRESS, slug_of

_ARTICLES = {"article", "about", "about_page"}  # the names of the addresses that show an article
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.METHOD_NOT_ALLOWED}

logger = logging.getLogger(__name__)


def broken(article: Content) -> list[str]:
    """What is wrong with each broken link, as an instruction to the author."""
    text = markdown.parse(values.filled(article.body))
    addresses = [address for address in text.links if slug_of(address) is None]
    in_text = [fault for address in addresses if (fault := _fault(address, article, text))]
    return [*_unknown_words(text), *in_text, *_unread_related(article)]


def _unknown_words(text: markdown.Parsed) -> list[str]:
    known = {word.slug for word in glossary.words(text.words)}
    message = _("The glossary has no word at %(address)s. Correct the link, take it out, or add the word first.")
    return [message % {"address": f"{ADDRESS}#{slug}"} for slug in text.words if slug not in known]


def _unread_related(article: Content) -> list[str]:
    """The related articles that patients can't read: the page leaves them out."""
    slugs = article.related.split()
    live = LiveArticle.at(slugs) if slugs else {}
    message = _("Patients can’t read the related article “%(slug)s”. Correct it, take it out, or publish it first.")
    return [message % {"slug": slug} for slug in slugs if slug not in live]


def _fault(address: str, article: Content, text: markdown.Parsed) -> str:
    if not address.startswith(("/", "#")):
        return ""  # to the web or a telephone: can't be checked here
    path, anchor = unquote(urlsplit(address).path), unquote(urlsplit(address).fragment)
    if path and path != article.get_absolute_url():
        live = _live_article(path)
        if live is None and not _opens(path):
            return _(
                "The link to %(address)s leads to no page. Correct it, take it out, or publish that page first."
            ) % {"address": address}
        if live is None:
            return ""  # not an article: authors cannot know its headings
        text = markdown.parse(values.filled(live.body))
    if anchor and anchor not in text.anchors:
        return _("The link to %(address)s names a heading that does not exist. Copy the address from the contents.") % {
            "address": address
        }
    return ""


def _live_article(path: str) -> LiveArticle | None:
    """The article that patients read at this address, if it is an article's."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    slug = match.kwargs["slug"] if match.url_name in _ARTICLES else ""
    return LiveArticle.at([slug]).get(slug) if slug else None


def _opens(path: str) -> bool:
    """Whether a patient who follows the link gets a page: calls its view, as for a first visit."""
    if path.startswith(settings.STATIC_URL):
        return True
    try:
        match = resolve(path)
        with transaction.atomic():  # a database error in there must not break our own transaction
            status = match.func(_first_visit(path), *match.args, **match.kwargs).status_code
    except (Resolver404, Http404):
        return False
    except Exception:
        logger.exception("%s could not be opened; a page that fails for now is not a broken link", path)
        return True
    return bool(status not in _GONE)


def _first_visit(path: str) -> HttpRequest:
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = path
    request.META |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.user = AnonymousUser()
    return request
