"""A quoted value in other units too, so that an article needs no number of its own beside it."""

import re
from collections.abc import Callable
from decimal import Decimal

_MEASURE = re.compile(r"(\d+(?:\.\d+)?) (inch|inches|second|seconds)")
_CM_PER_INCH = Decimal("2.54")
_SECONDS_PER_MINUTE = 60


def convert(text: str, unit: str) -> str | None:
    """The value with this unit, or none when it can't be put so.

    >>> convert("5 inches", "cm"), convert("120 seconds", "minutes"), convert("90 seconds", "minutes")
    ('5 inches (12.7 cm)', '2 minutes', '1.5 minutes')
    >>> convert("2 days", "cm") is None
    True
    """
    found = _MEASURE.fullmatch(text)
    key = (_one(found[2]), unit) if found else None
    return _WAYS[key](text, Decimal(found[1])) if found and key in _WAYS else None


def number(text: str, unit: str) -> Decimal | None:
    """The number of a value that has this unit, or none when it has another.

    >>> number("90 seconds", "second"), number("1 inch", "inch"), number("2 days", "second")
    (Decimal('90'), Decimal('1'), None)
    """
    found = _MEASURE.fullmatch(text)
    return Decimal(found[1]) if found and _one(found[2]) == unit else None


def _one(units: str) -> str:
    """The unit's name after 1: `inch` for `inches`."""
    return units.removesuffix("es").removesuffix("s")


def _with_centimeters(text: str, inches: Decimal) -> str:
    return f"{text} ({_plain(inches * _CM_PER_INCH)} cm)"


def _in_minutes(_text: str, seconds: Decimal) -> str:
    number = _plain(seconds / _SECONDS_PER_MINUTE)
    return f"{number} minute" if number == "1" else f"{number} minutes"


def _plain(number: Decimal) -> str:
    return f"{number.quantize(Decimal('0.1')):f}".removesuffix(".0")


_WAYS: dict[tuple[str, str] | None, Callable[[str, Decimal], str]] = {
    ("inch", "cm"): _with_centimeters,
    ("second", "minutes"): _in_minutes,
}
