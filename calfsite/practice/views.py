"""The practice's logo and colors. Their URLs contain a hash of the content, so browsers may cache them forever.

A page that was made before a change links to the old hash, and may be kept by a browser or a proxy. It gets what the
practice has now, which is cached for a minute only: the hash may be one that another process has read already.
"""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from calfsite.lib import held
from calfsite.practice import colors, current
from calfsite.practice.details import PracticeDetails

logger = logging.getLogger(__name__)

FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
BRIEFLY = {"Cache-Control": "public, max-age=60"}


@require_safe
def css(request: HttpRequest, digest: str) -> HttpResponse:
    """The colors. With an unknown hash, those that the practice has now: none is an empty style sheet."""
    if colors.digest(_css_held()) != digest:
        _look_again()
    text = _css_held()
    headers = FOREVER if text and colors.digest(text) == digest else BRIEFLY
    return HttpResponse(text, content_type="text/css; charset=utf-8", headers=headers)


def _look_again() -> None:
    """Another process may already link to newer colors. Without the database, those that are held are good enough."""
    try:
        current.refresh()
    except Exception:
        logger.exception("The practice's colors could not be read again.")


def _css_held() -> str:
    practice = current.if_known()
    return practice.css if practice else ""


@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """The logo. With an unknown hash, the one that the practice has now."""
    try:
        png, headers = _png(digest), FOREVER
    except PracticeDetails.DoesNotExist:
        png, headers = _png_now(), BRIEFLY
    return HttpResponse(png, content_type="image/png", headers=headers)


@held.cached(2)
def _png(digest: str) -> bytes:
    """The picture, held by the process: its name is worked out from it, so it never changes. Raises DoesNotExist."""
    return bytes(PracticeDetails.objects.values_list("logo", flat=True).get(logo_digest=digest))


def _png_now() -> bytes:
    """The picture, whatever its name. Raises Http404 where the practice has none."""
    found = PracticeDetails.objects.values_list("logo", flat=True).first()
    if not found:
        raise Http404
    return bytes(found)
