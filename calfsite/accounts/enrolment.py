"""The desk's pages on which somebody sets up their second factor, and gets recovery codes."""

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as verified_by
from django_otp.plugins.otp_totp.models import default_key

from calfsite.accounts import second_factor, signing_in
from calfsite.accounts.forms import CodeForm, ReplaceForm, SetUpForm, sealed, unsealed
from calfsite.accounts.pages import page, refusal


@never_cache
@sensitive_post_parameters("code", "present", "secret")
def set_up(request: HttpRequest) -> HttpResponse:
    """Enrol an app: the first, or another in place of it. Open to who must set one up before anything else."""
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
        codes = _enrolled(request, form, key)
        if codes:
            return shown_once(request, codes)
    return page(request, "accounts/set_up.html", _("Set up a second factor"), **_set_up_context(request, form, key))


def _enrolled(request: HttpRequest, form: SetUpForm, key: str) -> list[str] | None:
    """The new recovery codes, or None with the reason in the form."""
    user: Any = request.user
    if isinstance(form, ReplaceForm):
        checked = second_factor.check(user, form.cleaned_data["present"])
        if checked.device is None:
            form.add_error("present", refusal(checked))
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
    verified_by(request, second_factor.app_of(user))
    return codes


def _set_up_context(request: HttpRequest, form: SetUpForm, key: str) -> dict[str, Any]:
    """The key as a picture and as text, and sealed in the form. A form that was sent keeps its own."""
    user: Any = request.user
    if not form.is_bound:
        form.initial["secret"] = sealed(key, user.pk)
    picture = segno.make(second_factor.app_address(user, key), error="m", micro=False)
    return {
        "form": form,
        "qr": SafeString(picture.svg_inline(scale=4, dark="#000", light="#fff", svgclass="qr__code", lineclass=None)),
        "secret_text": second_factor.secret_text(key),
        "must": second_factor.is_missing_for(user),
        "next": signing_in.next_page(request),
    }


def shown_once(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """The new recovery codes: on this page, and never again."""
    context = {"codes": codes, "next": signing_in.next_page(request)}
    return page(request, "accounts/codes.html", _("Your recovery codes"), **context)


@never_cache
@sensitive_post_parameters("code")
def renew_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of the old ones, after a code that shows it is still you."""
    user: Any = request.user
    if not second_factor.is_asked_of(user):
        return HttpResponseRedirect(reverse("admin:second_factor"))
    form = CodeForm(request.POST or None)
    if form.is_valid():
        checked = second_factor.check(user, form.cleaned_data["code"])
        if checked.device is not None:
            return shown_once(request, second_factor.renew_codes(user))
        form.add_error("code", refusal(checked))
    return page(request, "accounts/renew.html", _("New recovery codes"), form=form)


@never_cache
@require_POST
@sensitive_post_parameters("codes")
def codes_as_text(request: HttpRequest) -> HttpResponse:
    """The codes of the page before as a file. The server keeps none that it could read, so the page sends them."""
    user: Any = request.user
    codes = request.POST.get("codes", "").split()
    if not user.is_authenticated or not second_factor.are_codes_of(user, codes):
        raise PermissionDenied
    heading = _("Recovery codes for %(host)s, account %(name)s. Each works once.")
    text = heading % {"host": request.get_host(), "name": user.get_username()} + "\n\n" + "\n".join(codes) + "\n"
    file_name = 'attachment; filename="recovery-codes.txt"'
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": file_name})
