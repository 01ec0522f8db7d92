"""The text format of a protocol (TOML), both ways: what ships in `protocols/`, and what an export writes.

How the engine's parts become tables is in `text_parts`. Here: files and their includes, the order of the questions, and
what can only be checked once all parts are known.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import tomli_w
from cattrs import ClassValidationError

from calfsite.lib import held
from triage.engine.parts.errors import AnswerError, ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Vignette
from triage.engine.run import answers
from triage.storage import reserved, text_parts
from triage.storage.text_parts import FaultError

SHIPPED = Path(__file__).parents[1] / "protocols"


def load(path: Path) -> Protocol:
    """The protocol in a file, with the files that it includes. Raises ProtocolError naming file and place."""
    return _read(path.name, _with_includes(path))


def loads(text: str, name: str = "text") -> Protocol:
    """The protocol in a text without includes, such as an export. Raises ProtocolError."""
    return _read(name, _parse(name, text))


def dumps(protocol: Protocol) -> str:
    """The protocol as text, always the same for the same protocol, so that its checksum tells it apart."""
    return tomli_w.dumps(_tables(protocol), multiline_strings=False)


@held.cached(4)
def checksum(protocol: Protocol) -> str:
    """SHA-256 of the content: two versions with the same content have the same checksum, whatever their number.

    Held for equal protocols, which are written alike: to write one takes longer than to read it.
    """
    tables = _tables(protocol)
    del tables["version"]
    return hashlib.sha256(tomli_w.dumps(tables).encode()).hexdigest()


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
    except RecursionError:
        raise ProtocolError(f"{name}: this is not valid TOML: it is nested too deeply.") from None
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(f"{name}: this is not valid TOML: {error}.") from None
    except (ValueError, InvalidOperation):
        raise ProtocolError(f"{name}: this is not valid TOML: a number in it is too long.") from None


def _merge(name: str, into: dict[str, Any], entries: Mapping[str, Any]) -> None:
    for key, value in entries.items():
        if key in into:
            raise ProtocolError(f"{name}: {key} is both here and in an included file. Keep one.")
        into[key] = value


def _read(name: str, tables: dict[str, Any]) -> Protocol:
    """The protocol that a file's tables describe. Raises ProtocolError that names every mistake with its path."""
    may_be_left_out: dict[str, Any] = {"version": 0} | {part: {} for part in text_parts.TABLES}
    try:
        protocol = text_parts.converter.structure(may_be_left_out | _in_order(tables), Protocol)
        protocol = replace(protocol, vignettes=tuple(_answered(protocol, vignette) for vignette in protocol.vignettes))
    except (ClassValidationError, FaultError, ProtocolError) as error:
        faults = " ".join(f"{name}: {fault}" for fault in text_parts.faults(error))
        raise ProtocolError(faults) from None
    reserved.check(protocol)
    return protocol.canonical()


def _in_order(tables: dict[str, Any]) -> dict[str, Any]:
    """The tables with the questions in the order that `order` says: includes may define them anywhere."""
    left = dict(tables)
    order, questions = left.pop("order", []), left.get("questions", {})
    if not isinstance(order, list) or not isinstance(questions, dict):
        raise FaultError("`order` must be a list, and `questions` a table.")
    if sorted(map(str, order)) != sorted(questions):
        wrong = ", ".join(sorted({str(key) for key in order} ^ questions.keys())) or "one is named twice"
        raise FaultError(f"`order` must name every question once ({wrong}).")
    return left | {"questions": {key: questions[key] for key in order}}


def _answered(protocol: Protocol, vignette: Vignette) -> Vignette:
    """The worked case with answers that its questions accept."""
    found = []
    for key, answer in vignette.answers:
        try:
            found.append((key, answers.read(protocol.question_by_key[key], answers.write(answer))))
        except AnswerError as error:
            why = f"vignettes.{vignette.key}.answers.{key} is no answer to this question ({error.problem.value})."
            raise FaultError(why) from None
    return replace(vignette, answers=tuple(found))


def _tables(protocol: Protocol) -> dict[str, Any]:
    tables: dict[str, Any] = text_parts.converter.unstructure(protocol)
    return tables | {"order": [question.key for question in protocol.questions]}
