"""Slows down a network from which many sign-ins failed, whatever the names: see docs/accounts.md.

A whole clinic may share one address with a stranger in its waiting room. So nobody is locked out by the address: each
try waits a little, and a browser in which the account was signed in before waits for nobody.
"""

from math import ceil

from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from calfsite.lib.address import client_network

FREE_FAILURES = 10
"""In a quarter of an hour (AXES_COOLOFF_TIME), before anybody in the network must wait."""
LONGEST_WAIT = 60  # seconds
KNOWN = "desk_known_browser"
KNOWN_SECONDS = 180 * 24 * 60 * 60
MOST_ACCOUNTS = 20  # that share a browser


def wait(request: HttpRequest, name: str) -> int:
    """How many seconds must pass before this network may try again; 0 for a browser that the account knows."""
    if is_known(request, name):
        return 0
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    failed = AccessAttempt.objects.filter(ip_address=client_network(request), attempt_time__gt=since)
    found = failed.aggregate(count=Sum("failures_since_start", default=0), last=Max("attempt_time"))
    too_many = int(found["count"]) - FREE_FAILURES
    if too_many < 0:
        return 0
    doublings = min(too_many, LONGEST_WAIT.bit_length())
    passed: float = (timezone.now() - found["last"]).total_seconds()
    return max(0, ceil(min(2.0**doublings, LONGEST_WAIT) - passed))


def slowed(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page in place of a try that came too soon. The try was not made, and does not count."""
    page = render(request, "calfsite/accounts/slowed.html", {"seconds": seconds}, status=429)
    page["Retry-After"] = str(seconds)
    page["Cache-Control"] = "no-store"
    return page


def is_known(request: HttpRequest | None, name: str) -> bool:
    """Whether this account signed in from this browser before."""
    return request is not None and _mark(name) in _marks(request)


def remember(request: HttpRequest, response: HttpResponse, name: str) -> HttpResponse:
    """Let the browser carry, signed, that this account signed in from it. It opens nothing."""
    marks = [_mark(name), *(mark for mark in _marks(request) if mark != _mark(name))][:MOST_ACCOUNTS]
    response.set_cookie(
        KNOWN,
        signing.dumps(marks, salt=KNOWN),
        max_age=KNOWN_SECONDS,
        path=settings.DESK_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def _marks(request: HttpRequest) -> list[str]:
    try:
        found = signing.loads(request.COOKIES.get(KNOWN, ""), salt=KNOWN, max_age=KNOWN_SECONDS)
    except signing.BadSignature:
        return []
    return [str(mark) for mark in found]


def _mark(name: str) -> str:
    """An account as the cookie names it: nobody who finds the browser learns who works there."""
    return salted_hmac(KNOWN, name).hexdigest()[:16]
