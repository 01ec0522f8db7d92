"""The admin's pages of the second factor (at sign-in, setting up, recovery codes, removal), and of unsent work."""

from typing import Any

import segno
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as mark_verified
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import default_key

from calfsite.accounts import idle, second_factor, sign_in, throttle
from calfsite.accounts.forms import CodeForm, RemoveForm, ReplaceForm, SetUpForm, sealed, unsealed

FEW_CODES = 3


def page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """A page that looks like the admin's."""
    return TemplateResponse(
        request, f"admin/{template}", {**admin.site.each_context(request), "title": title, **context}
    )


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Back to the password page, because the password was given too long ago."""
    messages.info(request, _("That took too long, or you are signed out. Please sign in again."))
    return redirect_to_login(sign_in.next_page(request))


@never_cache
@sensitive_post_parameters("code")
def check(request: HttpRequest) -> HttpResponse:
    """The second step of signing in."""
    user = sign_in.waiting(request)
    if user is None:
        return sign_in_again(request)
    recovery = "recovery" in request.GET
    form = CodeForm(request.POST or None, recovery=recovery)
    if form.is_valid():
        checked = second_factor.check(user, form.cleaned_data["code"])
        if checked.device is not None:
            sign_in.finish(request, user, checked.device)
            if isinstance(checked.device, StaticDevice):
                _warn_of_codes_left(request, user)
            response = HttpResponseRedirect(sign_in.next_page(request))
            return throttle.remember(request, response, user.get_username())
        form.add_error("code", checked.refusal)
    context = {"form": form, "recovery": recovery, "next": sign_in.next_page(request)}
    return page(request, "accounts/check.html", _("Enter your code"), **context)


def _warn_of_codes_left(request: HttpRequest, user: User) -> None:
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
@sensitive_post_parameters("code", "present", "secret")
def set_up(request: HttpRequest) -> HttpResponse:
    """Set up an app, the first or a replacement. Open to users who must set one up before they may do anything."""
    user: Any = request.user
    if not (user.is_active and user.is_staff) or (second_factor.is_asked_of(user) and not user.is_verified()):
        return redirect_to_login(request.get_full_path())
    replacing = second_factor.app_of(user) is not None
    form = (ReplaceForm if replacing else SetUpForm)(request.POST or None)
    key = unsealed(request.POST.get("secret", ""), user.pk)
    if request.method == "POST" and key is None:
        messages.error(request, _("That took more than an hour. Scan the new code."))
        return HttpResponseRedirect(request.get_full_path())
    key = key or default_key()
    if form.is_valid():
        codes = _set_up_or_refuse(request, form, key)
        if codes:
            return shown_once(request, codes)
    return page(request, "accounts/set_up.html", _("Set up a second factor"), **_set_up_context(request, form, key))


def _set_up_or_refuse(request: HttpRequest, form: SetUpForm, key: str) -> list[str] | None:
    """New recovery codes, or None with the errors in the form."""
    user: Any = request.user
    if isinstance(form, ReplaceForm):
        checked = second_factor.check(user, form.cleaned_data["present"])
        if checked.device is None:
            form.add_error("present", checked.refusal)
            return None
    try:
        codes = second_factor.set_up(user, key, form.cleaned_data["code"], replace=isinstance(form, ReplaceForm))
    except second_factor.AlreadySetUpError:
        form.add_error(None, _("A second factor was set up meanwhile, in another window."))
        return None
    if codes is None:
        form.add_error("code", _("This is not the code of this key. Enter the code that the app shows now."))
        return None
    request.session.cycle_key()
    mark_verified(request, second_factor.app_of(user))
    return codes


def _set_up_context(request: HttpRequest, form: SetUpForm, key: str) -> dict[str, Any]:
    """The key as a QR code, as text, and signed in the form; a form that was sent keeps its own."""
    user: Any = request.user
    if not form.is_bound:
        form.initial["secret"] = sealed(key, user.pk)
    picture = segno.make(second_factor.app_address(user, key), error="m", micro=False)
    return {
        "form": form,
        "qr": SafeString(picture.svg_inline(scale=4, dark="#000", light="#fff", svgclass="qr__code", lineclass=None)),
        "secret_text": second_factor.secret_text(key),
        "must": second_factor.is_missing_for(user),
        "next": sign_in.next_page(request),
    }


def shown_once(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """The new recovery codes: on this page, and never again."""
    context = {"codes": codes, "next": sign_in.next_page(request)}
    return page(request, "accounts/codes.html", _("Your recovery codes"), **context)


@never_cache
@sensitive_post_parameters("code")
def renew_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of the old ones, after a code that proves who asks."""
    user: Any = request.user
    if not second_factor.is_asked_of(user):
        return HttpResponseRedirect(reverse("admin:second_factor"))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        checked = second_factor.check(user, form.cleaned_data["code"])
        if checked.device is not None:
            return shown_once(request, second_factor.renew_codes(user))
        form.add_error("code", checked.refusal)
    return page(request, "accounts/renew.html", _("New recovery codes"), form=form)


@never_cache
@require_POST
@sensitive_post_parameters("codes")
def codes_as_text(request: HttpRequest) -> HttpResponse:
    """The codes as a file. The page that showed them sends them back, since the server stores only hashes."""
    user: Any = request.user
    codes = request.POST.get("codes", "").split()
    if not user.is_authenticated or not second_factor.are_codes_of(user, codes):
        raise PermissionDenied
    heading = _("Recovery codes for %(host)s, account %(name)s. Each works once.")
    text = heading % {"host": request.get_host(), "name": user.get_username()} + "\n\n" + "\n".join(codes) + "\n"
    file_name = 'attachment; filename="recovery-codes.txt"'
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": file_name})


@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """Whether the second factor is on, and what the user can do."""
    user: Any = request.user
    context = {"app": second_factor.app_of(user), "codes_left": second_factor.codes_left(user)}
    return page(request, "accounts/status.html", _("Second factor"), **context)


@never_cache
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator removes the second factor of somebody who lost phone and codes."""
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
    """Offers to send what was typed when the session ended; only to the user who typed it."""
    kept = request.session.get(idle.UNSENT_FORM)
    if kept is None or kept["user"] != str(request.user.pk) or request.method == "POST":
        request.session.pop(idle.UNSENT_FORM, None)
        return HttpResponseRedirect(reverse("admin:index"))
    return page(request, "send_again.html", _("Send what you typed?"), path=kept["path"], fields=kept["fields"])
