"""Thresholds keep to their limits, and read as people write them."""

from decimal import Decimal

import pytest

from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.threshold import Threshold, Unit, number_text


def make(value: str, unit: Unit = Unit.DAYS, source: str = "C32") -> Threshold:
    return Threshold("wait", "Wait", Decimal(value), unit, Decimal(1), Decimal(7), source)


@pytest.mark.parametrize("value", ["1", "2", "6.5", "7"])
def test_values_within_the_limits_are_taken(value: str) -> None:
    assert make(value).value == Decimal(value)


@pytest.mark.parametrize("value", ["0", "0.99", "7.01", "100", "-1"])
def test_values_outside_the_limits_are_refused_with_the_limits(value: str) -> None:
    with pytest.raises(ProtocolError, match="from 1 to 7 days"):
        make(value)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_values_that_are_no_plain_number_are_refused(value: str) -> None:
    with pytest.raises(ProtocolError, match="finite numbers"):
        make(value)


def test_a_threshold_without_a_source_is_refused() -> None:
    with pytest.raises(ProtocolError, match="give its source"):
        make("2", source="")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("1", Unit.DAYS, "1 day"),
        ("2", Unit.DAYS, "2 days"),
        ("2.50", Unit.CENTIMETERS, "2.5 cm"),
        ("7", Unit.OF_TEN, "7 of 10"),
    ],
)
def test_text_has_the_unit_in_the_right_form(value: str, unit: Unit, text: str) -> None:
    assert make(value, unit).text == text


@pytest.mark.parametrize(("value", "text"), [("120", "120"), ("1E+2", "100"), ("2.500", "2.5"), ("0.0", "0")])
def test_numbers_have_no_exponent_and_no_idle_zeros(value: str, text: str) -> None:
    assert number_text(Decimal(value)) == text
