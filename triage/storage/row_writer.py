"""A protocol to database rows. Rows of one kind are written together: a protocol has some hundreds of them."""

from collections.abc import Iterator, Sequence

from django.db.models import Model

from triage import models
from triage.engine.parts.condition import Condition
from triage.engine.parts.protocol import Protocol
from triage.engine.run import answers
from triage.storage import reserved


def write(protocol: Protocol, version: models.ProtocolVersion) -> None:
    """Fill an empty draft with a protocol's content. Run it inside a transaction.

    Raises ProtocolError when a key is reserved.
    """
    version.must_be_draft()
    reserved.check(protocol)
    _Writer(protocol, version).write()


class _Writer:
    """Writes each kind after those that it points to, and remembers the rows by key."""

    def __init__(self, protocol: Protocol, version: models.ProtocolVersion) -> None:
        self.protocol, self.version = protocol, version

    def write(self) -> None:
        models.Threshold.objects.bulk_create(self._thresholds())
        models.Advice.objects.bulk_create(self._advice())
        models.ArticleLink.objects.bulk_create(self._articles())
        models.Hazard.objects.bulk_create(self._hazards())
        models.Question.objects.bulk_create(self._questions())
        self.thresholds = {row.key: row for row in self.version.threshold_set.all()}
        self.advice = {row.key: row for row in self.version.advice_set.all()}
        self.articles = {row.key: row for row in self.version.articlelink_set.all()}
        self.hazards = {row.key: row for row in self.version.hazard_set.all()}
        self.questions = {row.key: row for row in self.version.question_set.all()}
        self._write_sources_of_derived()
        models.Choice.objects.bulk_create(self._choices())
        choices = models.Choice.objects.filter(version=self.version).select_related("question")
        self.choices = {(row.question.key, row.key): row for row in choices}
        rules = models.Rule.objects.bulk_create(self._rules())
        requirements = models.Requirement.objects.bulk_create(self._requirements())
        self._write_rule_advice(rules)
        self._write_conditions(rules, requirements)
        models.Vignette.objects.bulk_create(self._vignettes())
        self._write_default()

    def _thresholds(self) -> Iterator[models.Threshold]:
        for order, threshold in enumerate(self.protocol.thresholds):
            yield models.Threshold(
                version=self.version,
                order=order,
                key=threshold.key,
                label=threshold.label,
                value=threshold.value,
                unit=threshold.unit,
                minimum=threshold.minimum,
                maximum=threshold.maximum,
                source=threshold.source,
            )

    def _advice(self) -> Iterator[models.Advice]:
        for order, advice in enumerate(self.protocol.advice):
            yield models.Advice(version=self.version, order=order, key=advice.key, kind=advice.kind, text=advice.text)

    def _articles(self) -> Iterator[models.ArticleLink]:
        for order, article in enumerate(self.protocol.articles):
            yield models.ArticleLink(version=self.version, order=order, key=article.slug, text=article.text)

    def _hazards(self) -> Iterator[models.Hazard]:
        for order, hazard in enumerate(self.protocol.hazards):
            yield models.Hazard(
                version=self.version,
                order=order,
                key=hazard.key,
                name=hazard.name,
                effect=hazard.effect,
                harm=hazard.harm,
            )

    def _questions(self) -> Iterator[models.Question]:
        for order, question in enumerate(self.protocol.questions):
            row = models.Question(
                version=self.version,
                order=order,
                key=question.key,
                kind=question.kind,
                text=question.text,
                short=question.short,
                hint=question.hint,
                why=question.why,
                optional=question.optional,
                ask_mode=question.ask_mode,
                always=question.always,
                in_heading=question.in_heading,
                guide=question.guide,
                derive=question.derive or "",
            )
            if question.number is not None:
                row.minimum, row.maximum = question.number.minimum, question.number.maximum
                row.unit, row.decimals, row.worse = (
                    question.number.unit,
                    question.number.decimals,
                    question.number.worse,
                )
            yield row

    def _write_sources_of_derived(self) -> None:
        for question in self.protocol.questions:
            if question.derived_from:
                self.questions[question.key].derived_from.set(self.questions[key] for key in question.derived_from)

    def _choices(self) -> Iterator[models.Choice]:
        for question in self.protocol.questions:
            for order, choice in enumerate(question.choices):
                yield models.Choice(
                    version=self.version,
                    question=self.questions[question.key],
                    order=order,
                    key=choice.key,
                    text=choice.text,
                    hint=choice.hint,
                    exclusive=choice.exclusive,
                    severity=choice.severity,
                    unsure=choice.unsure,
                )

    def _rules(self) -> Iterator[models.Rule]:
        for order, rule in enumerate(self.protocol.rules):
            yield models.Rule(
                version=self.version,
                order=order,
                key=rule.key,
                urgency=rule.finding.urgency,
                because=rule.finding.because,
                source=rule.finding.source,
                article=self.articles.get(rule.finding.article or ""),
            )

    def _requirements(self) -> Iterator[models.Requirement]:
        for order, requirement in enumerate(self.protocol.requirements):
            yield models.Requirement(
                version=self.version,
                order=order,
                key=requirement.key,
                statement=requirement.statement,
                at_least=requirement.at_least,
                source=requirement.source,
                hazard=self.hazards.get(requirement.hazard),
            )

    def _vignettes(self) -> Iterator[models.Vignette]:
        for order, vignette in enumerate(self.protocol.vignettes):
            yield models.Vignette(
                version=self.version,
                order=order,
                key=vignette.key,
                story=vignette.story,
                answers={key: answers.write(answer) for key, answer in vignette.answers},
                expected=vignette.expected,
                lowest_safe=vignette.lowest_safe,
                source=vignette.source,
            )

    def _write_rule_advice(self, rules: Sequence[models.Rule]) -> None:
        link = models.RuleAdvice
        link.objects.bulk_create(
            link(rule=row, advice=self.advice[key], order=order)
            for row, rule in zip(rules, self.protocol.rules, strict=True)
            for order, key in enumerate(rule.finding.advice)
        )

    def _write_conditions(self, rules: Sequence[models.Rule], requirements: Sequence[models.Requirement]) -> None:
        owned: list[tuple[str, Model, tuple[Condition, ...]]] = [
            *(("asks", self.questions[q.key], q.ask_when) for q in self.protocol.questions),
            *(("rule", row, rule.when) for row, rule in zip(rules, self.protocol.rules, strict=True)),
            *(("requirement", row, r.when) for row, r in zip(requirements, self.protocol.requirements, strict=True)),
        ]
        conditions = [
            (self._condition(order, condition, owner_name, owner), condition)
            for owner_name, owner, when in owned
            for order, condition in enumerate(when)
        ]
        models.Condition.objects.bulk_create(row for row, _ in conditions)
        link = models.Condition.choices.through
        link.objects.bulk_create(
            link(condition=row, choice=self.choices[condition.question, key])
            for row, condition in conditions
            for key in condition.choices
        )

    def _condition(self, order: int, condition: Condition, owner_name: str, owner: Model) -> models.Condition:
        row = models.Condition(
            version=self.version,
            order=order,
            key=f"c{order}",
            question=self.questions[condition.question],
            comparison=condition.comparison,
            threshold=self.thresholds.get(condition.threshold or ""),
        )
        setattr(row, owner_name, owner)
        return row

    def _write_default(self) -> None:
        link = models.DefaultAdvice
        link.objects.bulk_create(
            link(protocolversion=self.version, advice=self.advice[key], order=order)
            for order, key in enumerate(self.protocol.default.advice)
        )
        self.version.default_article = self.articles.get(self.protocol.default.article or "")
        self.version.save()
