"""What django-axes asks us when a sign-in fails: whom it counts for, and what a person who is locked out is shown."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac


def name_to_keep(request: HttpRequest | None, credentials: dict[str, str] | None) -> str:
    """The name that failures are counted under.

    A name that no account has may be a password in the wrong box: it is kept as a number that can't be turned back.
    """
    typed = (credentials or {}).get("username") or (request.POST.get("username", "") if request else "")
    if is_account(typed):
        return typed
    return "unknown:" + salted_hmac("calfsite.lockout", typed).hexdigest()[:32]


def is_account(name: str) -> bool:
    """Whether an account has this name."""
    return "\0" not in name and get_user_model().objects.filter(username=name).exists()


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, str] | None = None
) -> HttpResponse:
    """The page for who failed too often: how long to wait, and what else to do."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {"minutes": minutes, "failures": settings.AXES_FAILURE_LIMIT}
    page = render(request, "calfsite/accounts/locked_out.html", context, status=429)
    page["Retry-After"] = str(60 * minutes)
    page["Cache-Control"] = "no-store"
    return page
