"""A safety report as plain data, which is kept with its version, and read again without the protocol."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from cattrs import Converter

from triage.engine.parts.condition import Answer
from triage.engine.prover.report import Report

FORMAT: Final = 1


def as_dict(report: Report) -> dict[str, Any]:
    """The report as dictionaries, lists, texts and numbers that JSON can hold."""
    return {"format": FORMAT, **_converter.unstructure(report)}


def from_dict(data: Mapping[str, Any]) -> Report:
    """The report that `as_dict` wrote. Raises ValueError for another format."""
    if data.get("format") != FORMAT:
        raise ValueError(f"This report has format {data.get('format')!r}; only {FORMAT} can be read. Check again.")
    return _converter.structure(data, Report)


def _answer(value: Any, _kind: Any) -> Answer:
    if isinstance(value, list):
        return frozenset(value)
    if isinstance(value, dict):
        return Decimal(value["number"])
    return None if value is None else str(value)


_converter: Final = Converter(unstruct_collection_overrides={frozenset: sorted, tuple: list})
_converter.register_structure_hook_func(lambda kind: kind == Answer, _answer)
_converter.register_unstructure_hook(Decimal, lambda number: {"number": str(number)})
