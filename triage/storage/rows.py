"""Database rows to a protocol: what the engine works on. The way back is in `row_writer`.

A part of the engine and its rows share the names of their fields, so a new field needs nothing here. What the two have
otherwise is written out: rows point to rows, the engine's parts name each other by key.
"""

import typing
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, fields
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Final, TypeVar, get_args, get_type_hints

from django.db import models as columns
from django.db.models import Model, Prefetch, QuerySet
from django.utils.translation import gettext as _

from triage import models
from triage.engine.parts.condition import Comparison, Condition, Criterion, Meets, When
from triage.engine.parts.errors import AnswerError, ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Number, Question
from triage.engine.parts.rule import Advice, ArticleLink, Finding, Hazard, Requirement, Rule, Vignette
from triage.engine.parts.threshold import Threshold
from triage.engine.parts.urgency import Urgency
from triage.engine.run import answers
from triage.models.content import OWNERS, VersionContent

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
    conditions, advice = _Conditions(version), _advice_of_rules(version)
    choices = Prefetch("choices", _rows(models.Choice, version).select_related("twin"))
    questions = tuple(
        _question(row, conditions.of("asks", row.pk))
        for row in _rows(models.Question, version).prefetch_related(
            choices, Prefetch("derived_from", models.Question.objects.order_by("order", "pk"))
        )
    )
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
            advice=_default_advice(version),
            article=_key(version.pk, version.default_article),
        ),
        thresholds=_parts(Threshold, _rows(models.Threshold, version)),
        questions=questions,
        rules=tuple(
            _part(
                Rule,
                row,
                when=conditions.of("rule", row.pk),
                finding=_part(Finding, row, advice=tuple(advice[row.pk]), article=_key(version.pk, row.article)),
            )
            for row in _rows(models.Rule, version).select_related("article")
        ),
        requirements=tuple(
            _part(
                Requirement, row, when=conditions.of("requirement", row.pk), hazard=_key(version.pk, row.hazard) or ""
            )
            for row in _rows(models.Requirement, version).select_related("hazard")
        ),
        hazards=_parts(Hazard, _rows(models.Hazard, version)),
        criteria=tuple(
            _part(Criterion, row, when=conditions.of("criterion", row.pk)) for row in _rows(models.Criterion, version)
        ),
        advice=tuple(_part(Advice, row, when=conditions.of("advice", row.pk)) for row in _rows(models.Advice, version)),
        articles=tuple(_part(ArticleLink, row, slug=row.key) for row in _rows(models.ArticleLink, version)),
        vignettes=tuple(_vignette(row, questions) for row in _rows(models.Vignette, version)) if vignettes else (),
    )


def _rows(model: type[_AnyRow], version: models.ProtocolVersion) -> QuerySet[_AnyRow]:
    """The version's rows of a kind, in their order."""
    return model._default_manager.filter(version=version).order_by("order", "pk")


def _part(part: type[_AnyPart], row: Model, **more: object) -> _AnyPart:
    """The part that a row holds: what they share, and what the caller knows besides."""
    made = _makers(part)
    return part(**{name: made[name](getattr(row, name)) for name in shared(part, type(row))} | more)


def _parts(part: type[_AnyPart], rows: Iterable[Model]) -> tuple[_AnyPart, ...]:
    return tuple(_part(part, row) for row in rows)


@cache
def _makers(part: type[AnyPart]) -> Mapping[str, Callable[[Any], Any]]:
    """By field: what makes the engine's value of a column's. Words of a fixed vocabulary are texts in the database."""
    return {name: _maker(kind) for name, kind in get_type_hints(part).items()}


def _maker(kind: Any) -> Callable[[Any], Any]:
    words = [option for option in (kind, *get_args(kind)) if isinstance(option, type) and issubclass(option, StrEnum)]
    if not words:
        return lambda value: value
    return lambda value: words[0](value) if value or words[0] is kind else None


def _key(version: int, row: VersionContent | None) -> str | None:
    return _own(version, row.version_id, row.key) if row is not None else None


def _question(row: models.Question, ask_when: When) -> Question:
    return _part(
        Question,
        row,
        ask_when=ask_when,
        derived_from=tuple(_own(row.version_id, source.version_id, source.key) for source in row.derived_from.all()),
        number=None if row.minimum is None else _part(Number, row),
        choices=tuple(_part(Choice, one, twin=_key(row.version_id, one.twin) or "") for one in row.choices.all()),
    )


def _own(version: int, other: int | None, key: str) -> str:
    """The key of a part of the same version. Raises ProtocolError for that of another: it can change at any time."""
    if other != version:
        raise ProtocolError(_("A row points to “%(key)s” of another version.") % {"key": key})
    return key


def _vignette(row: models.Vignette, questions: Iterable[Question]) -> Vignette:
    by_key = {question.key: question for question in questions}
    given = {}
    for key, values in row.answers.items():
        try:
            given[key] = answers.read(by_key[key], values)
        except (AnswerError, KeyError):
            name = by_key[key].short if key in by_key else key
            why = _("it gives an answer that “%(question)s” no longer has.") % {"question": name}
            raise ProtocolError(why, "vignette", row.key) from None
    return _part(Vignette, row, answers=tuple((key, given[key]) for key in by_key if key in given))


class _Conditions:
    """All conditions of a version in two queries, by the row that owns them."""

    def __init__(self, version: models.ProtocolVersion) -> None:
        choices: defaultdict[int, list[str]] = defaultdict(list)
        links = models.Condition.choices.through.objects.filter(condition__version=version)
        found = links.order_by("choice__order").values_list("condition_id", "choice__version", "choice__key")
        for condition_id, of, key in found:
            choices[condition_id].append(_own(version.pk, of, key))
        self.by_owner: defaultdict[tuple[str, int], list[Condition | Meets]] = defaultdict(list)
        rows = _rows(models.Condition, version).values(
            "pk", *OWNERS, "question__key", "question__version", "comparison", "threshold__key", "threshold__version",
            "meets__key", "meets__version",
        )  # fmt: skip
        for row in rows:
            owner = next((name, row[name]) for name in OWNERS if row[name] is not None)
            if row["meets__key"] is not None:
                self.by_owner[owner].append(Meets(_own(version.pk, row["meets__version"], row["meets__key"])))
                continue
            self.by_owner[owner].append(
                Condition(
                    question=_own(version.pk, row["question__version"], row["question__key"]),
                    comparison=Comparison(row["comparison"]),
                    choices=tuple(choices[row["pk"]]),
                    threshold=row["threshold__key"]
                    and _own(version.pk, row["threshold__version"], row["threshold__key"]),
                )
            )

    def of(self, kind: str, pk: int) -> When:
        """The conditions of one rule, requirement, criterion, advice or question, in their order."""
        return tuple(self.by_owner[kind, pk])


def _default_advice(version: models.ProtocolVersion) -> tuple[str, ...]:
    links = models.DefaultAdvice.objects.filter(protocolversion=version)
    found = links.values_list("advice__version", "advice__key")
    return tuple(_own(version.pk, of, key) for of, key in found)


def _advice_of_rules(version: models.ProtocolVersion) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    links = models.RuleAdvice.objects.filter(rule__version=version)
    for rule_id, of, key in links.values_list("rule_id", "advice__version", "advice__key"):
        found[rule_id].append(_own(version.pk, of, key))
    return found
