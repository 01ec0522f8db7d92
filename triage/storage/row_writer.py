"""A protocol to database rows. The way back, and what both ways share, is in `rows`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Model

from triage import models
from triage.engine.parts.condition import Condition, Meets, When
from triage.engine.parts.protocol import Protocol
from triage.engine.run import answers
from triage.models.content import VersionContent
from triage.storage import limits, reserved
from triage.storage.rows import AnyPart, shared

_AnyRow = TypeVar("_AnyRow", bound=VersionContent)


def write(protocol: Protocol, version: models.ProtocolVersion) -> None:
    """Fill an empty draft with a protocol's content. Run it inside a transaction.

    Raises ProtocolError when a key is reserved, or a value does not fit into its column.
    """
    version.must_be_draft()
    reserved.check(protocol)
    limits.check(protocol)
    _Writer(protocol, version).write()


def values(part: AnyPart, model: type[Model]) -> dict[str, Any]:
    """What a part and its row share, as the row has it: None is an empty text where the column has no NULL."""
    found = {name: (getattr(part, name), column) for name, column in shared(type(part), model).items()}
    return {name: "" if value is None and not column.null else value for name, (value, column) in found.items()}


class _Writer:
    """Writes each kind after those that it points to, all rows of a kind together: there are some hundreds."""

    def __init__(self, protocol: Protocol, version: models.ProtocolVersion) -> None:
        self.protocol, self.version = protocol, version

    def write(self) -> None:
        protocol = self.protocol
        self.thresholds = self._rows(models.Threshold, protocol.thresholds)
        self.advice = self._rows(models.Advice, protocol.advice)
        self.articles = self._rows(models.ArticleLink, protocol.articles, lambda article: {"key": article.slug})
        self.hazards = self._rows(models.Hazard, protocol.hazards)
        self.criteria = self._rows(models.Criterion, protocol.criteria)
        self.questions = self._rows(
            models.Question, protocol.questions, lambda one: values(one.number, models.Question) if one.number else {}
        )
        self.rules = self._rows(
            models.Rule,
            protocol.rules,
            lambda one: {
                **values(one.finding, models.Rule),
                "article": self.articles.get(one.finding.article or ""),
            },
        )
        self.requirements = self._rows(
            models.Requirement, protocol.requirements, lambda one: {"hazard": self.hazards.get(one.hazard)}
        )
        self._rows(
            models.Vignette,
            protocol.vignettes,
            lambda one: {"answers": {key: answers.write(answer) for key, answer in one.answers}},
        )
        self._write_sources_of_derived()
        self._write_conditions(self._write_choices())
        self._write_advice()
        if protocol.default.article is not None:
            self.version.default_article = article = self.articles[protocol.default.article]
            models.ProtocolVersion.objects.filter(pk=self.version.pk).update(default_article=article)

    def _rows(
        self,
        model: type[_AnyRow],
        parts: Iterable[Any],
        more: Callable[[Any], dict[str, Any]] = lambda part: {},
    ) -> dict[str, _AnyRow]:
        """The rows of one kind, by key. `more` are the columns that the parts do not share."""
        made = model._default_manager.bulk_create(
            model(version=self.version, order=order, **(values(part, model) | more(part)))
            for order, part in enumerate(parts)
        )
        return {row.key: row for row in made}

    def _write_sources_of_derived(self) -> None:
        link = models.Question.derived_from.through
        link.objects.bulk_create(
            link(from_question=self.questions[question.key], to_question=self.questions[key])
            for question in self.protocol.questions
            for key in question.derived_from
        )

    def _write_choices(self) -> dict[tuple[str, str], models.Choice]:
        """The rows of all choices, by the keys of question and choice."""
        made = models.Choice.objects.bulk_create(
            models.Choice(
                version=self.version,
                question=self.questions[question.key],
                order=order,
                **values(choice, models.Choice) | {"twin": self.criteria.get(choice.twin)},
            )
            for question in self.protocol.questions
            for order, choice in enumerate(question.choices)
        )
        return {(row.question.key, row.key): row for row in made}

    def _write_conditions(self, choices: Mapping[tuple[str, str], models.Choice]) -> None:
        protocol = self.protocol
        owned: list[tuple[str, Model, When]] = [
            *(("criterion", self.criteria[one.key], one.when) for one in protocol.criteria),
            *(("advice", self.advice[one.key], one.when) for one in protocol.advice),
            *(("asks", self.questions[one.key], one.ask_when) for one in protocol.questions),
            *(("rule", self.rules[one.key], one.when) for one in protocol.rules),
            *(("requirement", self.requirements[one.key], one.when) for one in protocol.requirements),
        ]
        conditions = [
            (self._condition(order, condition, **{kind: owner}), condition)
            for kind, owner, when in owned
            for order, condition in enumerate(when)
        ]
        models.Condition.objects.bulk_create(row for row, _ in conditions)
        link = models.Condition.choices.through
        link.objects.bulk_create(
            link(condition=row, choice=choices[condition.question, key])
            for row, condition in conditions
            if isinstance(condition, Condition)
            for key in condition.choices
        )

    def _condition(self, order: int, condition: Condition | Meets, **owner: Model) -> models.Condition:
        if isinstance(condition, Meets):
            meets = self.criteria[condition.criterion]
            return models.Condition(version=self.version, order=order, key=f"c{order}", meets=meets, **owner)
        return models.Condition(
            version=self.version,
            order=order,
            key=f"c{order}",
            question=self.questions[condition.question],
            threshold=self.thresholds.get(condition.threshold or ""),
            **values(condition, models.Condition) | owner,
        )

    def _write_advice(self) -> None:
        models.RuleAdvice.objects.bulk_create(
            models.RuleAdvice(rule=self.rules[rule.key], advice=self.advice[key], order=order)
            for rule in self.protocol.rules
            for order, key in enumerate(rule.finding.advice)
        )
        models.DefaultAdvice.objects.bulk_create(
            models.DefaultAdvice(protocolversion=self.version, advice=self.advice[key], order=order)
            for order, key in enumerate(self.protocol.default.advice)
        )
