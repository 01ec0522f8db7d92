"""The site's own address, for absolute links (canonical, feed, sitemap, previews); and the address of a client."""

import ipaddress
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri

IPV6_PREFIX = 64  # bits


def root(request: HttpRequest) -> str:
    """The site's own address without a slash at its end, such as `https://calf.example`.

    SITE_URL where it is set, otherwise the host of the request. Raises DisallowedHost for a host that is not in
    ALLOWED_HOSTS, so that a forged Host header cannot choose where links lead.
    """
    return str(settings.SITE_URL) or f"{request.scheme}://{request.get_host()}"


def page(request: HttpRequest) -> str:
    """The canonical address of the requested page: without a query string."""
    return root(request) + str(iri_to_uri(request.path))


def context(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Template context processor: `site_url` and `page_url`, computed only where a template uses them."""
    return {"site_url": partial(root, request), "page_url": partial(page, request)}


def client_address(request: HttpRequest) -> str | None:
    """The IP address that a request comes from; None where the server gives none.

    Behind a proxy it is the last of X-Forwarded-For, which our proxy wrote: a client can forge those before it.
    """
    candidates = [request.META.get("REMOTE_ADDR", "")]
    if settings.BEHIND_PROXY:
        candidates.insert(0, request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip())
    for candidate in candidates:
        try:
            return str(ipaddress.ip_address(candidate))
        except ValueError:
            continue
    return None


def client_network(request: HttpRequest) -> str | None:
    """What counts as one client: its IPv4 address, or the first address of its network of IPv6."""
    address = client_address(request)
    return None if address is None else network_of(address)


def network_of(address: str) -> str:
    """An IPv4 address as it is, one of IPv6 as its network's first: a household or phone usually gets all of it."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is None:
        return str(ipaddress.ip_network((ip, IPV6_PREFIX), strict=False).network_address)
    return str(ip)
