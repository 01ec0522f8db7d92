"""A sign-in in two steps: the password, then the code. Only after both is anybody signed in."""

import time
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_otp.models import Device

from calfsite.accounts import second_factor

WAITING = "desk_waits_for_code"
WAITING_SECONDS = 10 * 60


class DeskLoginView(LoginView):
    """The password. An account with a second factor goes on to the code, and is not signed in yet."""

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The password is right."""
        user: Any = form.get_user()
        if second_factor.is_asked_of(user):
            wait_for_code(self.request, user)
            return to("second_factor_check", self.get_success_url())
        login(self.request, user)
        if second_factor.is_missing_for(user):
            return to("second_factor_set_up", self.get_success_url())
        return HttpResponseRedirect(self.get_success_url())


def to(name: str, next_page: str) -> HttpResponseRedirect:
    """On to a page of the desk which leads to another one."""
    return HttpResponseRedirect(f"{reverse(f'admin:{name}')}?{urlencode({'next': next_page})}")


def next_page(request: HttpRequest) -> str:
    """Where the person wanted to go: a page of this site, else the desk's first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("admin:index")


def wait_for_code(request: HttpRequest, user: Any) -> None:
    """Remember whose password was right."""
    request.session.cycle_key()
    request.session[WAITING] = {
        "user": user.pk,
        "backend": user.backend,
        "password": user.get_session_auth_hash(),
        "since": int(time.time()),
    }


def waiting(request: HttpRequest) -> Any:
    """Whose code is waited for: the password was right, not long ago, and is still the same.

    It may also be somebody who is signed in since before they had a second factor.
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
    user.otp_device = device  # type: ignore[attr-defined]  # django-otp keeps it in the session when login() tells it
    login(request, user)
