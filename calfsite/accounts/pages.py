"""What the desk's own pages have in common."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calfsite.accounts import second_factor


def page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """A page in the admin's looks."""
    return TemplateResponse(
        request, f"admin/{template}", {**admin.site.each_context(request), "title": title, **context}
    )


def refusal(checked: second_factor.Checked) -> str:
    """Why a code was not taken, and what to do."""
    if checked.wait:
        text = ngettext(
            "Too many wrong codes. Wait %(count)d second, then try again.",
            "Too many wrong codes. Wait %(count)d seconds, then try again.",
            checked.wait,
        )
        return text % {"count": checked.wait}
    return _("This code is wrong or was used already. Wait for the app's next code. Is the phone's clock right?")
