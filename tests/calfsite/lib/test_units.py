"""Numbers with units, and the same in another unit: never rounded oddly, never made up."""

from decimal import Decimal

import pytest

from calfsite.lib.units import INCHES, SECONDS, Quantity, plain, shown_in, to_centimeters, to_inches


def quantity(number: str, unit: str) -> Quantity:
    return Quantity(Decimal(number), unit, f"{number} {unit}")


@pytest.mark.parametrize(
    ("number", "unit", "wanted", "text"),
    [
        ("5", INCHES, "cm", "5 inches (12.7 cm)"),
        ("1", INCHES, "cm", "1 inches (2.5 cm)"),
        ("7.5", INCHES, "cm", "7.5 inches (19.1 cm)"),
        ("120", SECONDS, "minutes", "2 minutes"),
        ("90.0", SECONDS, "minutes", "1.5 minutes"),
        ("60", SECONDS, "minutes", "1 minute"),
        ("5", INCHES, "minutes", None),
        ("5", INCHES, "miles", None),
        ("5", INCHES, "", None),
        ("2", "days", "cm", None),
    ],
)
def test_a_quantity_is_shown_in_another_unit_or_not_at_all(number: str, unit: str, wanted: str, text: str) -> None:
    assert shown_in(quantity(number, unit), wanted) == text


def test_a_quantity_reads_as_its_source_wrote_it() -> None:
    one = Quantity(Decimal(1), INCHES, "1 inch")
    assert str(one) == "1 inch"
    assert shown_in(one, "cm") == "1 inch (2.5 cm)"


@pytest.mark.parametrize(("number", "text"), [("2.50", "2.5"), ("120", "120"), ("0.0", "0"), ("1E+2", "100")])
def test_numbers_are_written_without_zeros_at_the_end(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


def test_lengths_are_rounded_to_a_tenth_halves_up() -> None:
    assert to_centimeters(Decimal("7.5")) == Decimal("19.1")
    assert to_inches(Decimal("12.7")) == Decimal("5.0")
