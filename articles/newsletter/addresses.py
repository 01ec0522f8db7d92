"""Email addresses: which we can write to, and the one way in which each is kept."""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

LONGEST = 254  # RFC 5321: no longer address can be written to

NOT_AN_ADDRESS = _("Enter an email address in the usual form, such as name@example.com.")

_follows_the_rules = EmailValidator(message=NOT_AN_ADDRESS, allowlist=[])  # no allowlist: localhost is nobody's address


def normalized(typed: str) -> str:
    """The address with its domain in small ASCII letters (`bücher.example` becomes `xn--bcher-kva.example`).

    What stands before the @ stays as it was typed: only its owner's server knows whether its case matters. Raises
    ValidationError for what Django's rules refuse, and for what a mail's header must not hold.
    """
    _follows_the_rules(typed)
    local, _at, domain = typed.rpartition("@")
    try:
        address = f"{local}@{punycode(domain).lower()}"
    except UnicodeError:
        raise ValidationError(NOT_AN_ADDRESS, code="invalid") from None
    if not (address.isascii() and address.isprintable()) or domain.startswith("[") or len(address) > LONGEST:
        raise ValidationError(NOT_AN_ADDRESS, code="invalid")
    return address
