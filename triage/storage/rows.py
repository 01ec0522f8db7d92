"""Database rows to a protocol: what the engine works on. The way back is in `row_writer`.

A part of the engine and its rows share the names of their fields, so a new field needs nothing here. What the two have
otherwise is written out: rows point to rows, the engine's parts name each other by key.
"""

import typing
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import Field, fields
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Final, TypeVar, get_args, get_type_hints

from django.db import connection
from django.db import models as columns
from django.db.models import Model
from django.utils.translation import gettext as _

from triage import models
from triage.engine.parts.condition import Comparison, Condition, Criterion, Meets
from triage.engine.parts.errors import AnswerError, ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Number, Question
from triage.engine.parts.rule import Advice, ArticleLink, Finding, Hazard, Requirement, Rule, Vignette
from triage.engine.parts.threshold import Threshold
from triage.engine.parts.urgency import Urgency
from triage.engine.run import answers
from triage.models.content import VersionContent
from triage.models.rules import OWNERS

_FAULTS: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What reading raises for values that no part of the engine can have: rows can be changed behind our back."""


class AnyPart(typing.Protocol):
    """Any dataclass of the engine."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_AnyPart = TypeVar("_AnyPart", bound=AnyPart)
_AnyRow = TypeVar("_AnyRow", bound=VersionContent)


@cache
def shared(part: type[AnyPart], model: type[Model]) -> Mapping[str, "columns.Field[Any, Any]"]:
    """The columns that a kind of row shares with a part of the engine, by their common name, in the engine's order."""
    known = {column.name: column for column in model._meta.concrete_fields if not column.is_relation}
    return {field.name: known[field.name] for field in fields(part) if field.name in known}


def read(version: models.ProtocolVersion, *, vignettes: bool = True) -> Protocol:
    """The engine's protocol of a version. Raises ProtocolError, and nothing else, when the rows do not fit together.

    Only rows of the version itself count. Patients need no vignettes, which are most of the rows: their pages leave
    them out.
    """
    try:
        return _protocol(version, vignettes=vignettes)
    except ProtocolError:
        raise
    except _FAULTS as error:
        raise ProtocolError(_("The rows of the database do not fit together: %(why)s.") % {"why": error}) from error


def _protocol(version: models.ProtocolVersion, *, vignettes: bool) -> Protocol:
    rows = _Rows(version)
    when = _conditions(rows)
    questions = _questions(rows, when)
    by_key = {question.key: question for question in questions}
    advice = rows.linked(models.RuleAdvice, "rule", "advice")
    return _part(
        Protocol,
        version,
        slug=version.protocol.slug,
        version=version.number,
        replaces=tuple(map(str, version.replaces)),
        default=Finding(
            urgency=Urgency(version.default_urgency),
            because=version.default_because,
            source=version.default_source,
            advice=tuple(rows.linked(models.DefaultAdvice, "protocolversion", "advice")[version.pk]),
            article=rows.key(models.ArticleLink, version.default_article_id) or None,
        ),
        thresholds=tuple(_part(Threshold, row) for row in rows.of(models.Threshold)),
        questions=questions,
        rules=tuple(
            _part(
                Rule,
                row,
                when=tuple(when["rule", row.pk]),
                finding=_part(
                    Finding,
                    row,
                    advice=tuple(advice[row.pk]),
                    article=rows.key(models.ArticleLink, row.article_id) or None,
                ),
            )
            for row in rows.of(models.Rule)
        ),
        requirements=tuple(
            _part(
                Requirement,
                row,
                when=tuple(when["requirement", row.pk]),
                hazard=rows.key(models.Hazard, row.hazard_id),
            )
            for row in rows.of(models.Requirement)
        ),
        hazards=tuple(_part(Hazard, row) for row in rows.of(models.Hazard)),
        criteria=tuple(
            _part(Criterion, row, when=tuple(when["criterion", row.pk])) for row in rows.of(models.Criterion)
        ),
        advice=tuple(_part(Advice, row, when=tuple(when["advice", row.pk])) for row in rows.of(models.Advice)),
        articles=tuple(_part(ArticleLink, row, slug=row.key) for row in rows.of(models.ArticleLink)),
        vignettes=tuple(_vignette(row, by_key) for row in rows.of(models.Vignette)) if vignettes else (),
    )


class _Rows:
    """The rows of a version: one query for each kind, and what they point to is found among them."""

    def __init__(self, version: models.ProtocolVersion) -> None:
        self.version = version
        self._found: dict[type[Model], list[Any]] = {}
        self._keys: dict[type[Model], dict[int, str]] = {}

    def of(self, model: type[_AnyRow]) -> list[_AnyRow]:
        """The rows of a kind, in their order."""
        if model not in self._found:
            self._found[model] = list(model._default_manager.raw(_query(model, "version"), [self.version.pk]))
        return self._found[model]

    def key(self, model: type[VersionContent], pk: int | None) -> str:
        """The key of what a row points to, or nothing. Raises ProtocolError for another version's, which changes."""
        if pk is None:
            return ""
        if model not in self._keys:
            self._keys[model] = {row.pk: row.key for row in self.of(model)}
        if pk not in self._keys[model]:
            key = model._default_manager.filter(pk=pk).values_list("key", flat=True).first()
            raise ProtocolError(_("A row points to “%(key)s” of another version.") % {"key": key})
        return self._keys[model][pk]

    def linked(self, links: type[Model], owner: str, other: str) -> Mapping[int, list[str]]:
        """By the id of an owner: the keys of what a table between two others links to it, in their order."""
        kind: Any = links._meta.get_field(other).related_model
        of = owner if owner == "protocolversion" else f"{owner}__version"
        order = tuple(map(str, links._meta.ordering or ())) or (f"{other}__order", other)
        found = defaultdict[int, list[str]](list)
        for one, pk in self.values(_query(links, of, order, (f"{owner}_id", f"{other}_id"))):
            found[one].append(self.key(kind, pk))
        return found

    def values(self, query: str) -> list[tuple[Any, ...]]:
        """What a query of numbers and short texts finds, which need no Django to become Python's."""
        with connection.cursor() as cursor:
            cursor.execute(query, [self.version.pk])
            return list(cursor.fetchall())


@cache
def _query(model: type[Model], of: str, order: tuple[str, ...] = ("order", "pk"), columns: tuple[str, ...] = ()) -> str:
    """The SQL that reads a version's rows, written once: it takes Django longer than the database takes to answer."""
    rows = model._default_manager.filter(**{of: 0}).order_by(*order)
    return str((rows.values_list(*columns) if columns else rows).query.sql_with_params()[0])


def _part(part: type[_AnyPart], row: Model, **more: object) -> _AnyPart:
    """The part that a row holds: what they share, and what the caller knows besides."""
    made = _makers(part)
    return part(**{name: made[name](getattr(row, name)) for name in shared(part, type(row))} | more)


@cache
def _makers(part: type[AnyPart]) -> Mapping[str, Callable[[Any], Any]]:
    """By field: what makes the engine's value of a column's. Words of a fixed vocabulary are texts in the database."""
    return {name: _maker(kind) for name, kind in get_type_hints(part).items()}


def _maker(kind: Any) -> Callable[[Any], Any]:
    words = [option for option in (kind, *get_args(kind)) if isinstance(option, type) and issubclass(option, StrEnum)]
    if not words:
        return lambda value: value
    return lambda value: words[0](value) if value or words[0] is kind else None


def _conditions(rows: _Rows) -> Mapping[tuple[str, int], list[Condition | Meets]]:
    """All conditions of a version, by the row that owns them."""
    choices = rows.linked(models.Condition.choices.through, "condition", "choice")
    found = defaultdict[tuple[str, int], list[Condition | Meets]](list)
    looks_at = ("pk", "question_id", "comparison", "threshold_id", "meets_id")
    query = _query(models.Condition, "version", columns=(*looks_at, *(f"{name}_id" for name in OWNERS)))
    for pk, question, comparison, threshold, meets, *owners in rows.values(query):
        owner = next((name, one) for name, one in zip(OWNERS, owners, strict=True) if one is not None)
        if meets is not None:
            found[owner].append(Meets(rows.key(models.Criterion, meets)))
            continue
        found[owner].append(
            Condition(
                question=rows.key(models.Question, question),
                comparison=Comparison(comparison),
                choices=tuple(choices[pk]),
                threshold=rows.key(models.Threshold, threshold) or None,
            )
        )
    return found


def _questions(rows: _Rows, when: Mapping[tuple[str, int], list[Condition | Meets]]) -> tuple[Question, ...]:
    choices = defaultdict[int, list[Choice]](list)
    for row in rows.of(models.Choice):
        choices[row.question_id].append(_part(Choice, row, twin=rows.key(models.Criterion, row.twin_id)))
    sources = rows.linked(models.Question.derived_from.through, "from_question", "to_question")
    return tuple(
        _part(
            Question,
            row,
            ask_when=tuple(when["asks", row.pk]),
            derived_from=tuple(sources[row.pk]),
            number=None if row.minimum is None else _part(Number, row),
            choices=tuple(choices[row.pk]),
        )
        for row in rows.of(models.Question)
    )


def _vignette(row: models.Vignette, by_key: Mapping[str, Question]) -> Vignette:
    given = {}
    for key, values in row.answers.items():
        try:
            given[key] = answers.read(by_key[key], values)
        except (AnswerError, KeyError):
            name = by_key[key].short if key in by_key else key
            why = _("it gives an answer that “%(question)s” no longer has.") % {"question": name}
            raise ProtocolError(why, "vignette", row.key) from None
    return _part(Vignette, row, answers=tuple((key, given[key]) for key in by_key if key in given))
