"""What a phone can dial. Knows no Django, so that the settings can ask it too."""

import re

# As a constraint of the database has it too: 2 to 15 digits, maybe a + before them, single spaces between.
DIALABLE = r"^\+?[0-9]( ?[0-9]){1,14}\Z"
_DIGITS = range(3, 16)
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]*")


def is_dialable(number: str) -> bool:
    """Whether this is an emergency number as it must be written: digits, single spaces, maybe a + first."""
    return re.search(DIALABLE, number) is not None


def is_phone(number: str) -> bool:
    """Whether this is a phone number as people write them. A (0) after a + is refused: a phone would dial the 0."""
    digits = sum(character.isdigit() for character in number)
    trap = number.startswith("+") and "(0" in number
    return _PHONE.fullmatch(number) is not None and digits in _DIGITS and not trap


def tel(number: str) -> str:
    """The number as an address that a phone dials."""
    return "tel:" + "".join(character for character in number if character in "+0123456789")
