"""How much anybody may ask for. Counts stay in the cache for an hour or a day, under numbers that tell no address.

An in-process cache counts for each process alone; a shared one (CACHE_URL) for all.
"""

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

HOUR = 60 * 60
DAY = 24 * HOUR
NETWORK_OF_ONE_V6_CLIENT = 64  # bits: a household or a phone has all addresses below


def client_may_ask(address: str | None) -> bool:
    """Count a try from this place on the internet; False when there were too many this hour."""
    return _counted("client", _place(address), HOUR) <= int(settings.NEWSLETTER_TRIES_PER_CLIENT)


def site_may_send() -> bool:
    """Count a mail to somebody who asks; False when there were too many this hour."""
    return _counted("site", "", HOUR) <= int(settings.NEWSLETTER_MAILS_PER_HOUR)


def address_may_get(email: str) -> bool:
    """Count a mail to this address; False when it got enough today, whoever asked for them."""
    return _counted("address", email.lower(), DAY) <= int(settings.NEWSLETTER_MAILS_PER_ADDRESS)


def give_back(email: str) -> None:
    """A mail that could not be sent does not count against the address."""
    key = _key("address", email.lower(), DAY)
    if cache.get(key):
        cache.decr(key)


def _counted(kind: str, who: str, seconds: int) -> int:
    key = _key(kind, who, seconds)
    cache.add(key, 0, timeout=seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # thrown out of a full cache between the two
        return 1


def _key(kind: str, who: str, seconds: int) -> str:
    """Another key for every hour or day, so that nobody's tries can be strung together."""
    window = int(time.time() // seconds)
    return f"newsletter:{kind}:{salted_hmac('articles.newsletter.limits', f'{kind} {window} {who}').hexdigest()[:32]}"


def _place(address: str | None) -> str:
    if address is None:
        return "unknown"
    place = ipaddress.ip_address(address)
    if isinstance(place, ipaddress.IPv6Address) and place.ipv4_mapped is None:
        return str(ipaddress.ip_network((place, NETWORK_OF_ONE_V6_CLIENT), strict=False))
    return str(place)
