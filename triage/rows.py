"""Database rows to a protocol: what the engine works on. The way back is in `row_writer`."""

from collections.abc import Iterable

from triage import models
from triage.engine.condition import Comparison, Condition
from triage.engine.protocol import Protocol
from triage.engine.question import AskMode, Choice, Kind, Number, Question, Worse
from triage.engine.rule import Advice, AdviceKind, ArticleLink, Finding, Requirement, Rule
from triage.engine.threshold import Unit
from triage.engine.urgency import Urgency


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
