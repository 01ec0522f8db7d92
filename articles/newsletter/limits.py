"""Limits on requests to join, counted in the cache for an hour or a day under keyed hashes of the addresses.

An in-process cache counts for each process alone, a shared one (CACHE_URL) for all.
"""

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

HOUR = 60 * 60
DAY = 24 * HOUR
IPV6_PREFIX = 64  # bits: a household or phone usually gets all addresses of such a network


class TooManyError(Exception):
    """Too many requests this hour. The message is for the person who asked."""


def count_request(client: str | None) -> None:
    """Count a request to join from this IP address. Raises TooManyError above the client's or the site's limit."""
    if _count("client", _network(client), HOUR) > int(settings.NEWSLETTER_TRIES_PER_CLIENT):
        raise TooManyError(_("Too many requests came from your network in the last hour. Try again in an hour."))
    if _count("site", "", HOUR) > int(settings.NEWSLETTER_MAILS_PER_HOUR):
        raise TooManyError(_("Too many people are joining right now. Try again in an hour."))


def count_mail_to(email: str) -> bool:
    """Count a mail to this address; False if it has had enough today, whoever asked for them."""
    return _count("address", email.lower(), DAY) <= int(settings.NEWSLETTER_MAILS_PER_ADDRESS)


def uncount_mail_to(email: str) -> None:
    """A mail that could not be sent does not count against the address."""
    key = _key("address", email.lower(), DAY)
    if cache.get(key):
        cache.decr(key)


def _count(kind: str, who: str, seconds: int) -> int:
    key = _key(kind, who, seconds)
    cache.add(key, 0, timeout=seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # evicted from a full cache between add() and incr()
        return 1


def _key(kind: str, who: str, seconds: int) -> str:
    """A new key every hour or day, so that requests cannot be linked over time."""
    window = int(time.time() // seconds)
    return f"newsletter:{kind}:{salted_hmac('articles.newsletter.limits', f'{kind} {window} {who}').hexdigest()[:32]}"


def _network(address: str | None) -> str:
    """What counts as one client: an IPv4 address, or a network of IPv6."""
    if address is None:
        return "unknown"
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is None:
        return str(ipaddress.ip_network((ip, IPV6_PREFIX), strict=False))
    return str(ip)
