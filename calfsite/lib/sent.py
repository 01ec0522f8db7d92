"""What somebody sent with a form, to keep or to show when it could not be saved."""

from django.http import HttpRequest

_SECRETS = {"code", "present", "secret"}  # of the second factor; and every field that is named after a password
_NEVER_KEPT = {"csrfmiddlewaretoken", "confirm"}  # `confirm` is typed anew by who approves: accounts/approval.py


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Each field and value that was sent, secrets left out."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in _NEVER_KEPT and not _is_secret(name)
    ]


def has_secret(request: HttpRequest) -> bool:
    """Whether a password or code is among what was sent."""
    return any(_is_secret(name) for name in request.POST)


def _is_secret(name: str) -> bool:
    return name in _SECRETS or "password" in name
