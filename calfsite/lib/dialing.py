"""Phone numbers. Imports no Django, because the settings use it too."""

import re

# Also a constraint in the database: 2 to 15 digits, an optional + before them, single spaces between them.
DIALABLE = r"^\+?[0-9]( ?[0-9]){1,14}\Z"
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
