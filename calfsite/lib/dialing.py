"""Phone numbers. Imports no Django, because the settings use it too."""

import re

# Also a constraint in the database: 2 to 15 digits, an optional + before them, single spaces between them.
DIALABLE = r"^\+?[0-9]( ?[0-9]){1,14}\Z"
EMERGENCY_NUMBERS = ("112", "911", "999", "000", "111")
"""Those that reach every emergency service in the countries that have them.

112 in 109 countries and from mobile phones (GSM), 911 in 57, 999 in 48, 000 in Australia, 111 in New Zealand: short
numbers in Google's libphonenumber (ShortNumberMetadata.xml, July 2026). A number of one service, such as 995, is none.
"""
_DIGITS = range(3, 16)
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]*")


def is_dialable(number: str) -> bool:
    """Whether this is a valid emergency number: digits, single spaces, an optional + first."""
    return re.search(DIALABLE, number) is not None


def is_phone(number: str) -> bool:
    """Whether this is a phone number as people write it. Not with (0) after +: a phone would dial the 0."""
    digits = sum(character.isdigit() for character in number)
    trap = number.startswith("+") and "(0" in number
    return _PHONE.fullmatch(number) is not None and digits in _DIGITS and not trap


def tel(number: str) -> str:
    """The number as a `tel:` link."""
    return "tel:" + "".join(character for character in number if character in "+0123456789")
