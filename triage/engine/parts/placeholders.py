"""Texts that quote thresholds: `{{ threshold:severe_pain }}` reads as `7 of 10`, so that no number is written twice.

The parts say themselves which of their fields are such texts: those of type `Text`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass, replace
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_type_hints

from triage.engine.parts.content import Content
from triage.engine.parts.threshold import Text, Threshold

_PLACEHOLDER = re.compile(r"\{\{\s*threshold:([a-z0-9_]+)\s*\}\}")
_Content = TypeVar("_Content", bound=Content)


def keys_in(text: str) -> list[str]:
    """The keys of the thresholds that a text quotes."""
    return _PLACEHOLDER.findall(text)


def texts(part: Any) -> Iterator[str]:
    """Every text that a patient reads, of content or of one of its parts."""
    for name in _fields_with_texts(part.__class__):
        value = getattr(part, name)
        if isinstance(value, str):
            yield value
        else:
            for inner in value if isinstance(value, tuple) else (value,):
                yield from texts(inner)


def filled(content: _Content) -> _Content:
    """The same content with every quoted threshold written out: the one that patients see."""
    return cast("_Content", _with_texts(content, lambda text: with_thresholds(text, content.threshold_by_key)))


def with_thresholds(text: str, thresholds: Mapping[str, Threshold]) -> str:
    """A text with every quoted threshold written out."""
    return _PLACEHOLDER.sub(lambda quote: thresholds[quote[1]].text, text)


def _with_texts(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_with_texts(inner, change) for inner in value)
    names = _fields_with_texts(value.__class__)
    return replace(value, **{name: _with_texts(getattr(value, name), change) for name in names})


@cache
def _fields_with_texts(part: type) -> tuple[str, ...]:
    """The fields that are texts, or parts that have some."""
    kinds = get_type_hints(part, include_extras=True)
    return tuple(name for name, kind in kinds.items() if kind == Text or any(map(_has_texts, (kind, *get_args(kind)))))


def _has_texts(kind: Any) -> bool:
    return is_dataclass(kind) and isinstance(kind, type) and bool(_fields_with_texts(kind))
