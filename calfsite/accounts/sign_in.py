"""Signing in: the password, then the code, and the lock-out after too many wrong passwords.

Nobody is signed in before both steps are done.
"""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_otp.models import Device

from calfsite.accounts import second_factor, throttle

WAITING = "desk_waits_for_code"
WAITING_SECONDS = 10 * 60
KNOWN_BROWSER = " (known browser)"


class PasswordView(LoginView):
    """The first step. An account with a second factor goes on to the code, and is not signed in yet."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Try the password, unless too many tries from this network have failed just now."""
        seconds = throttle.wait(request, request.POST.get("username", ""))
        return throttle.slowed(request, seconds) if seconds else super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user: Any = form.get_user()
        if second_factor.is_asked_of(user):
            wait_for_code(self.request, user)
            return to("second_factor_check", self.get_success_url())
        login(self.request, user)
        next_step = HttpResponseRedirect(self.get_success_url())
        if second_factor.is_missing_for(user):
            next_step = to("second_factor_set_up", self.get_success_url())
        return throttle.remember(self.request, next_step, user.get_username())


def to(name: str, next_page: str) -> HttpResponseRedirect:
    """Redirect to a page of the admin that itself leads on to `next_page`."""
    return HttpResponseRedirect(f"{reverse(f'admin:{name}')}?{urlencode({'next': next_page})}")


def next_page(request: HttpRequest) -> str:
    """Where the person wanted to go if it is on this site, otherwise the admin's first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("admin:index")


def wait_for_code(request: HttpRequest, user: Any) -> None:
    """Remember in the session whose password was right."""
    request.session.cycle_key()
    request.session[WAITING] = {
        "user": user.pk,
        "backend": user.backend,
        "password": user.get_session_auth_hash(),
        "since": int(time.time()),
    }


def waiting(request: HttpRequest) -> Any:
    """The user who still has to give the code: the password was right, recently, and has not changed since.

    Also a user who signed in before the account had a second factor.
    """
    note = request.session.get(WAITING)
    if note is None:
        user: Any = request.user
        if not (user.is_authenticated and user.is_staff and second_factor.is_asked_of(user)):
            return None
        user.backend = request.session[BACKEND_SESSION_KEY]
        return user
    user = User.objects.filter(pk=note["user"], is_active=True, is_staff=True).first()
    recent = time.time() - note["since"] < WAITING_SECONDS
    if user is None or not recent or not constant_time_compare(user.get_session_auth_hash(), note["password"]):
        del request.session[WAITING]
        return None
    user.backend = note["backend"]
    return user


def finish(request: HttpRequest, user: User, device: Device) -> None:
    """Sign in, now that the code was right as well."""
    request.session.pop(WAITING, None)
    user.otp_device = device  # type: ignore[attr-defined]  # where login() lets django-otp find the device
    login(request, user)


def lockout_name(request: HttpRequest | None, credentials: dict[str, str] | None) -> str:
    """The name under which django-axes counts failures (AXES_USERNAME_CALLABLE).

    A name that no account has may be a password typed into the wrong box, so only a keyed hash of it is stored. A
    browser in which the account was signed in before is counted apart: no stranger at the same address locks it out.
    """
    typed = (credentials or {}).get("username") or (request.POST.get("username", "") if request else "")
    if is_account(typed):
        return typed + KNOWN_BROWSER if throttle.is_known(request, typed) else typed
    return "unknown:" + salted_hmac("calfsite.lockout", typed).hexdigest()[:32]


def is_account(name: str) -> bool:
    """Whether an account has this name."""
    return "\0" not in name and User.objects.filter(username=name).exists()


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, str] | None = None
) -> HttpResponse:
    """The page after too many failures (AXES_LOCKOUT_CALLABLE): how long to wait, and what else to do."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {"minutes": minutes, "failures": settings.AXES_FAILURE_LIMIT}
    page = render(request, "calfsite/accounts/locked_out.html", context, status=429)
    page["Retry-After"] = str(60 * minutes)
    page["Cache-Control"] = "no-store"
    return page
