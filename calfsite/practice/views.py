"""The practice's logo and colors. Their URLs contain a hash of the content, so browsers may cache them forever."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from calfsite.lib import held
from calfsite.practice import colors, current
from calfsite.practice.details import PracticeDetails

FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@require_safe
def css(request: HttpRequest, digest: str) -> HttpResponse:
    """The colors. With an unknown hash, read the practice again: another process may already link to newer colors."""
    if colors.digest(current.practice().css) != digest:
        current.refresh()
    text = current.practice().css
    if not text or colors.digest(text) != digest:
        raise Http404
    return HttpResponse(text, content_type="text/css; charset=utf-8", headers=FOREVER)


@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """The logo."""
    return HttpResponse(_png(digest), content_type="image/png", headers=FOREVER)


@held.cached(2)
def _png(digest: str) -> bytes:
    """The picture, held by the process: its name is worked out from it, so it never changes. Raises Http404."""
    found = PracticeDetails.objects.filter(logo_digest=digest).values_list("logo", flat=True).first()
    if not found:
        raise Http404
    return bytes(found)
