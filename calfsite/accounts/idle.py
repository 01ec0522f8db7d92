"""Ends a clinician's session after idle time, and keeps the form they were sending until they sign in again."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from calfsite.audit.log import acting
from calfsite.lib import sent

Handler = Callable[[HttpRequest], HttpResponse]

LAST_SEEN = "desk_last_seen"
UNSENT_FORM = "desk_kept_work"
WRITE_AFTER_SECONDS = 60  # a session is a row of the database, too costly to write at every click
MAX_KEPT_CHARACTERS = 1_000_000


def end_idle_sessions(get_response: Handler) -> Handler:
    """Middleware for the admin only: patients' pages have no session."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(settings.DESK_PATH):
            return get_response(request)
        with acting(request):
            if SESSION_KEY in request.session:
                ended = _ended(request)
                if ended is not None:
                    return ended
            return get_response(request)

    return middleware


def _ended(request: HttpRequest) -> HttpResponse | None:
    """Note the time; after too long a pause end the session, and return the way back to the sign-in."""
    now = int(time.time())
    last = request.session.get(LAST_SEEN)
    if last is not None and now - last > settings.SESSION_IDLE_SECONDS:
        return _end(request)
    if last is None or now - last > WRITE_AFTER_SECONDS:
        request.session[LAST_SEEN] = now
    if request.method == "POST" and request.session.get(UNSENT_FORM, {}).get("path") == request.get_full_path():
        del request.session[UNSENT_FORM]  # the user is sending it now
    return None


def _end(request: HttpRequest) -> HttpResponse:
    kept = _form_sent(request)
    request.was_idle = True  # type: ignore[attr-defined]  # for the audit entry: see signals.signed_out
    logout(request)
    minutes = settings.SESSION_IDLE_SECONDS // 60
    text = _("You were signed out because you had been away for %(minutes)s minutes. Please sign in again.")
    messages.info(request, text % {"minutes": minutes})
    if kept:
        request.session[UNSENT_FORM] = kept
        messages.info(request, _("What you typed is kept: you can send it once you are back."))
        return redirect_to_login(reverse("admin:send_again"))
    back = request.get_full_path() if request.method == "GET" else reverse("admin:index")
    return redirect_to_login(back)


def _form_sent(request: HttpRequest) -> dict[str, Any] | None:
    """The form of this request, unless it has secrets in it or is too large to keep."""
    if request.method != "POST":
        return None
    fields = sent.fields_of(request)
    size = sum(len(value) for _name, value in fields)
    secret = request.path.startswith(reverse("admin:second_factor")) or sent.has_secret(request)
    if not fields or secret or size > MAX_KEPT_CHARACTERS:
        return None
    return {"user": str(request.user.pk), "path": request.get_full_path(), "fields": fields}
