"""Audit entries for sign-ins, accounts and permissions, written from Django's signals.

Signals see every way to change an account: the admin, a command, the shell. The request says who did it.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.http import HttpRequest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from calfsite.accounts.sign_in import KNOWN_BROWSER, is_account
from calfsite.audit import log
from calfsite.audit.log import actor
from calfsite.audit.models import AuditEntry

FLAGS = ("username", "is_active", "is_staff", "is_superuser")
UNKNOWN = "a name that no account has"  # never the name as typed: it may be a password in the wrong box
VERBS = {"post_add": "added", "post_remove": "removed", "pre_clear": "removed"}


def connect() -> None:
    """Connect the receivers. Safe to call twice."""
    user_logged_in.connect(signed_in, dispatch_uid="audit")
    user_logged_out.connect(signed_out, dispatch_uid="audit")
    user_login_failed.connect(sign_in_failed, dispatch_uid="audit")
    user_locked_out.connect(locked_out, dispatch_uid="audit")
    pre_save.connect(account_will_change, sender=User, dispatch_uid="audit")
    pre_save.connect(role_will_change, sender=Group, dispatch_uid="audit")
    post_save.connect(account_made, sender=User, dispatch_uid="audit")
    post_delete.connect(account_deleted, sender=User, dispatch_uid="audit")
    for through in (User.groups.through, User.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(rights_changed, sender=through, dispatch_uid=f"audit {through.__name__}")


def signed_in(sender: object, user: User, **kwargs: Any) -> None:
    """A complete sign-in, second factor and all."""
    device = getattr(user, "otp_device", None)
    factor = "none" if device is None else "app" if isinstance(device, TOTPDevice) else "recovery code"
    log.record("account.sign_in", by=user, subject=user.get_username(), second_factor=factor)


def signed_out(sender: object, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Somebody pressed "Log out", or was idle for too long."""
    if user is not None:
        action = "account.idle_sign_out" if getattr(request, "was_idle", False) else "account.sign_out"
        log.record(action, by=user, subject=user.get_username())


def sign_in_failed(
    sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """A wrong name or password; nothing while locked out, when axes refuses without trying.

    Unknown names add at most one entry a minute, so that nobody can flood the log.
    """
    if getattr(request, "axes_locked_out", False) and getattr(request, "axes_failures_since_start", None) is None:
        return
    name = str(credentials.get("username") or "")
    if is_account(name):
        log.record("account.sign_in_failed", by=None, subject=name)
        return
    recent = AuditEntry.objects.filter(action="account.sign_in_failed", when__gt=timezone.now() - timedelta(minutes=1))
    if not recent.filter(subject=UNKNOWN).exists():
        log.record("account.sign_in_failed", by=None, subject=UNKNOWN)


def locked_out(sender: object, request: HttpRequest, username: str, **kwargs: Any) -> None:
    """The failure that starts a lock-out; further tries during it add no entry."""
    if getattr(request, "axes_failures_since_start", None) is None or username.startswith("unknown:"):
        return
    log.record("account.locked_out", by=None, subject=username.removesuffix(KNOWN_BROWSER))


def account_will_change(sender: object, instance: User, update_fields: Iterable[str] | None, **kwargs: Any) -> None:
    """A new password, a new name, or a changed flag."""
    if instance._state.adding:
        return
    # Set by set_password(); None when Django only upgrades the hash at sign-in.
    if getattr(instance, "_password", None) is not None:
        log.record("account.password_changed", by=actor(), subject=instance.get_username(), account=instance.pk)
    watched = [name for name in FLAGS if update_fields is None or name in update_fields]
    before = User.objects.filter(pk=instance.pk).values(*watched).first() if watched else None
    changes: dict[str, Any] = {name: [old, getattr(instance, name)] for name, old in (before or {}).items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if changes:
        subject = str((before or {})["username"])
        log.record("account.changed", by=actor(), subject=subject, account=instance.pk, **changes)


def role_will_change(sender: object, instance: Group, **kwargs: Any) -> None:
    """A role's new name: what the log says of it before and after is about the same role."""
    before = Group.objects.filter(pk=instance.pk).values_list("name", flat=True).first()
    if before is not None and before != instance.name:
        words = [before, instance.name]
        log.record("role.renamed", by=actor(), subject=f"group {before}", role=instance.pk, name=words)


def account_made(sender: object, instance: User, created: bool, **kwargs: Any) -> None:
    """A new account."""
    if created:
        flags = {name: getattr(instance, name) for name in FLAGS[1:]}
        log.record("account.made", by=actor(), subject=instance.get_username(), account=instance.pk, **flags)


def account_deleted(sender: object, instance: User, **kwargs: Any) -> None:
    """An account without audit entries; the entries protect any other from deletion."""
    log.record("account.deleted", by=actor(), subject=instance.get_username())


def rights_changed(
    sender: type[Model],
    instance: User | Group | Permission,
    action: str,
    reverse: bool,
    model: type[User | Group | Permission],
    pk_set: set[int] | None,
    **kwargs: Any,
) -> None:
    """Groups of an account, or permissions of an account or group, changed from either side of the relation."""
    verb = VERBS.get(action)
    if verb is None:
        return
    if pk_set is None:  # clear(): the relations still exist at pre_clear
        here, there = str(instance._meta.model_name), str(model._meta.model_name)
        pk_set = set(sender._default_manager.filter(**{here: instance}).values_list(there, flat=True))
    others = sorted(model._default_manager.filter(pk__in=pk_set), key=_name)
    for owner, rights in [(other, [instance]) for other in others] if reverse else [(instance, others)]:
        if rights:
            details: dict[str, Any] = {verb: [_name(right) for right in rights]}
            kind = "role" if isinstance(owner, Group) else "account"
            log.record("account.rights_changed", by=actor(), subject=_name(owner), **{kind: owner.pk}, **details)


def _name(row: Model) -> str:
    """An account's, group's or permission's name, without a query."""
    if isinstance(row, Group):
        return f"group {row.name}"
    return row.codename if isinstance(row, Permission) else str(row)
