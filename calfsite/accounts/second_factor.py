"""The second factor of a sign-in: codes from an app (TOTP), and recovery codes for when the phone is lost.

An account has at most one app. Its recovery codes are shown once, and stored as keyed hashes.
"""

import secrets
import time
from base64 import b32encode
from dataclasses import dataclass
from math import ceil

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from calfsite.audit import log

RECOVERY_CODES = 10
APP_DIGITS = 6
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"  # no two of them look alike


class AlreadySetUpError(RuntimeError):
    """The account has an app already, and `replace` was not given."""


@dataclass(frozen=True)
class Checked:
    """The result of trying a code: the device that accepted it, or how many seconds to wait before the next try."""

    device: Device | None = None
    wait: int = 0

    @property
    def refusal(self) -> str:
        """Why a code was refused, and what to do."""
        if self.wait:
            text = ngettext(
                "Too many wrong codes. Wait %(count)d second, then try again.",
                "Too many wrong codes. Wait %(count)d seconds, then try again.",
                self.wait,
            )
            return text % {"count": self.wait}
        return _("This code is wrong or was used already. Wait for the app's next code. Is the phone's clock right?")


def random_groups(groups: int, letters: int) -> str:
    """A random secret to read and type: groups of letters and digits joined by hyphens, about 5 bits a letter."""
    return "-".join("".join(secrets.choice(LEGIBLE) for _ in range(letters)) for _ in range(groups))


def as_typed(text: str) -> str:
    """A code without the spaces, hyphens and capitals that people add when they type it."""
    return "".join(character for character in text.lower() if character.isalnum())


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
    """A key (hexadecimal) as people type it into an app: base 32, in groups of four."""
    text = b32encode(bytes.fromhex(key)).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def app_address(user: User, key: str) -> str:
    """The content of the QR code: an otpauth:// address."""
    address: str = TOTPDevice(user=user, key=key).config_url
    return address


def set_up(user: User, key: str, code: str, *, replace: bool = False) -> list[str] | None:
    """Make an app with this key the account's second factor. Returns new recovery codes, or None for a wrong code.

    Raises AlreadySetUpError when there is one, unless `replace` is set.
    """
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time()
    typed = as_typed(code)
    if not (typed.isdecimal() and totp.verify(int(typed), tolerance=1)):
        return None
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two tabs must not set up two apps
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
    """Try a code: of the app, or a recovery code, which then is used up. Each wrong one doubles the wait."""
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
        if not device.verify_token(typed if is_app else _hashed(typed)):
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
    """The number of unused recovery codes."""
    return int(StaticToken.objects.filter(device__user=user).count())


def are_codes_of(user: User, codes: list[str]) -> bool:
    """Whether all of these are unused recovery codes of the account; False for none at all."""
    kept = {_hashed(as_typed(code)) for code in codes}
    return bool(kept) and StaticToken.objects.filter(device__user=user, token__in=kept).count() == len(kept)


def remove(user: User, *, by: log.Who, reason: str) -> bool:
    """Remove an account's second factor, when phone and codes are lost. False if it had none."""
    with transaction.atomic():
        apps, _of_each = TOTPDevice.objects.filter(user=user).delete()
        codes, _of_each = StaticDevice.objects.filter(user=user).delete()
        if apps or codes:
            subject = user.get_username()
            log.record("account.second_factor_removed", by=by, subject=subject, account=user.pk, reason=reason)
    return bool(apps or codes)


def _new_codes(user: User) -> list[str]:
    # The device stays the same, so that a user who signed in with a recovery code stays signed in.
    device, _is_new = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery codes"})
    device.token_set.all().delete()
    codes = [random_groups(2, 5) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_hashed(as_typed(code))) for code in codes)
    return codes


def _hashed(typed: str) -> str:
    """What is stored of a recovery code: nobody who reads the database can sign in with it."""
    return salted_hmac("calfsite.recovery-code", typed).hexdigest()[:16]
