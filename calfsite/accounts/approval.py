"""A second clinician: that it is really another one, and that it is they who approve. See docs/accounts.md."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from calfsite.accounts import second_factor
from calfsite.accounts.forms import CodeField
from calfsite.audit.models import AuditEntry

RECENT = timedelta(days=30)
CONFIRM = "confirm"
"""The field of the password or code that somebody retypes. It is kept nowhere."""
GRANTS = (
    "account.made",
    "account.changed",
    "account.rights_changed",
    "account.password_changed",
    "account.second_factor_removed",
)
"""What gives somebody else's account to whom did it, or more rights to it, as the audit log names it."""
_GROUP = "group "


def obstacle(approver: User, first: Collection[int | None]) -> str:
    """Why this account can't approve what these accounts (primary keys) wrote or asked for; empty when it can.

    It is theirs, as far as anybody can tell, if in the last 30 days one of them has made, promoted or reset it: or an
    account that has done so to it, and so on.
    """
    entries = AuditEntry.objects.filter(action__in=GRANTS, when__gt=timezone.now() - RECENT, who__isnull=False)
    found = list(entries.order_by("id"))
    owners, theirs = _owners(found), {pk for pk in first if pk is not None}
    for entry in found:
        gives = entry.action != "account.rights_changed" or "added" in entry.details
        if not gives or entry.who_id not in theirs:
            continue
        given = owners.get(entry.subject, set()) - {entry.who_id}
        if approver.pk in given:
            why = _(
                "%(who)s made, promoted or reset your account on %(day)s. For 30 days it can’t approve what they, or "
                "accounts that they made, wrote or asked for."
            )
            return why % {"who": entry.who_name, "day": date_format(timezone.localdate(entry.when))}
        theirs |= given
    return ""


def _owners(entries: list[AuditEntry]) -> dict[str, set[int]]:
    """The accounts behind each name that the audit log uses: of an account, also a former one; of a group."""
    owners = {name: {pk} for name, pk in User.objects.values_list("username", "pk")}
    for entry in reversed(entries):
        if renamed := entry.details.get("username"):
            owners.setdefault(renamed[0], set()).update(owners.get(renamed[1], set()))
    for group, pk in User.groups.through.objects.values_list("group__name", "user_id"):
        owners.setdefault(_GROUP + group, set()).add(pk)
    return owners


def age(user: User | None) -> str:
    """Whose account it is and how old, in words."""
    if user is None:
        return _("The release asks, and no account.")
    days = (timezone.now() - user.date_joined).days
    words = {"name": user.get_full_name() or user.get_username(), "days": days}
    return _("%(name)s: the account is %(days)s days old.") % words


def add_confirmation(form: forms.Form, user: User) -> None:
    """Let the form ask for the code of the user's app or, without one, for the password."""
    if second_factor.is_asked_of(user):
        form.fields[CONFIRM] = CodeField(label=_("Your code, once more"))
        return
    form.fields[CONFIRM] = forms.CharField(
        label=_("Your password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("It shows that it is you who approves."),
        error_messages={"required": _("Type your password.")},
    )


def is_confirmed(request: HttpRequest, form: forms.Form) -> bool:
    """Whether the code or password in a valid form is right; if not, the form says so. Wrong ones count as sign-ins."""
    user: Any = request.user
    if second_factor.is_asked_of(user):
        checked = second_factor.check(user, form.cleaned_data[CONFIRM])
        fault = "" if checked.device else checked.refusal
    else:
        same = authenticate(request, username=user.get_username(), password=form.cleaned_data[CONFIRM])
        fault = "" if same == user else _("This is not your password.")
    if fault:
        form.add_error(CONFIRM, fault)
    return not fault
