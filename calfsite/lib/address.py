"""Where the site is, for links that must be whole: canonical addresses, feed, sitemap, previews elsewhere."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri


def root(request: HttpRequest) -> str:
    """The site's own address without a slash at its end, such as `https://calf.example`.

    SITE_URL, when it is set; or else the host that the visitor asked for, which must be one of ALLOWED_HOSTS
    (DisallowedHost otherwise): whoever forges the Host header gets no link to a host of theirs.
    """
    return str(settings.SITE_URL) or f"{request.scheme}://{request.get_host()}"


def page(request: HttpRequest) -> str:
    """The one address of the page that is asked for, whatever stands after its `?`."""
    return root(request) + str(iri_to_uri(request.path))


def context(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Template context processor: `site_url` and `page_url`, worked out only where a page shows them."""
    return {"site_url": partial(root, request), "page_url": partial(page, request)}
