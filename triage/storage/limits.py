"""What the columns of the database can hold: a text that is too long is refused in words, on every database alike.

SQLite stores whatever it is given, PostgreSQL refuses it in the middle of an import. The limits are the columns' own.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Field, Model
from django.utils.translation import gettext as _

from triage import models
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.storage.rows import AnyPart, shared

_PARTS: Final[dict[str, type[Model]]] = {
    "thresholds": models.Threshold,
    "questions": models.Question,
    "rules": models.Rule,
    "requirements": models.Requirement,
    "hazards": models.Hazard,
    "criteria": models.Criterion,
    "advice": models.Advice,
    "articles": models.ArticleLink,
    "vignettes": models.Vignette,
}
"""The tables of a text, and the rows that they become."""
_NULL: Final = "\0"


def check(protocol: Protocol) -> None:
    """Raises ProtocolError when something does not fit into the database. Call it for all that is stored."""
    if found := list(faults(protocol)):
        raise ProtocolError(" ".join(found))


def faults(protocol: Protocol) -> Iterator[str]:
    """Each value that does not fit into its column, as a sentence that begins with the path of its key."""
    yield from _of(protocol, models.ProtocolVersion, "")
    yield from _of_column("slug", protocol.slug, _column(models.Protocol, "slug"))
    default = {"because": "default_because", "source": "default_source"}
    for name, column in default.items():
        value = getattr(protocol.default, name)
        yield from _of_column(f"default.{name}", value, _column(models.ProtocolVersion, column))
    for name, model in _PARTS.items():
        for part in getattr(protocol, name):
            yield from _of_part(name, part, model)


def _of_part(table: str, part: Any, model: type[Model]) -> Iterator[str]:
    key = part.slug if model is models.ArticleLink else part.key
    path = f"{table}.{key}"
    yield from _of_column(path, key, _column(model, "key"))
    yield from _of(part, model, path)
    if model is models.Rule:
        yield from _of(part.finding, model, path)
    if model is models.Question:
        if part.number is not None:
            yield from _of(part.number, model, path)
        for place, choice in enumerate(part.choices, 1):
            yield from _of(choice, models.Choice, f"{path}.choices.{place}")


def _of(part: AnyPart, model: type[Model], path: str) -> Iterator[str]:
    for name, column in shared(type(part), model).items():
        if name != "key" or model is models.Choice:
            yield from _of_column(f"{path}.{name}".lstrip("."), getattr(part, name), column)


def _column(model: type[Model], name: str) -> "Field[Any, Any]":
    return next(column for column in model._meta.concrete_fields if column.name == name)


def _of_column(path: str, value: Any, column: "Field[Any, Any]") -> Iterator[str]:
    yield from (f"{path}: {fault}" for fault in _faults(value, column))


def _faults(value: Any, column: "Field[Any, Any]") -> Iterable[str]:
    if isinstance(value, str) and _NULL in value:
        return [_("It has a character that can’t be stored (NUL). Delete it.")]
    if value is None or isinstance(value, bool | tuple):  # nothing that has a length
        return []
    if isinstance(value, int):
        low, high = BaseDatabaseOperations.integer_field_ranges[column.get_internal_type()]
        fits = low <= value <= high
        return [] if fits else [_("Choose a number from %(low)s to %(high)s.") % {"low": low, "high": high}]
    try:
        column.clean(value, None)
    except ValidationError as error:
        return [str(message) for message in error.messages]
    return []
