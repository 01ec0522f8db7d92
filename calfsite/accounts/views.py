"""The desk's pages for the code at sign-in, the state of the second factor, its removal, and work that was kept."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp.plugins.otp_static.models import StaticDevice

from calfsite.accounts import idle, second_factor, signing_in
from calfsite.accounts.forms import CodeForm, RemoveForm
from calfsite.accounts.pages import page, refusal

FEW_CODES = 3


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Back to the password, when it was too long ago."""
    messages.info(request, _("That took too long, or you are signed out. Please sign in again."))
    return redirect_to_login(signing_in.next_page(request))


@never_cache
@sensitive_post_parameters("code")
def check(request: HttpRequest) -> HttpResponse:
    """The second step of signing in."""
    user = signing_in.waiting(request)
    if user is None:
        return sign_in_again(request)
    recovery = "recovery" in request.GET
    form = CodeForm(request.POST or None, recovery=recovery)
    if form.is_valid():
        checked = second_factor.check(user, form.cleaned_data["code"])
        if checked.device is not None:
            signing_in.finish(request, user, checked.device)
            if isinstance(checked.device, StaticDevice):
                _count_codes(request, user)
            return HttpResponseRedirect(signing_in.next_page(request))
        form.add_error("code", refusal(checked))
    context = {"form": form, "recovery": recovery, "next": signing_in.next_page(request)}
    return page(request, "accounts/check.html", _("Enter your code"), **context)


def _count_codes(request: HttpRequest, user: User) -> None:
    left = second_factor.codes_left(user)
    text = ngettext(
        "You used a recovery code. You have %(count)d left.", "You used a recovery code. You have %(count)d left.", left
    )
    messages.warning(request, text % {"count": left})
    if left <= FEW_CODES:
        messages.warning(
            request, _("Make new recovery codes soon, or move to another phone: see “Second factor” above.")
        )


@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """Whether the second factor is on, and what can be done."""
    user: Any = request.user
    context = {"app": second_factor.app_of(user), "codes_left": second_factor.codes_left(user)}
    return page(request, "accounts/status.html", _("Second factor"), **context)


@never_cache
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator takes away the second factor of somebody who lost phone and codes."""
    account = get_object_or_404(User, pk=pk)
    accounts = admin.site.get_model_admin(User)
    if account == request.user or not accounts.has_change_permission(request, account):
        raise PermissionDenied
    back = reverse("admin:auth_user_change", args=[pk])
    form = RemoveForm(request.POST or None)
    if form.is_valid():
        user: Any = request.user
        if second_factor.remove(account, by=user, reason=form.cleaned_data["reason"]):
            messages.success(request, _("%(name)s now signs in with the password only.") % {"name": account})
        return HttpResponseRedirect(back)
    context = {"form": form, "account": account, "back": back, "app": second_factor.app_of(account)}
    return page(request, "accounts/remove.html", _("Remove a second factor"), **context)


@never_cache
def send_again(request: HttpRequest) -> HttpResponse:
    """What was typed when the session ended, to be sent now; only to who typed it."""
    kept = request.session.get(idle.KEPT)
    if kept is None or kept["user"] != str(request.user.pk) or request.method == "POST":
        request.session.pop(idle.KEPT, None)
        return HttpResponseRedirect(reverse("admin:index"))
    fields = [(name, value) for name, values in kept["fields"].items() for value in values]
    return page(request, "send_again.html", _("Send what you typed?"), path=kept["path"], fields=fields)
