"""The second factor of a sign-in: codes from an app (TOTP), and recovery codes for when the phone is lost.

An account has at most one app. Its recovery codes are kept as numbers that can't be turned back; they are shown once.
"""

import time
from base64 import b32encode
from dataclasses import dataclass
from math import ceil

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from calfsite.accounts.legible import as_typed, random_groups
from calfsite.audit import log

RECOVERY_CODES = 10
APP_DIGITS = 6


class AlreadySetUpError(RuntimeError):
    """The account has an app already, and nobody asked to replace it."""


@dataclass(frozen=True)
class Checked:
    """What came of a code: the device that took it, or how many seconds to wait before the next try."""

    device: Device | None = None
    wait: int = 0


def app_of(user: User) -> TOTPDevice | None:
    """The app that this account signs in with, if any."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def is_asked_of(user: User) -> bool:
    """Whether this account's sign-in asks for a code."""
    return settings.SECOND_FACTOR != "off" and app_of(user) is not None


def is_missing_for(user: User) -> bool:
    """Whether this account must set up a second factor before it may do anything."""
    return settings.SECOND_FACTOR == "required" and app_of(user) is None


def secret_text(key: str) -> str:
    """A key in hexadecimal digits as people type it into an app: groups of four."""
    text = b32encode(bytes.fromhex(key)).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def app_address(user: User, key: str) -> str:
    """What the QR code says: the address that apps read a key from."""
    address: str = TOTPDevice(user=user, key=key).config_url
    return address


def set_up(user: User, key: str, code: str, *, replace: bool = False) -> list[str] | None:
    """Make an app with this key the account's second factor; gives new recovery codes, or None for a wrong code.

    Raises AlreadySetUpError when there is one, unless it shall be replaced.
    """
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time()
    typed = as_typed(code)
    if not (typed.isdecimal() and totp.verify(int(typed), tolerance=1)):
        return None
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two tabs at once must not make two apps
        old = TOTPDevice.objects.filter(user=user)
        replaced = old.filter(confirmed=True).exists()
        if replaced and not replace:
            raise AlreadySetUpError
        old.delete()
        TOTPDevice.objects.create(user=user, name="app", key=key, last_t=totp.t(), drift=totp.drift)
        codes = _new_codes(user)
        log.record("account.second_factor_enrolled", by=user, subject=user.get_username(), replaced=replaced)
    return codes


def check(user: User, code: str) -> Checked:
    """Try a code from the app, or a recovery code, which is used up by it. Each wrong one doubles the wait."""
    typed = as_typed(code)
    is_app = typed.isdecimal() and len(typed) == APP_DIGITS
    with transaction.atomic():
        devices = (TOTPDevice if is_app else StaticDevice).objects.select_for_update()
        device = devices.filter(user=user, confirmed=True).first()
        if device is None:
            return Checked()
        allowed, why = device.verify_is_allowed()
        if not allowed:
            return Checked(wait=max(1, ceil((why["locked_until"] - timezone.now()).total_seconds())))
        name = user.get_username()
        if not device.verify_token(typed if is_app else _kept(typed)):
            log.record("account.second_factor_failed", by=None, subject=name)
            return Checked()
        if not is_app:
            log.record("account.recovery_code_used", by=user, subject=name, left=codes_left(user))
    return Checked(device)


def renew_codes(user: User) -> list[str]:
    """New recovery codes in place of all earlier ones."""
    with transaction.atomic():
        codes = _new_codes(user)
        log.record("account.recovery_codes_renewed", by=user, subject=user.get_username())
    return codes


def codes_left(user: User) -> int:
    """How many recovery codes of the account are not used yet."""
    return int(StaticToken.objects.filter(device__user=user).count())


def are_codes_of(user: User, codes: list[str]) -> bool:
    """Whether these are recovery codes that the account may still use."""
    kept = {_kept(as_typed(code)) for code in codes}
    return bool(kept) and StaticToken.objects.filter(device__user=user, token__in=kept).count() == len(kept)


def remove(user: User, *, by: log.Who, reason: str) -> bool:
    """Take the second factor from an account, as when the phone and the codes are lost; False when it had none."""
    with transaction.atomic():
        apps, _ = TOTPDevice.objects.filter(user=user).delete()
        codes, _ = StaticDevice.objects.filter(user=user).delete()
        if apps or codes:
            log.record("account.second_factor_removed", by=by, subject=user.get_username(), reason=reason)
    return bool(apps or codes)


def _new_codes(user: User) -> list[str]:
    # The same device as before: whoever signed in with a recovery code stays signed in.
    device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery codes"})
    device.token_set.all().delete()
    codes = [random_groups(2, 5) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_kept(as_typed(code))) for code in codes)
    return codes


def _kept(typed: str) -> str:
    """What is kept of a recovery code: nobody who reads the database can sign in with it."""
    return salted_hmac("calfsite.recovery-code", typed).hexdigest()[:16]
