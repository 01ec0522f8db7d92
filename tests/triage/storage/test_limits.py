"""What does not fit into the database is refused in words before it gets there, whatever the database."""

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import tomli_w
from django.db import transaction

from tests.each import each
from tests.triage.engine import samples
from triage.engine.parts.errors import ProtocolError
from triage.models import ProtocolVersion
from triage.storage import limits, rows, text_file
from triage.versions import drafts

WHOLE = samples.with_every_part()
TABLES = tomllib.loads(text_file.dumps(WHOLE), parse_float=Decimal)
CASES: dict[str, tuple[tuple[Any, ...], Any, str]] = {
    "title": (("title",), "x" * 121, "title: Ensure this value has at most 120 characters (it has 121)"),
    "slug": (("slug",), "a b", "slug: Enter a valid “slug”"),
    "language": (("language",), "x" * 11, "language: Ensure this value has at most 10"),
    "reason when no rule holds": (("default", "because"), "a\0b", "default.because: It has a character"),
    "question": (("questions", "pain", "text"), "x" * 201, "questions.pain.text: Ensure this value has at most 200"),
    "its few words": (("questions", "pain", "short"), "x" * 61, "questions.pain.short: Ensure this value has"),
    "no words": (("questions", "pain", "short"), "", "questions.pain.short: This field cannot be blank"),
    "its number": (("questions", "pain", "maximum"), 10**9, "questions.pain.maximum: Ensure that there are no more"),
    "a third decimal": (("questions", "pain", "minimum"), Decimal("0.125"), "questions.pain.minimum: Ensure that"),
    "decimals": (("questions", "gap", "decimals"), 40_000, "questions.gap.decimals: Choose a number from 0 to 32767"),
    "answer": (
        ("questions", "flags", "choices", 1, "hint"), "x" * 201, "flags.choices.2.hint: Ensure this value has",
    ),
    "how bad": (("questions", "flags", "choices", 1, "severity"), -1, "choices.2.severity: Choose a number from 0"),
    "threshold": (("thresholds", "severe", "label"), "x" * 201, "thresholds.severe.label: Ensure this value has"),
    "hazard": (("hazards", "clot", "name"), "x" * 201, "hazards.clot.name: Ensure this value has at most 200"),
    "reason": (("rules", "flag", "because"), "a\0b", "rules.flag.because: It has a character that can’t be stored"),
    "link": (("articles", "calf"), "x" * 201, "articles.calf.text: Ensure this value has at most 200"),
}  # fmt: skip


def with_value(path: tuple[Any, ...], value: Any) -> str:
    """The sample's text with another value at a path."""
    tables = deepcopy(TABLES)
    inner = tables
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return tomli_w.dumps(tables)


@each(CASES)
def test_what_does_not_fit_is_refused_with_its_path_and_the_limit(case: tuple[tuple[Any, ...], Any, str]) -> None:
    path, value, said = case
    with pytest.raises(ProtocolError) as caught:
        limits.check(text_file.loads(with_value(path, value)))
    assert said in str(caught.value)


def test_a_key_that_is_too_long_is_refused_too() -> None:
    key = "k" * 61
    tables = deepcopy(TABLES)
    tables["advice"][key] = {"kind": "do", "text": "Rest."}
    with pytest.raises(ProtocolError, match=rf"advice\.{key}: Ensure this value has at most 60"):
        limits.check(text_file.loads(tomli_w.dumps(tables)))


def every_place(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """One path of each kind in the sample: the first of many tables stands for all."""
    seen = set()
    items: Any = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for step, inner in items:
        kind = step if len(path) != 1 or path[0] == "default" else "part"
        if kind not in seen:
            seen.add(kind if isinstance(step, str) else "item")
            yield (*path, step)
            yield from every_place(inner, (*path, step))


WRONG: dict[str, Any] = {
    "a table": {"a": {"b": 1}},
    "a list of lists": [[["a"]]],
    "no number": Decimal("nan"),
    "NUL": "a\0b",
}


def test_whatever_has_the_wrong_form_anywhere_is_a_sentence_and_never_a_fault_of_ours() -> None:
    failed = []
    for path in every_place(TABLES):
        for name, value in WRONG.items():
            try:
                limits.check(text_file.loads(with_value(path, value)))
            except ProtocolError as error:
                if not str(error).strip():
                    failed.append((path, name, "nothing is said"))
            except Exception as error:
                failed.append((path, name, repr(error)))
    assert not failed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = " + "[" * 5000 + "]" * 5000, "nested too deeply"),
        ("a = " + "{a = " * 2000 + "1" + "}" * 2000, "nested too deeply"),
        ("a = " + "9" * 5000, "a number in it is too long"),
        ("a = 1e99999999999999999999", "a number in it is too long"),
        ("", "slug is missing"),
    ],
)
def test_rubbish_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(ProtocolError, match=said):
        text_file.loads(text)


def test_nothing_of_it_is_written_to_the_database(db: None) -> None:
    pain = WHOLE.question_by_key["pain"]
    long = replace(WHOLE, questions=tuple(replace(q, text="x" * 201) if q == pain else q for q in WHOLE.questions))
    said = r"questions\.pain\.text: Ensure this value has at most 200"
    with pytest.raises(ProtocolError, match=said), transaction.atomic():
        drafts.write(long, by=None)
    assert not ProtocolVersion.objects.filter(protocol__slug="sample").exists()
    assert rows.read(drafts.write(WHOLE, by=None)) == replace(WHOLE, version=1).canonical()
