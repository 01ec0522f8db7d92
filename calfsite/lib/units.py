"""Numbers with units, kept apart until they are shown, and the same in another unit."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

INCHES = "inches"
SECONDS = "seconds"
CENTIMETERS_PER_INCH = Decimal("2.54")
_SECONDS_PER_MINUTE = 60


@dataclass(frozen=True)
class Quantity:
    """A number with its unit. `text` is how its source writes both, such as `1 inch` or `7 of 10`."""

    number: Decimal
    unit: str
    text: str

    def __str__(self) -> str:
        return self.text


def to_tenth(number: Decimal) -> Decimal:
    """The number to one decimal place, halves away from zero, as people round."""
    return number.quantize(Decimal("0.1"), ROUND_HALF_UP)


def to_centimeters(inches: Decimal) -> Decimal:
    """A length in inches as centimeters, to a tenth."""
    return to_tenth(inches * CENTIMETERS_PER_INCH)


def to_inches(centimeters: Decimal) -> Decimal:
    """A length in centimeters as inches, to a tenth."""
    return to_tenth(centimeters / CENTIMETERS_PER_INCH)


def plain(number: Decimal) -> str:
    """A number as people write it: no trailing zeros, no exponent.

    >>> plain(Decimal("2.50")), plain(Decimal("120"))
    ('2.5', '120')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown_in(quantity: Quantity, unit: str) -> str | None:
    """The quantity as text with this unit, or None where there is no conversion.

    >>> length = Quantity(Decimal(5), INCHES, "5 inches")
    >>> shown_in(length, "cm"), shown_in(Quantity(Decimal(90), SECONDS, "90 seconds"), "minutes")
    ('5 inches (12.7 cm)', '1.5 minutes')
    >>> shown_in(length, "minutes") is None
    True
    """
    convert = _CONVERSIONS.get((quantity.unit, unit))
    return convert(quantity) if convert else None


def _with_centimeters(length: Quantity) -> str:
    return f"{length} ({plain(to_centimeters(length.number))} cm)"


def _in_minutes(duration: Quantity) -> str:
    minutes = plain(to_tenth(duration.number / _SECONDS_PER_MINUTE))
    return f"{minutes} minute" if minutes == "1" else f"{minutes} minutes"


_CONVERSIONS: dict[tuple[str, str], Callable[[Quantity], str]] = {
    (INCHES, "cm"): _with_centimeters,
    (SECONDS, "minutes"): _in_minutes,
}
