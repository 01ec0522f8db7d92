import pytest
from django.core.exceptions import ValidationError

from articles.text.sources import Source, listed, validate


def test_a_source_has_title_year_and_link() -> None:
    assert listed("Book | 2020 | https://example.org/a") == [Source("Book", "2020", "https://example.org/a")]


def test_a_title_may_hold_a_bar_and_the_address_may_be_missing() -> None:
    text = "Book | part two | 2020 |\n\n"
    validate(text)
    assert listed(text) == [Source("Book | part two", "2020", "")]


@pytest.mark.parametrize(
    ("line", "instruction"),
    [
        ("Book", "Title | year | address"),
        ("Book | 2020", "Title | year | address"),
        ("| 2020 | https://example.org", "Title | year | address"),
        ("Book | last year |", "Title | year | address"),
        ("Book | 12020 |", "Title | year | address"),
        ("Book | 2020 | example.org", "whole address"),
        ("Book | 2020 | javascript:alert(1)", "whole address"),
        ("Book | 2020 | data:text/html,x", "whole address"),
    ],
)
def test_a_faulty_line_is_refused_by_its_number(line: str, instruction: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate(f"Fine | 2020 |\n{line}")
    assert len(refused.value.messages) == 1
    assert refused.value.messages[0].startswith("Line 2, ")
    assert instruction in refused.value.messages[0]


def test_a_stored_line_that_cannot_be_read_keeps_its_words_without_a_link() -> None:
    assert listed("Just words\nBook | 2020 | javascript:alert(1)") == [
        Source("Just words", "", ""),
        Source("Book", "2020", ""),
    ]
