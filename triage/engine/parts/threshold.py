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

    SECONDS = "seconds"
    MINUTES = "minutes"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    CENTIMETERS = "cm"
    INCHES = "inches"
    OF_TEN = "of 10"

    def after(self, value: Decimal) -> str:
        """The unit as it reads after this value: `day` after 1, `days` after 2."""
        return _ONE.get(self, self.value) if value == 1 else self.value


_ONE = {
    Unit.SECONDS: "second",
    Unit.MINUTES: "minute",
    Unit.DAYS: "day",
    Unit.WEEKS: "week",
    Unit.MONTHS: "month",
    Unit.YEARS: "year",
    Unit.INCHES: "inch",
}


_DAYS = {
    Unit.DAYS: Decimal(1),
    Unit.WEEKS: Decimal(7),
    Unit.MONTHS: Decimal("30.4375"),
    Unit.YEARS: Decimal("365.25"),
}
"""How many days; a month and a year on average."""
_SECONDS = {Unit.SECONDS: Decimal(1), Unit.MINUTES: Decimal(60)}
_CENTIMETERS = {Unit.INCHES: Decimal("2.54"), Unit.CENTIMETERS: Decimal(1)}
_SCALES = (_DAYS, _SECONDS, _CENTIMETERS)


def same_kind(unit: Unit) -> tuple[Unit, ...]:
    """The units that this one can be converted to, itself among them: of time, or of length."""
    return next((tuple(scale) for scale in _SCALES if unit in scale), (unit,))


def converted(value: Decimal, unit: Unit, to: Unit) -> Decimal:
    """A value in another unit of the same kind, not rounded. Raises KeyError where the two differ in kind."""
    if unit is to:
        return value
    scale = next(scale for scale in (*_SCALES, {}) if unit in scale or not scale)
    return value * scale[unit] / scale[to]


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
    shown_in: Unit | None = None
    """The unit in which texts say it, where that is not its own: 42 days as 6 weeks."""

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
        if self.shown_in is not None and self.shown_in not in same_kind(self.unit):
            raise ProtocolError(f"{self.unit.value} can’t be shown in {self.shown_in.value}.", "threshold", self.key)

    @property
    def limits_text(self) -> str:
        """The limits with the unit: `1 to 7 days`."""
        return limits_text(self.minimum, self.maximum, self.unit)

    @property
    def text(self) -> str:
        """The value with its unit, as an article or a question says it: `2 days`.

        In the unit to be shown in only where that makes a whole number: 45 days are not 6.4 weeks.
        """
        value, unit = self.value, self.unit
        if self.shown_in is not None:
            shown = converted(value, unit, self.shown_in)
            if shown == shown.to_integral_value():
                value, unit = shown, self.shown_in
        return f"{number_text(value)} {unit.after(value)}"
