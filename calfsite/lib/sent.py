"""What somebody sent with a form, to keep or to show when it could not be saved."""

from django.http import HttpRequest, QueryDict

_SECRETS = {"code", "present", "secret"}  # of the second factor; and every field that is named after a password
_CONFIRM = "confirm"  # a password or code, which who approves types anew: accounts/approval.py


def kept(request: HttpRequest) -> QueryDict:
    """What was sent, without passwords, codes and the token of the form."""
    sent = request.POST.copy()
    for name in list(sent):
        if name in {"csrfmiddlewaretoken", _CONFIRM} or _is_secret(name):
            del sent[name]
    return sent


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Each field and value that was sent, secrets left out."""
    return [(name, value) for name, values in kept(request).lists() for value in values]


def is_confirmed(request: HttpRequest) -> bool:
    """Whether somebody typed a password or code to approve something."""
    return _CONFIRM in request.POST


def has_secret(request: HttpRequest) -> bool:
    """Whether a password or code is among what was sent."""
    return any(_is_secret(name) for name in request.POST)


def _is_secret(name: str) -> bool:
    return name in _SECRETS or "password" in name
