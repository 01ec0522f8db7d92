"""The worked cases as text: whole, valid, mixed, and close to every threshold."""

import tomllib
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from triage.engine.parts.protocol import Protocol
from triage.engine.parts.urgency import Urgency
from triage.engine.run import answers
from triage.engine.run.replay import replay
from triage.storage import text_file

FILES = {path.stem: path for path in sorted((text_file.SHIPPED / "vignettes").glob("*.toml"))}
CASES: dict[str, dict[str, Any]] = {
    slug: tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)["vignettes"]
    for slug, path in FILES.items()
}
EVERY = [(f"{slug}.{key}", case) for slug, cases in CASES.items() for key, case in cases.items()]
WITH_PROTOCOL = [slug for slug in FILES if (text_file.SHIPPED / f"{slug}.toml").exists()]

NEAR_THRESHOLDS = [
    ("calf", "days_since", ["1", "2", "3"]),
    ("calf", "pain", ["6", "7", "8"]),
    ("calf", "age", ["15", "16", "17"]),
    ("calf", "age", ["64", "65", "66"]),
    ("calf", "girth_gap", ["2.9", "3", "3.1"]),
    ("sciatica", "began_weeks", ["5", "6", "7"]),
    ("sciatica", "pain", ["6", "7", "8"]),
    ("sciatica", "age", ["15", "16", "17"]),
    ("sciatica", "age", ["64", "65", "66"]),
    ("sciatica", "knee_to_wall_left", ["4.9", "5", "5.1"]),
]


def test_there_are_enough_cases_of_both_protocols() -> None:
    assert len(CASES["calf"]) >= 70
    assert len(CASES["sciatica"]) >= 45


def test_every_case_is_whole() -> None:
    fields = {"story", "expected", "lowest_safe", "source", "answers"}
    assert [name for name, case in EVERY if case.keys() != fields or not all(case.values())] == []


def test_stories_are_told_in_full_and_only_once() -> None:
    assert [name for name, case in EVERY if len(case["story"].split()) < 15] == []
    told = Counter(case["story"].casefold() for _, case in EVERY)
    assert [story for story, times in told.items() if times > 1] == []


def test_the_lowest_safe_urgency_is_never_above_the_expected_one() -> None:
    wrong = [name for name, case in EVERY if Urgency(case["lowest_safe"]).level > Urgency(case["expected"]).level]
    assert wrong == []


@pytest.mark.parametrize("slug", FILES)
def test_no_urgency_is_forgotten(slug: str) -> None:
    """A triage that sends everybody to hospital, or everybody home, must not look good."""
    counts = Counter(case["expected"] for case in CASES[slug].values())
    assert all(counts[urgency] * 10 >= counts.total() for urgency in Urgency)


@pytest.mark.parametrize(("slug", "question", "near"), NEAR_THRESHOLDS)
def test_cases_stand_just_below_at_and_just_above_each_threshold(slug: str, question: str, near: list[str]) -> None:
    told = {case["answers"].get(question) for case in CASES[slug].values()}
    assert {Decimal(value) for value in near} <= told


def test_cases_stand_just_below_at_and_just_above_the_gap_between_the_ankles() -> None:
    sides = [(c["answers"].get("knee_to_wall_left"), c["answers"].get("knee_to_wall_right")) for _, c in EVERY]
    gaps = {abs(left - right) for left, right in sides if left is not None and right is not None}
    assert {Decimal("0.9"), Decimal(1), Decimal("1.1")} <= gaps


@pytest.mark.parametrize("slug", WITH_PROTOCOL)
def test_answers_are_the_protocols_own_and_leave_nothing_to_ask(slug: str) -> None:
    protocol = text_file.load(text_file.SHIPPED / f"{slug}.toml")
    skippable = {question.key: None for question in protocol.questions if question.optional}
    still_asked = {
        key: asked
        for key, case in CASES[slug].items()
        if (asked := replay(protocol, skippable | _read(protocol, case["answers"])).next_question)
    }
    assert still_asked == {}


def _read(protocol: Protocol, given: dict[str, Any]) -> dict[str, Any]:
    return {
        key: answers.read(protocol.question_by_key[key], list(map(str, value if isinstance(value, list) else [value])))
        for key, value in given.items()
    }
