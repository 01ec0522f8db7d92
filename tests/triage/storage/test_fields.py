"""Every field of every part is kept by the text and by the rows, and shown where versions are compared.

Nothing here names a field but those that can't change alone: a new one is looked at as soon as the engine has it.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_type_hints

import pytest

from tests.triage.engine import samples
from triage import models
from triage.engine.parts.condition import Condition, Criterion, Meets
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Number, Question
from triage.engine.parts.rule import Advice, Hazard, Requirement, Rule, Vignette
from triage.engine.parts.threshold import Threshold
from triage.models import ProtocolVersion
from triage.storage import rows, text_file, text_parts
from triage.versions import diff, drafts

BY_HAND = {
    Threshold: set(),
    Question: {"ask_when", "derived_from", "number", "choices"},
    Choice: {"twin"},
    Criterion: {"when"},
    Rule: {"when", "finding"},
    Requirement: {"when", "hazard"},
    Hazard: set(),
    Advice: {"when"},
    Vignette: set(),
}
"""What is no column of the part's own table."""
NAMES = {"key", "slug", "version"}
INSIDE = {"default", "finding", "number", *text_parts.TABLES}
"""Parts inside a part: their own fields are looked at."""
NOT_ALONE = {(Condition, "question"), (Number, "unit"), (Question, "derived_from")}
"""What another part must change with."""
SAMPLE = samples.with_every_part()
Put = Callable[[Any], Protocol]


def places(part: Any, put: Put) -> Iterator[tuple[Any, Put]]:
    """The part and every part in it, each with what makes the whole protocol with another in its place."""
    yield part, put
    for field in fields(part):
        value = getattr(part, field.name)
        inner = value if isinstance(value, tuple) else (value,)
        for place, item in enumerate(inner):
            if is_dataclass(item):

                def put_inside(new: Any, name: str = field.name, place: int = place, value: Any = value) -> Protocol:
                    several = isinstance(value, tuple)
                    return put(replace(part, **{name: (*value[:place], new, *value[place + 1 :]) if several else new}))

                yield from places(item, put_inside)


def others(kind: Any, value: Any) -> Iterator[Any]:
    """Values of a field that are not the part's own; some may make no sense there."""
    words = [option for option in (kind, *get_args(kind)) if isinstance(option, type) and issubclass(option, StrEnum)]
    if words:
        yield from (word for word in words[0] if word is not value)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | Decimal) or (value is None and int in get_args(kind)):
        yield (0 if value is None else value) + 1
        yield (0 if value is None else value) - 1
    elif any(map(is_dataclass, (type(value), *get_args(kind)))) and not isinstance(value, tuple):
        return
    elif isinstance(value, tuple):
        yield from (value[:place] + value[place + 1 :] for place in range(len(value)))
        yield from [("calf",)] if kind == tuple[str, ...] else ()
    else:
        yield f"{value or ''} more".strip()
        yield from ("mild", "cold_or_strong", None if type(None) in get_args(kind) else "")


def changed(part: Any, put: Put, name: str) -> Protocol | None:
    """The sample with this field of this part changed alone, where that is possible."""
    for value in others(get_type_hints(type(part))[name], getattr(part, name)):
        try:
            whole = put(replace(part, **{name: value}))
        except ProtocolError:
            continue
        if whole.canonical() != SAMPLE.canonical():
            return whole.canonical()
    return None


@cache
def changes() -> dict[tuple[type, str], Protocol]:
    """For every field of every kind of part: the sample with it changed, where that is possible."""
    found: dict[tuple[type, str], Protocol] = {}
    for part, put in places(SAMPLE, lambda whole: whole):
        for name in {field.name for field in fields(part)} - NAMES:
            if (type(part), name) not in found and (whole := changed(part, put, name)) is not None:
                found[type(part), name] = whole
    return found


def test_the_sample_shows_every_field() -> None:
    known = {(type(part), f.name) for part, _put in places(SAMPLE, lambda whole: whole) for f in fields(part)}
    missing = {(kind, name) for kind, name in known - changes().keys() if name not in NAMES | INSIDE}
    assert missing == NOT_ALONE


@pytest.mark.parametrize("part", BY_HAND)
def test_every_field_of_the_engine_has_its_column(part: Any) -> None:
    shared = rows.shared(part, getattr(models, part.__name__))
    assert {field.name for field in fields(part)} - shared.keys() == BY_HAND[part]


def test_every_field_is_in_the_text_and_in_the_comparison_of_versions() -> None:
    for name, whole in changes().items():
        assert text_file.loads(text_file.dumps(whole)) == whole, name
        assert text_file.checksum(whole) != text_file.checksum(SAMPLE), name
        assert diff.differences(SAMPLE, whole), name


def test_every_field_is_in_the_rows(db: None) -> None:
    for name, whole in changes().items():
        draft = drafts.write(whole)
        stored = ProtocolVersion.objects.select_related("protocol", "default_article").get(pk=draft.pk)
        assert rows.read(stored).canonical() == replace(whole, version=draft.number), name


def test_a_copy_of_a_draft_says_the_same(clinician) -> None:
    draft = drafts.write(SAMPLE)
    assert text_file.checksum(drafts.content(drafts.copy(draft, by=clinician))) == text_file.checksum(
        SAMPLE.canonical()
    )


def test_each_kind_of_condition_is_in_a_criterion() -> None:
    """What the other tests rely on."""
    assert {type(item) for criterion in SAMPLE.criteria for item in criterion.when} == {Condition, Meets}
