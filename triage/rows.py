"""A protocol to database rows and back: `write` fills a draft version, `read` gives the engine's protocol."""

from collections.abc import Iterable, Mapping
from typing import Any

from triage import models
from triage.engine.condition import Comparison, Condition
from triage.engine.protocol import Protocol
from triage.engine.question import AskMode, Choice, Kind, Number, Question, Worse
from triage.engine.rule import Advice, AdviceKind, ArticleLink, Finding, Requirement, Rule
from triage.engine.threshold import Unit
from triage.engine.urgency import Urgency


def write(protocol: Protocol, version: models.ProtocolVersion) -> None:
    """Fill an empty draft with a protocol's content. Run it inside a transaction."""
    version.must_be_draft()
    thresholds = _write_thresholds(protocol, version)
    advice = _write_advice(protocol, version)
    articles = _write_articles(protocol, version)
    questions = _write_questions(protocol, version)
    choices = _write_choices(protocol, version, questions)
    owners = _Owners(version, questions, choices, thresholds)
    for question in protocol.questions:
        owners.write(question.ask_when, asks=questions[question.key])
    for order, rule in enumerate(protocol.rules):
        row = models.Rule.objects.create(
            version=version,
            order=order,
            key=rule.key,
            urgency=rule.finding.urgency,
            because=rule.finding.because,
            source=rule.finding.source,
            article=articles.get(rule.finding.article or ""),
        )
        row.advice.set(advice[key] for key in rule.finding.advice)
        owners.write(rule.when, rule=row)
    for order, requirement in enumerate(protocol.requirements):
        required = models.Requirement.objects.create(
            version=version,
            order=order,
            key=requirement.key,
            statement=requirement.statement,
            at_least=requirement.at_least,
            source=requirement.source,
        )
        owners.write(requirement.when, requirement=required)
    version.default_advice.set(advice[key] for key in protocol.default.advice)
    version.default_article = articles.get(protocol.default.article or "")
    version.save()


class _Owners:
    """Writes conditions for the rules, requirements and questions that own them."""

    def __init__(
        self,
        version: models.ProtocolVersion,
        questions: Mapping[str, models.Question],
        choices: Mapping[tuple[str, str], models.Choice],
        thresholds: Mapping[str, models.Threshold],
    ) -> None:
        self.version, self.questions, self.choices, self.thresholds = version, questions, choices, thresholds

    def write(self, conditions: Iterable[Condition], **owner: Any) -> None:
        for order, condition in enumerate(conditions):
            row = models.Condition.objects.create(
                version=self.version,
                order=order,
                key=f"c{order}",
                question=self.questions[condition.question],
                comparison=condition.comparison,
                threshold=self.thresholds.get(condition.threshold or ""),
                **owner,
            )
            row.choices.set(self.choices[condition.question, key] for key in condition.choices)


def _write_thresholds(protocol: Protocol, version: models.ProtocolVersion) -> dict[str, models.Threshold]:
    rows = [
        models.Threshold(
            version=version,
            order=order,
            key=t.key,
            label=t.label,
            value=t.value,
            unit=t.unit,
            minimum=t.minimum,
            maximum=t.maximum,
            source=t.source,
        )
        for order, t in enumerate(protocol.thresholds)
    ]
    return {row.key: row for row in models.Threshold.objects.bulk_create(rows)}


def _write_advice(protocol: Protocol, version: models.ProtocolVersion) -> dict[str, models.Advice]:
    rows = [
        models.Advice(version=version, order=order, key=a.key, kind=a.kind, text=a.text)
        for order, a in enumerate(protocol.advice)
    ]
    return {row.key: row for row in models.Advice.objects.bulk_create(rows)}


def _write_articles(protocol: Protocol, version: models.ProtocolVersion) -> dict[str, models.ArticleLink]:
    rows = [
        models.ArticleLink(version=version, order=order, key=a.slug, text=a.text)
        for order, a in enumerate(protocol.articles)
    ]
    return {row.key: row for row in models.ArticleLink.objects.bulk_create(rows)}


def _write_questions(protocol: Protocol, version: models.ProtocolVersion) -> dict[str, models.Question]:
    rows = []
    for order, q in enumerate(protocol.questions):
        row = models.Question(
            version=version,
            order=order,
            key=q.key,
            kind=q.kind,
            text=q.text,
            short=q.short,
            hint=q.hint,
            why=q.why,
            optional=q.optional,
            ask_mode=q.ask_mode,
        )
        if q.number is not None:
            row.minimum, row.maximum, row.unit = q.number.minimum, q.number.maximum, q.number.unit
            row.decimals, row.worse = q.number.decimals, q.number.worse
        rows.append(row)
    return {row.key: row for row in models.Question.objects.bulk_create(rows)}


def _write_choices(
    protocol: Protocol, version: models.ProtocolVersion, questions: Mapping[str, models.Question]
) -> dict[tuple[str, str], models.Choice]:
    rows = [
        models.Choice(
            version=version,
            question=questions[question.key],
            order=order,
            key=choice.key,
            text=choice.text,
            hint=choice.hint,
            exclusive=choice.exclusive,
            severity=choice.severity,
        )
        for question in protocol.questions
        for order, choice in enumerate(question.choices)
    ]
    return {(row.question.key, row.key): row for row in models.Choice.objects.bulk_create(rows)}


def read(version: models.ProtocolVersion) -> Protocol:
    """The engine's protocol of a version. Raises ProtocolError when the rows do not fit together."""
    conditions = ("when__question", "when__threshold", "when__choices")
    return Protocol(
        slug=version.protocol.slug,
        version=version.number,
        language=version.language,
        title=version.title,
        summary=version.summary,
        intro=version.intro,
        default=Finding(
            urgency=Urgency(version.default_urgency),
            because=version.default_because,
            source=version.default_source,
            advice=tuple(advice.key for advice in version.default_advice.all()),
            article=version.default_article.key if version.default_article else None,
        ),
        thresholds=tuple(row.engine() for row in version.threshold_set.all()),
        questions=tuple(
            _question(row)
            for row in version.question_set.prefetch_related(
                "choices", "ask_when__question", "ask_when__threshold", "ask_when__choices"
            )
        ),
        rules=tuple(
            _rule(row) for row in version.rule_set.select_related("article").prefetch_related("advice", *conditions)
        ),
        requirements=tuple(_requirement(row) for row in version.requirement_set.prefetch_related(*conditions)),
        advice=tuple(Advice(row.key, AdviceKind(row.kind), row.text) for row in version.advice_set.all()),
        articles=tuple(ArticleLink(row.key, row.text) for row in version.articlelink_set.all()),
    )


def _question(row: models.Question) -> Question:
    number = None
    if row.minimum is not None and row.maximum is not None:
        number = Number(row.minimum, row.maximum, Unit(row.unit), row.decimals, Worse(row.worse))
    return Question(
        key=row.key,
        kind=Kind(row.kind),
        text=row.text,
        short=row.short,
        hint=row.hint,
        why=row.why,
        choices=tuple(Choice(c.key, c.text, c.hint, c.exclusive, c.severity) for c in row.choices.all()),
        number=number,
        optional=row.optional,
        ask_when=_conditions(row.ask_when.all()),
        ask_mode=AskMode(row.ask_mode),
    )


def _rule(row: models.Rule) -> Rule:
    finding = Finding(
        urgency=Urgency(row.urgency),
        because=row.because,
        source=row.source,
        advice=tuple(advice.key for advice in row.advice.all()),
        article=row.article.key if row.article else None,
    )
    return Rule(row.key, _conditions(row.when.all()), finding)


def _requirement(row: models.Requirement) -> Requirement:
    return Requirement(row.key, row.statement, _conditions(row.when.all()), Urgency(row.at_least), row.source)


def _conditions(rows: Iterable[models.Condition]) -> tuple[Condition, ...]:
    return tuple(
        Condition(
            question=row.question.key,
            comparison=Comparison(row.comparison),
            choices=tuple(choice.key for choice in row.choices.all()),
            threshold=row.threshold.key if row.threshold else None,
        )
        for row in rows
    )
