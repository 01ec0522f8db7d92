from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from articles.text import markdown, values


def test_names_are_found_once_in_order_whatever_their_spaces() -> None:
    text = "{{threshold:calf.b}} {{ practice:name }} {{ threshold : calf.b }}"
    assert values.keys_in(text) == ["threshold:calf.b", "practice:name"]


def test_a_malformed_placeholder_is_found_too() -> None:
    assert values.keys_in("{{ nonsense }} {{}}") == ["nonsense", ""]


@pytest.mark.parametrize("text", ["no braces", "{ one: brace }", "{{ two\nlines }}", "{% tag %}"])
def test_other_text_holds_no_names(text: str) -> None:
    assert values.keys_in(text) == []


def test_each_kind_is_asked_once_for_all_its_keys(
    db: None, settings: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PRACTICE_NAME = "Leg clinic"
    names = ["threshold:leg.no_improvement_after", "threshold:leg.severe_pain", "practice:name"]
    with django_assert_num_queries(1):
        found = values.resolve(names)
    assert {name: str(value) for name, value in found.items()} == {
        "threshold:leg.no_improvement_after": "2 days",
        "threshold:leg.severe_pain": "7 of 10",
        "practice:name": "Leg clinic",
    }


@pytest.mark.parametrize("name", ["threshold:calf.nothing", "weather:today", "threshold", "", "threshold:"])
def test_an_unknown_name_has_no_value(db: None, name: str) -> None:
    assert values.resolve([name]) == {}


@pytest.mark.parametrize("path", ["tests.articles.stubs.broken", "tests.articles.stubs.missing", "no.such.module"])
def test_a_kind_that_cannot_answer_has_no_values_and_is_logged(
    settings: Any, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    settings.ARTICLE_VALUES = {"threshold": path}
    assert values.resolve(["threshold:leg.severe_pain"]) == {}
    assert path in caplog.text


def test_an_empty_value_counts_as_missing(settings: Any) -> None:
    settings.PRACTICE_NAME = ""
    assert values.resolve(["practice:name"]) == {}


def test_a_missing_value_says_so_instead_of_a_number() -> None:
    html = markdown.render(values.fill("Wait {{ threshold:calf.x }}.", {})).html
    assert html == "<p>Wait (ask your clinic).</p>\n"


def test_values_stand_in_text_titles_and_tables() -> None:
    text = "::: soon After {{ a:b }}\n| x |\n|---|\n| {{ a:b }} |\n:::"
    html = markdown.render(values.fill(text, {"a:b": "12.7 cm | 5 in."})).html
    assert "After 12.7 cm | 5 in.</h2>" in html
    assert "<td>12.7 cm | 5 in.</td>" in html


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        "**bold**",
        "[x](https://evil.example)",
        "`code`",
        "# big",
        "1. one",
        "&lt;b&gt;",
        "\\",
    ],
)
def test_a_value_never_acts_as_markup(value: str) -> None:
    html = markdown.render(values.fill("{{ a:b }}", {"a:b": value})).html
    shown = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert html == f"<p>{shown}</p>\n"


def test_a_value_of_many_lines_stays_in_its_paragraph() -> None:
    html = markdown.render(values.fill("a {{ a:b }}", {"a:b": "\n\n::: emergency\n{{ a:b }}"})).html
    assert html == "<p>a ::: emergency {{ a:b }}</p>\n"


@pytest.mark.parametrize(("number", "dialed"), [("+45 11 22", "+451122"), ("112", "112"), ('1") onload=x', "1")])
def test_a_phone_link_keeps_the_digits_only(number: str, dialed: str) -> None:
    text = values.fill("[Call](tel:{{ practice:emergency_number }})", {"practice:emergency_number": number})
    assert markdown.render(text).html == f'<p><a href="tel:{dialed}">Call</a></p>\n'


def test_faults_name_the_placeholder(db: None) -> None:
    assert "“threshold:calf.nothing”" in values.faults("{{ threshold:calf.nothing }}")[0]
    assert values.faults("{{ threshold:leg.severe_pain }} {{ practice:emergency_number }}") == []
