"""A field of a question or a choice is kept by the text and by the rows, and shown where versions are compared.

Nothing here names a field: a new one is looked at as soon as the engine and the model have it.
"""

from dataclasses import fields, replace
from enum import StrEnum
from typing import Any, get_type_hints

import pytest

from tests.triage.engine import samples
from triage import models
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Question
from triage.models import ProtocolVersion
from triage.storage import rows, text_file
from triage.versions import diff, drafts

BY_HAND = {Question: {"ask_when", "derived_from", "number", "choices"}, Choice: set()}
"""What is no column of the part's own table."""
TIED = {"key", "kind", "derive"}
"""What can't change alone."""
SAMPLE = samples.protocol()


def other(part: Any, name: str) -> Any:
    """A value of the field that is not the part's own."""
    value, kind = getattr(part, name), get_type_hints(type(part))[name]
    if isinstance(value, StrEnum):
        return next(word for word in kind if word is not value)
    if isinstance(value, bool):
        return not value
    return f"{value} more" if isinstance(value, str) else (value or 0) + 1


def with_question(question: Question) -> Protocol:
    return replace(SAMPLE, questions=(question, *SAMPLE.questions[1:]))


def changes() -> dict[str, Question]:
    flags = SAMPLE.questions[0]
    choice = flags.choices[0]
    found = {
        name: replace(flags, **{name: other(flags, name)})
        for name in rows.shared(Question, models.Question)
        if name not in TIED
    }
    for name in rows.shared(Choice, models.Choice):
        if name not in TIED:
            changed = replace(choice, **{name: other(choice, name)})
            found[f"choice {name}"] = replace(flags, choices=(changed, *flags.choices[1:]))
    return found


@pytest.mark.parametrize("part", [Question, Choice])
def test_every_field_of_the_engine_has_its_column(part: Any) -> None:
    shared = rows.shared(part, getattr(models, part.__name__))
    assert {field.name for field in fields(part)} - shared.keys() == BY_HAND[part]


def test_every_field_is_in_the_text_and_in_the_comparison_of_versions() -> None:
    for name, question in changes().items():
        changed = with_question(question)
        assert text_file.loads(text_file.dumps(changed)) == changed, name
        assert text_file.checksum(changed) != text_file.checksum(SAMPLE), name
        assert "Questions" in {part.name for part in diff.differences(SAMPLE, changed)}, name


def test_every_field_is_in_the_rows(db: None) -> None:
    whole = SAMPLE.questions[0]
    for name in rows.shared(Question, models.Question).keys() - TIED:
        whole = replace(whole, **{name: other(whole, name)})
    choices = [
        replace(whole.choices[0], **{name: other(whole.choices[0], name)})
        for name in rows.shared(Choice, models.Choice).keys() - TIED
    ]
    keyed = tuple(replace(choice, key=f"c{place}") for place, choice in enumerate(choices))
    changed = with_question(replace(whole, choices=(*whole.choices, *keyed)))
    stored = ProtocolVersion.objects.select_related("protocol").get(pk=drafts.write(changed).pk)
    assert rows.read(stored) == changed
