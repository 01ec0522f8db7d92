"""The forms of the second factor."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

MAX_CODE = 40  # characters: a recovery code with the spaces that people add
SALT = "calfsite.second-factor.set-up"
SET_UP_SECONDS = 60 * 60


class CodeField(forms.CharField):
    """A code from the app, or a recovery code."""

    def __init__(self, *, recovery: bool = False, label: Any = "") -> None:
        attrs = {
            "autocomplete": "off" if recovery else "one-time-code",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        if not recovery:
            attrs["inputmode"] = "numeric"
        super().__init__(
            label=label or (_("Recovery code") if recovery else _("Code from your app")),
            max_length=MAX_CODE,
            widget=forms.TextInput(attrs=attrs),
            error_messages={"required": _("Enter the code.")},
        )


class CodeForm(forms.Form):
    """One code: to sign in, or to prove who asks."""

    code = CodeField()

    def __init__(self, *args: object, recovery: bool = False, autofocus: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["code"] = CodeField(recovery=recovery)
        if autofocus:
            self.fields["code"].widget.attrs["autofocus"] = True


class SetUpForm(forms.Form):
    """The first code of a new app. `secret` carries the app's key between requests, signed for this account."""

    code = CodeField(label=_("The six digits that the app shows now"))
    secret = forms.CharField(widget=forms.HiddenInput)


class ReplaceForm(SetUpForm):
    """The same for a user who has an app already and moves to another."""

    present = CodeField(recovery=True, label=_("A code from your present app, or a recovery code"))
    field_order = ["present", "code", "secret"]


class RemoveForm(forms.Form):
    """Why somebody else's second factor is removed."""

    reason = forms.CharField(
        label=_("Why is it removed?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the audit log. Say how you made sure that the request came from the account’s owner."),
        error_messages={"required": _("Write down why.")},
    )


def sealed(key: str, user_pk: int) -> str:
    """An app's key (hexadecimal), signed for this account."""
    return signing.dumps([key, user_pk], salt=SALT)


def unsealed(text: str, user_pk: int) -> str | None:
    """The key, if it was signed for this account within the last hour; otherwise None."""
    try:
        key, owner = signing.loads(text, salt=SALT, max_age=SET_UP_SECONDS)
    except signing.BadSignature:
        return None
    return str(key) if owner == user_pk else None
