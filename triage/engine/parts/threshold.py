"""Thresholds: the named numbers that rules compare answers with."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from triage.engine.parts.errors import ProtocolError

Text = Annotated[str, "patients read it"]
"""A text that patients read. It may quote thresholds by their key: see `placeholders`."""


class Unit(StrEnum):
    """The unit of a number."""

    DAYS = "days"
    WEEKS = "weeks"
    YEARS = "years"
    SECONDS = "seconds"
    CENTIMETERS = "cm"
    INCHES = "inches"
    OF_TEN = "of 10"

    def after(self, value: Decimal) -> str:
        """The unit as it reads after this value: `day` after 1, `days` after 2."""
        return _ONE.get(self, self.value) if value == 1 else self.value


_ONE = {
    Unit.DAYS: "day",
    Unit.WEEKS: "week",
    Unit.YEARS: "year",
    Unit.SECONDS: "second",
    Unit.INCHES: "inch",
}


def number_text(value: Decimal) -> str:
    """A number as people write it, without trailing zeros or exponent.

    >>> number_text(Decimal("2.50")), number_text(Decimal("120"))
    ('2.5', '120')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def limits_text(minimum: Decimal, maximum: Decimal, unit: Unit) -> str:
    """Limits with their unit: `1 to 7 days`."""
    return f"{number_text(minimum)} to {number_text(maximum)} {unit.value}"


@dataclass(frozen=True)
class Threshold:
    """A named number with unit, hard limits (both inclusive) and source. Raises ProtocolError outside its limits."""

    key: str
    label: str
    value: Decimal
    unit: Unit
    minimum: Decimal
    maximum: Decimal
    source: str

    def __post_init__(self) -> None:
        if not self.source:
            raise ProtocolError("give its source.", "threshold", self.key)
        if not all(number.is_finite() for number in (self.value, self.minimum, self.maximum)):
            raise ProtocolError("value and limits must be finite numbers.", "threshold", self.key)
        if not self.minimum <= self.value <= self.maximum:
            raise ProtocolError(
                f"{number_text(self.value)} is outside its limits. "
                f"Choose a value from {limits_text(self.minimum, self.maximum, self.unit)}.",
                "threshold",
                self.key,
            )

    @property
    def text(self) -> str:
        """The value with its unit, as an article or a question says it: `2 days`."""
        return f"{number_text(self.value)} {self.unit.after(self.value)}"
