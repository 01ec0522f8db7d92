"""What the pages of the desk share."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def user_of(request: HttpRequest) -> User:
    """Who is signed in: the admin has seen to it that somebody is."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def must_be_allowed(request: HttpRequest, permission: str) -> User:
    """Who is signed in. Raises PermissionDenied without the permission, such as `publish_protocolversion`."""
    user = user_of(request)
    if not user.has_perm(f"triage.{permission}"):
        raise PermissionDenied
    return user
