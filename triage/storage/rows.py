"""Database rows to a protocol: what the engine works on. The way back is in `row_writer`."""

from collections import defaultdict
from collections.abc import Iterable

from triage import models
from triage.engine.parts.condition import Comparison, Condition
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import AskMode, Choice, Derive, Kind, Number, Question, Worse
from triage.engine.parts.rule import Advice, AdviceKind, ArticleLink, Finding, Harm, Hazard, Requirement, Rule, Vignette
from triage.engine.parts.threshold import Unit
from triage.engine.parts.urgency import Urgency
from triage.engine.run import answers


def read(version: models.ProtocolVersion, *, vignettes: bool = True) -> Protocol:
    """The engine's protocol of a version. Raises ProtocolError when the rows do not fit together.

    Patients need no vignettes, which are most of the rows: their pages leave them out.
    """
    conditions = _Conditions(version)
    questions = tuple(
        _question(row, conditions.of("asks", row.pk))
        for row in version.question_set.prefetch_related("choices", "derived_from")
    )
    advice = _advice_of_rules(version)
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
            advice=_default_advice(version),
            article=version.default_article.key if version.default_article else None,
        ),
        thresholds=tuple(row.engine() for row in version.threshold_set.all()),
        questions=questions,
        rules=tuple(
            Rule(row.key, conditions.of("rule", row.pk), _finding(row, advice[row.pk]))
            for row in version.rule_set.select_related("article")
        ),
        requirements=tuple(
            Requirement(
                row.key,
                row.statement,
                conditions.of("requirement", row.pk),
                Urgency(row.at_least),
                row.source,
                row.hazard.key if row.hazard else "",
            )
            for row in version.requirement_set.select_related("hazard")
        ),
        advice=tuple(Advice(row.key, AdviceKind(row.kind), row.text) for row in version.advice_set.all()),
        articles=tuple(ArticleLink(row.key, row.text) for row in version.articlelink_set.all()),
        vignettes=tuple(_vignette(row, questions) for row in version.vignette_set.all()) if vignettes else (),
        hazards=tuple(Hazard(row.key, row.name, row.effect, Harm(row.harm)) for row in version.hazard_set.all()),
    )


def _vignette(row: models.Vignette, questions: Iterable[Question]) -> Vignette:
    by_key = {question.key: question for question in questions}
    given = tuple((key, answers.read(by_key[key], row.answers[key])) for key in by_key if key in row.answers)
    return Vignette(row.key, row.story, given, Urgency(row.expected), Urgency(row.lowest_safe), row.source)


class _Conditions:
    """All conditions of a version in two queries, by the row that owns them."""

    def __init__(self, version: models.ProtocolVersion) -> None:
        choices: defaultdict[int, list[str]] = defaultdict(list)
        links = models.Condition.choices.through.objects.filter(condition__version=version)
        for condition_id, key in links.order_by("choice__order").values_list("condition_id", "choice__key"):
            choices[condition_id].append(key)
        self.by_owner: defaultdict[tuple[str, int], list[Condition]] = defaultdict(list)
        rows = models.Condition.objects.filter(version=version).values(
            "pk", "rule", "requirement", "asks", "question__key", "comparison", "threshold__key"
        )
        for row in rows:
            owner = next((name, row[name]) for name in ("rule", "requirement", "asks") if row[name] is not None)
            self.by_owner[owner].append(
                Condition(
                    question=row["question__key"],
                    comparison=Comparison(row["comparison"]),
                    choices=tuple(choices[row["pk"]]),
                    threshold=row["threshold__key"],
                )
            )

    def of(self, kind: str, pk: int) -> tuple[Condition, ...]:
        """The conditions of one rule, requirement or question, in their order."""
        return tuple(self.by_owner[kind, pk])


def _default_advice(version: models.ProtocolVersion) -> tuple[str, ...]:
    links = models.DefaultAdvice.objects.filter(protocolversion=version)
    return tuple(links.values_list("advice__key", flat=True))


def _advice_of_rules(version: models.ProtocolVersion) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    links = models.RuleAdvice.objects.filter(rule__version=version)
    for rule_id, key in links.values_list("rule_id", "advice__key"):
        found[rule_id].append(key)
    return found


def _question(row: models.Question, ask_when: tuple[Condition, ...]) -> Question:
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
        choices=tuple(Choice(c.key, c.text, c.hint, c.exclusive, c.severity, c.unsure) for c in row.choices.all()),
        number=number,
        optional=row.optional,
        ask_when=ask_when,
        ask_mode=AskMode(row.ask_mode),
        always=row.always,
        in_heading=row.in_heading,
        guide=row.guide,
        derive=Derive(row.derive) if row.derive else None,
        derived_from=tuple(source.key for source in row.derived_from.all()),
    )


def _finding(row: models.Rule, advice: Iterable[str]) -> Finding:
    return Finding(
        urgency=Urgency(row.urgency),
        because=row.because,
        source=row.source,
        advice=tuple(advice),
        article=row.article.key if row.article else None,
    )
