"""The text format of a protocol (TOML): what ships in `protocols/`, and what an export writes."""

import hashlib
import tomllib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import tomli_w

from triage.engine.parts.condition import Answer, Condition
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Question
from triage.engine.parts.rule import Finding, Vignette
from triage.engine.parts.threshold import number_text
from triage.storage.text_reader import COMPARISON_WORDS, Table, read

SHIPPED = Path(__file__).parents[1] / "protocols"
_WORDS = {comparison: words for words, comparison in COMPARISON_WORDS.items()}


def load(path: Path) -> Protocol:
    """The protocol in a file, with the files that it includes. Raises ProtocolError naming file and place."""
    return read(Table(path.name, _with_includes(path)))


def loads(text: str, name: str = "text") -> Protocol:
    """The protocol in a text without includes, such as an export. Raises ProtocolError."""
    return read(Table(name, _parse(name, text)))


def _with_includes(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProtocolError(f"{path.name}: this file cannot be read ({error}).") from None
    tables = _parse(path.name, text)
    for name in tables.pop("include", []):
        for part, entries in _with_includes(path.parent / name).items():
            _merge(path.name, tables.setdefault(part, {}), entries)
    return tables


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, InvalidOperation) as error:
        raise ProtocolError(f"{name}: this is not valid TOML: {error}.") from None


def _merge(name: str, into: dict[str, Any], entries: Mapping[str, Any]) -> None:
    for key, value in entries.items():
        if key in into:
            raise ProtocolError(f"{name}: {key} stands both here and in an included file. Keep one.")
        into[key] = value


def dumps(protocol: Protocol) -> str:
    """The protocol as text, always the same for the same protocol, so that its checksum tells it apart."""
    return tomli_w.dumps(_tables(protocol), multiline_strings=False)


def checksum(protocol: Protocol) -> str:
    """SHA-256 of the content: two versions with the same content have the same checksum, whatever their number."""
    tables = _tables(protocol)
    del tables["version"]
    return hashlib.sha256(tomli_w.dumps(tables).encode()).hexdigest()


def _tables(protocol: Protocol) -> dict[str, Any]:
    return {
        "slug": protocol.slug,
        "version": protocol.version,
        "language": protocol.language,
        "title": protocol.title,
        "summary": protocol.summary,
        "intro": protocol.intro,
        "order": [question.key for question in protocol.questions],
        "default": _finding(protocol.default),
        "thresholds": {
            t.key: {
                "label": t.label,
                "value": _number(t.value),
                "unit": t.unit.value,
                "minimum": _number(t.minimum),
                "maximum": _number(t.maximum),
                "source": t.source,
            }
            for t in protocol.thresholds
        },
        "questions": {question.key: _question(question) for question in protocol.questions},
        "rules": {
            rule.key: {"when": [_condition(c) for c in rule.when], **_finding(rule.finding)} for rule in protocol.rules
        },
        "requirements": {
            r.key: _without_blanks(
                {
                    "statement": r.statement,
                    "when": [_condition(c) for c in r.when],
                    "at_least": r.at_least.value,
                    "source": r.source,
                    "hazard": r.hazard,
                }
            )
            for r in protocol.requirements
        },
        "hazards": {h.key: {"name": h.name, "effect": h.effect, "harm": h.harm.value} for h in protocol.hazards},
        "advice": {advice.key: {"kind": advice.kind.value, "text": advice.text} for advice in protocol.advice},
        "articles": {article.slug: article.text for article in protocol.articles},
        "vignettes": {vignette.key: _vignette(vignette) for vignette in protocol.vignettes},
    }


def _question(question: Question) -> dict[str, Any]:
    table: dict[str, Any] = {
        "kind": question.kind.value,
        "text": question.text,
        "short": question.short,
        "hint": question.hint,
        "why": question.why,
        "optional": question.optional,
        "ask_when": [_condition(condition) for condition in question.ask_when],
        "ask_mode": question.ask_mode.value,
        "always": question.always,
        "in_heading": question.in_heading,
        "guide": question.guide,
        "derive": question.derive.value if question.derive else "",
        "derived_from": list(question.derived_from),
    }
    if question.number is not None:
        table |= {
            "minimum": _number(question.number.minimum),
            "maximum": _number(question.number.maximum),
            "unit": question.number.unit.value,
            "decimals": question.number.decimals,
            "worse": question.number.worse.value,
        }
    else:
        table["choices"] = [_choice(choice) for choice in question.choices]
    return _without_blanks(table)


def _choice(choice: Choice) -> dict[str, Any]:
    table: dict[str, Any] = {"key": choice.key, "text": choice.text, "hint": choice.hint, "exclusive": choice.exclusive}
    if choice.severity is not None:
        table["severity"] = choice.severity
    table["unsure"] = choice.unsure
    return _without_blanks(table)


def _finding(finding: Finding) -> dict[str, Any]:
    table: dict[str, Any] = {
        "urgency": finding.urgency.value,
        "because": finding.because,
        "source": finding.source,
        "advice": list(finding.advice),
    }
    return table | ({"article": finding.article} if finding.article else {})


def _vignette(vignette: Vignette) -> dict[str, Any]:
    return {
        "story": vignette.story,
        "expected": vignette.expected.value,
        "lowest_safe": vignette.lowest_safe.value,
        "source": vignette.source,
        "answers": {key: _answer(answer) for key, answer in vignette.answers},
    }


def _answer(answer: Answer) -> Any:
    if isinstance(answer, frozenset):
        return sorted(answer)
    return _number(answer) if isinstance(answer, Decimal) else answer or ""


def _condition(condition: Condition) -> dict[str, Any]:
    if condition.threshold is None:
        return {condition.question: list(condition.choices)}
    return {condition.question: f"{_WORDS[condition.comparison]} {condition.threshold}"}


def _without_blanks(table: dict[str, Any]) -> dict[str, Any]:
    """Leaves out what reads the same when it is not there; a 0 is not blank."""
    return {key: value for key, value in table.items() if value is not False and value not in ("", [])}


def _number(value: Decimal) -> int | Decimal:
    """Whole numbers without a point, so that 2 and 2.0 are written alike."""
    return int(value) if value == value.to_integral_value() else Decimal(number_text(value))
