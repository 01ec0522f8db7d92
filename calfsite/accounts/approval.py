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
Grant = tuple[AuditEntry, set[int]]
"""An entry, and the accounts that it gave something."""
SETS_PASSWORD = ("account.made", "account.password_changed")


def obstacle(approver: User, first: Collection[int | None]) -> str:
    """Why this account can't approve what these accounts (primary keys) wrote or asked for; empty when it can.

    They may be one person, as far as anybody can tell, if in the last 30 days one of them has made, promoted or reset
    the other, whichever of the two now approves: or an account that has done so to it, and so on.
    """
    grants, theirs = _grants(), {pk for pk in first if pk is not None}
    for giver in theirs:
        if entry := _given(grants, giver).get(approver.pk):
            why = _(
                "%(who)s made, promoted or reset your account on %(day)s. For 30 days it can’t approve what they, or "
                "accounts that they made, wrote or asked for."
            )
            return why % {"who": entry.who_name, "day": _day(entry)}
    for taker, entry in _given(grants, approver.pk).items():
        if taker in theirs:
            why = _(
                "Your account, or one that it made, has made, promoted or reset the account %(whose)s on %(day)s. For "
                "30 days it can’t approve what that account wrote or asked for."
            )
            return why % {"whose": _name(taker), "day": _day(entry)}
    return _known_to_another(approver, grants) if common_maker(approver, first) else ""


def _known_to_another(approver: User, grants: list[Grant]) -> str:
    """What to do where who gave out both accounts may still know this one's password: it was set by them, and last."""
    given = [entry for entry, accounts in grants if approver.pk in accounts and entry.action in SETS_PASSWORD]
    own = AuditEntry.objects.filter(action="account.password_changed", who=approver, details__account=approver.pk)
    if not given or own.filter(id__gt=given[-1].pk).exists():
        return ""
    why = _(
        "%(who)s set your password, and made, promoted or reset the account that wrote or asked for this, too. "
        "Change your password first, then approve."
    )
    return why % {"who": given[-1].who_name}


def common_maker(approver: User, first: Collection[int | None]) -> str:
    """Who has lately made, promoted or reset both the approver's account and one of these, as a sentence; or nothing.

    That is how every clinic begins, so it keeps nobody from approving: the approver and the audit log are told.
    """
    grants, theirs = _grants(), {pk for pk in first if pk is not None}
    for maker, name in {entry.who_id or 0: entry.who_name for entry, _accounts in grants}.items():
        given = _given(grants, maker)
        others = sorted(_name(pk) for pk in theirs & set(given))
        if approver.pk in given and others:
            words = _("In the last 30 days %(maker)s made, promoted or reset both %(approver)s and %(others)s.")
            return words % {"maker": name, "approver": approver.get_username(), "others": ", ".join(others)}
    return ""


def _grants() -> list[Grant]:
    """What accounts were given in the last 30 days, the oldest first."""
    found = AuditEntry.objects.filter(action__in=GRANTS, when__gt=timezone.now() - RECENT, who__isnull=False)
    entries = [entry for entry in found.order_by("id") if "removed" not in entry.details]
    roles: dict[int, set[int]] = {}
    if any("role" in entry.details for entry in entries):
        for role, user in User.groups.through.objects.values_list("group_id", "user_id"):
            roles.setdefault(role, set()).add(user)
    return [(entry, _owners(entry, roles) - {entry.who_id or 0}) for entry in entries]


def _owners(entry: AuditEntry, roles: dict[int, set[int]]) -> set[int]:
    """The accounts that an entry is about: of a role, all that have it. Names change; primary keys don't."""
    if "role" in entry.details:
        return roles.get(entry.details["role"], set())
    if "account" in entry.details:
        return {entry.details["account"]}
    return set(User.objects.filter(username=entry.subject).values_list("pk", flat=True))  # an entry of earlier releases


def _given(grants: list[Grant], giver: int) -> dict[int, AuditEntry]:
    """The accounts that this one was given, directly or through another one it was given before, and by which entry."""
    found: dict[int, AuditEntry] = {}
    for entry, accounts in grants:
        if entry.who_id == giver or entry.who_id in found:
            found |= {pk: entry for pk in accounts if pk not in found and pk != giver}
    return found


def _day(entry: AuditEntry) -> str:
    return date_format(timezone.localdate(entry.when))


def _name(pk: int) -> str:
    return str(User.objects.values_list("username", flat=True).get(pk=pk))


def about(asker: User | None, approver: User, first: Collection[int | None]) -> list[str]:
    """What an approver should know of both accounts: their ages, and who lately gave out both. One sentence each."""
    told = [_age(asker), _age(approver), common_maker(approver, first)]
    return [sentence for sentence in told if sentence]


def _age(user: User | None) -> str:
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
