"""A report as plain data, which is stored beside the version that it is about, and read again without the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from triage.engine.parts.condition import Answer
from triage.engine.parts.urgency import Urgency
from triage.engine.prover.report import (
    AskedChange,
    Check,
    Example,
    Gap,
    Impact,
    Move,
    Problem,
    Report,
    VignetteChange,
)

FORMAT = 1


def as_dict(report: Report) -> dict[str, Any]:
    """The report as dictionaries, lists, texts and numbers that JSON can hold."""
    return {"format": FORMAT, **_plain(report)}


def from_dict(data: Mapping[str, Any]) -> Report:
    """The report that `as_dict` wrote. Raises ValueError for another format."""
    if data.get("format") != FORMAT:
        raise ValueError(f"This report has format {data.get('format')!r}; only {FORMAT} can be read. Check again.")
    return Report(
        protocol=data["protocol"],
        version=data["version"],
        problems=tuple(map(_problem, data["problems"])),
        gaps=tuple(Gap(gap["sentence"], _example(gap["example"])) for gap in data["gaps"]),
        gaps_cut=data["gaps_cut"],
        longest_path=data["longest_path"],
        longest=_maybe(data["longest"]),
        impact=None if data["impact"] is None else _impact(data["impact"]),
        checks=tuple(map(Check, data["checks"])),
    )


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return {"number": str(value)} if isinstance(value, Decimal) else value


def _answer(value: object) -> Answer:
    if isinstance(value, list):
        return frozenset(value)
    if isinstance(value, dict):
        return Decimal(value["number"])
    return None if value is None else str(value)


def _example(data: Mapping[str, Any]) -> Example:
    answers = {key: _answer(answer) for key, answer in data["answers"].items()}
    return Example(answers, Urgency(data["urgency"]), tuple((short, text) for short, text in data["texts"]))


def _maybe(data: Mapping[str, Any] | None) -> Example | None:
    return None if data is None else _example(data)


def _problem(data: Mapping[str, Any]) -> Problem:
    return Problem(
        check=Check(data["check"]),
        sentence=data["sentence"],
        blocks=data["blocks"],
        rules=tuple(data["rules"]),
        questions=tuple(data["questions"]),
        requirement=data["requirement"],
        example=_maybe(data["example"]),
        other=_maybe(data["other"]),
    )


def _impact(data: Mapping[str, Any]) -> Impact:
    return Impact(
        moves=tuple(
            Move(
                Urgency(move["old"]),
                Urgency(move["new"]),
                _example(move["example"]),
                tuple(move["because"]),
                _example(move["before"]),
            )
            for move in data["moves"]
        ),
        vignettes=tuple(
            VignetteChange(
                change["key"],
                Urgency(change["old"]),
                Urgency(change["new"]),
                tuple(change["gained"]),
                tuple(change["lost"]),
            )
            for change in data["vignettes"]
        ),
        asked_more=tuple(map(_asked, data["asked_more"])),
        asked_less=tuple(map(_asked, data["asked_less"])),
    )


def _asked(data: Mapping[str, Any]) -> AskedChange:
    return AskedChange(data["question"], data["short"], _example(data["example"]))
