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


def set_on(request: HttpRequest, **found: object) -> None:
    """Keep something with the request, for the parts of Django's admin that are handed nothing else."""
    for name, value in found.items():
        setattr(request, name, value)


def number_in(text: str | None) -> int:
    """The number that an address or a hidden field holds; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004
