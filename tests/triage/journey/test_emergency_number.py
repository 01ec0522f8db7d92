"""The emergency number in a text is a link that calls it, and nothing else in the text changes."""

import pytest

from calfsite.practice.current import Practice
from triage.templatetags.emergency import with_number

PRACTICE = Practice("Hill Clinic", "1 12")
LINK = '<a href="tel:112">1 12</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Call the emergency number at once.", f"Call {LINK} at once."),
        ("Call your local emergency number.", f"Call {LINK}."),
        ("Call 1 12 or come.", f"Call {LINK} or come."),
        ("Lift it 11 12 times.", "Lift it 11 12 times."),
        ("Pain < 5 & more", "Pain &lt; 5 &amp; more"),
    ],
)
def test_the_number_takes_the_place_of_its_words(text: str, html: str) -> None:
    assert with_number(text, PRACTICE) == html


def test_without_a_practice_the_words_stay() -> None:
    assert with_number("Call the emergency number.", None) == "Call the emergency number."
