"""Two versions part by part: each field that differs, found by walking the dataclasses, so that no new one is missed.

What is written with criteria is compared with them written out: a narrower criterion changes all that use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Final, get_args, get_type_hints

from triage.engine.parts.condition import Condition, Criterion, Meets, Mode
from triage.engine.parts.protocol import Protocol, kept_with_protocol
from triage.engine.parts.question import Question
from triage.engine.parts.threshold import Text
from triage.engine.prover.comparison import meaning_of

Place = tuple[str, ...]
"""Where a part is: `("questions", "flags", "choices", "numb")`; empty for the protocol itself."""

_IDENTITY: Final = frozenset({"key", "slug", "version"})
"""What names a part. Under another name it is another part: one is gone, and one is new."""


@dataclass(frozen=True)
class Pair:
    """A part that is new or gone, or one field in which it differs."""

    live: Protocol
    draft: Protocol
    place: Place
    before: Any
    """The part as it was; None for one that is new."""
    now: Any
    """The part as it is; None for one that is gone."""
    field: str = ""
    """The field that differs: of parts within it, their order. Empty for a part that is new or gone."""

    @property
    def part(self) -> Any:
        """The part as it was, or else as it is."""
        return self.now if self.before is None else self.before

    @property
    def was(self) -> Any:
        """The value of the field as it was; of parts within it, the keys of those that stay, in their order."""
        return self._value(self.before, self.now)

    @property
    def is_(self) -> Any:
        """The value of the field as it is."""
        return self._value(self.now, self.before)

    @property
    def is_text(self) -> bool:
        """Whether patients read the field."""
        return self.field in texts_of(self.part.__class__)

    def _value(self, part: Any, other: Any) -> Any:
        if self.field in _kinds_of_fields(part.__class__).parts:
            return _order(part, other, self.field)
        return getattr(part, self.field)


def pairs(live: Protocol, draft: Protocol) -> Iterator[Pair]:
    """Each part that is new, and all that is gone or differs of those that were live."""
    before, after = parts(live), parts(draft)
    as_written = live.criteria == draft.criteria
    for place, part in before.items():
        now = after.get(place)
        if now is not None and type(now) is type(part):
            for name in _differ(live, part, draft, now, as_written=as_written):
                yield Pair(live, draft, place, part, now, name)
        elif place[:-2] in after:  # else a part that it is within is gone
            yield Pair(live, draft, place, part, None)
    for place, part in after.items():
        if place not in before and place[:-2] in before:
            yield Pair(live, draft, place, None, part)


@kept_with_protocol
def parts(protocol: Protocol) -> dict[Place, Any]:
    """Every part by its place, each before those within it."""
    return dict(_walk((), protocol))


def _walk(place: Place, part: Any) -> Iterator[tuple[Place, Any]]:
    yield place, part
    for name in _kinds_of_fields(part.__class__).parts:
        for key, inner in _within(part, name).items():
            yield from _walk((*place, name, key), inner)


def _within(part: Any, name: str) -> dict[str, Any]:
    """The parts in a field by key, in their order; one that is alone there has the key “”."""
    value = getattr(part, name)
    if isinstance(value, tuple):
        return {getattr(one, "key", None) or one.slug: one for one in value}
    return {} if value is None else {"": value}


@dataclass(frozen=True)
class _Kinds:
    """The names of the fields of a part: those that hold parts, the texts for patients, and all others."""

    parts: tuple[str, ...]
    texts: tuple[str, ...]
    values: tuple[str, ...]


@cache
def _kinds_of_fields(part: type) -> _Kinds:
    kinds = get_type_hints(part, include_extras=True)
    names = [field.name for field in fields(part)]
    holding = tuple(name for name in names if any(map(_is_part, (kinds[name], *get_args(kinds[name])))))
    texts = tuple(name for name in names if kinds[name] == Text)
    return _Kinds(holding, texts, tuple(n for n in names if n not in {*holding, *texts, *_IDENTITY}))


def texts_of(part: type) -> tuple[str, ...]:
    """The names of the fields that patients read."""
    return _kinds_of_fields(part).texts


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and is_dataclass(kind) and kind not in (Condition, Meets)


def _order(part: Any, other: Any, name: str) -> list[str]:
    stay = _within(other, name)
    return [key for key in _within(part, name) if key in stay]


def _differ(live: Protocol, before: Any, draft: Protocol, now: Any, *, as_written: bool) -> Iterator[str]:
    """The fields that differ. `as_written`: what is written alike means the same, as all criteria are the same."""
    kinds = _kinds_of_fields(before.__class__)
    for name in (*kinds.values, *kinds.texts):
        same = as_written and name != "hazard" and getattr(before, name) == getattr(now, name)
        if not same and _meant(live, before, name) != _meant(draft, now, name):
            yield name
    for name in kinds.parts:
        if _order(before, now, name) != _order(now, before, name):
            yield name


def _meant(protocol: Protocol, part: Any, name: str) -> object:
    """What a field says, the same for all ways of writing it."""
    value = getattr(part, name)
    match name:
        case "when" | "ask_when":
            return meaning_of(protocol, value, mode_of(part))
        case "twin":
            return meaning_of(protocol, (Meets(value),)) if value else value
        case "hazard":
            return value and (value, protocol.hazard_by_key[value].harm)
        case "answers" | "derived_from" | "replaces":
            return frozenset(value)
    return value


def mode_of(part: Any) -> Mode:
    """Whether all or any of its conditions must hold. A question without any is asked of everybody."""
    if isinstance(part, Question):
        return part.ask_mode if part.ask_when else Mode.ALL
    return part.mode if isinstance(part, Criterion) else Mode.ALL
