"""What a request to the triage desk says: who asks, whether they may, and about which version."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from triage.engine.parts.errors import ProtocolError
from triage.models import ProtocolVersion
from triage.versions import drafts

View = Callable[..., HttpResponseBase]


def user_of(request: HttpRequest) -> User:
    """The signed-in user: `admin_view` lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def must_be_allowed(request: HttpRequest, permission: str) -> User:
    """The signed-in user. Raises PermissionDenied without the permission, such as `publish_protocolversion`."""
    user = user_of(request)
    if not user.has_perm(f"triage.{permission}"):
        raise PermissionDenied
    return user


def version_or_404(pk: int) -> ProtocolVersion:
    """The version with this primary key."""
    return get_object_or_404(ProtocolVersion.objects.select_related("protocol", "default_article"), pk=pk)


def of_consistent_version(view: View) -> View:
    """Hand a view the version and its content in place of the primary key.

    An inconsistent draft, and a version that is not what was published, redirect to their page, which says what is
    wrong. So does a view that raises ProtocolError, such as for the live version beside a draft.
    """

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **more: str) -> HttpResponseBase:
        must_be_allowed(request, "view_protocolversion")
        version = version_or_404(pk)
        try:
            content = drafts.content(version)
        except ProtocolError as error:
            if version.is_draft:
                messages.warning(request, _("This needs a consistent draft. Fix what is named below, then try again."))
            else:
                messages.error(request, str(error))
            return redirect("admin:triage_protocolversion_change", pk)
        try:
            return view(request, version, content, **more)
        except ProtocolError as error:
            messages.error(request, str(error))
            return redirect("admin:triage_protocolversion_change", pk)

    return guarded
