"""The content of a protocol: all its parts. Only a `Protocol` guarantees that they fit together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from triage.engine.parts.alternatives import Alternative, of_criteria, written_out
from triage.engine.parts.condition import BLANK, Criterion
from triage.engine.parts.question import Question
from triage.engine.parts.rule import Advice, ArticleLink, Finding, Hazard, Requirement, Rule, Vignette
from triage.engine.parts.threshold import Text, Threshold


@dataclass(frozen=True)
class Content:
    """Questions in order, thresholds, rules, requirements and the texts around them.

    `default` is the finding when no rule holds. Source: clinical.md, "How a decision is made".
    """

    slug: str
    version: int
    language: str
    title: Text
    summary: Text
    intro: Text
    default: Finding
    thresholds: tuple[Threshold, ...]
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    requirements: tuple[Requirement, ...]
    hazards: tuple[Hazard, ...] = field(default=(), kw_only=True)
    criteria: tuple[Criterion, ...] = field(default=(), kw_only=True, metadata=BLANK)
    replaces: tuple[str, ...] = field(default=(), kw_only=True)
    """The slugs of the triages whose place this one takes: their addresses lead here."""
    advice: tuple[Advice, ...]
    articles: tuple[ArticleLink, ...]
    vignettes: tuple[Vignette, ...] = ()

    @cached_property
    def question_by_key(self) -> Mapping[str, Question]:
        """The questions by key."""
        return {question.key: question for question in self.questions}

    @cached_property
    def place_of(self) -> Mapping[str, int]:
        """The places of the questions in their order, by key."""
        return {question.key: place for place, question in enumerate(self.questions)}

    @cached_property
    def threshold_by_key(self) -> Mapping[str, Threshold]:
        """The thresholds by key."""
        return {threshold.key: threshold for threshold in self.thresholds}

    @cached_property
    def threshold_values(self) -> Mapping[str, Decimal]:
        """The values of the thresholds by key, as conditions compare with them."""
        return {threshold.key: threshold.value for threshold in self.thresholds}

    @cached_property
    def hazard_by_key(self) -> Mapping[str, Hazard]:
        """The hazards by key."""
        return {hazard.key: hazard for hazard in self.hazards}

    @cached_property
    def criterion_by_key(self) -> Mapping[str, Criterion]:
        """The criteria by key."""
        return {criterion.key: criterion for criterion in self.criteria}

    @cached_property
    def alternatives_of_criteria(self) -> Mapping[str, tuple[Alternative, ...]]:
        """The conditions of each criterion with those of others written out, by its key."""
        return of_criteria(self.criteria)

    @cached_property
    def alternatives_of_rules(self) -> Mapping[str, tuple[Alternative, ...]]:
        """The same for each rule."""
        criteria = self.alternatives_of_criteria
        return {rule.key: written_out(rule.when, criteria, of=("rule", rule.key)) for rule in self.rules}

    @cached_property
    def advice_by_key(self) -> Mapping[str, Advice]:
        """The advice by key."""
        return {advice.key: advice for advice in self.advice}

    @cached_property
    def article_by_slug(self) -> Mapping[str, ArticleLink]:
        """The article links by slug."""
        return {article.slug: article for article in self.articles}

    def findings(self) -> Iterator[tuple[str, Finding]]:
        """Every finding with the key of its rule; `default` names the one for when no rule holds."""
        yield "default", self.default
        for rule in self.rules:
            yield rule.key, rule.finding
