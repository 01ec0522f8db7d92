"""A protocol: one triage, whole. Making one checks that its parts fit together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from triage.engine.explain.layout import Layout
from triage.engine.parts import consistency
from triage.engine.parts.condition import Answer, Condition
from triage.engine.parts.errors import ProtocolError
from triage.engine.parts.question import Question
from triage.engine.parts.rule import Advice, ArticleLink, Finding, Hazard, Requirement, Rule, Vignette
from triage.engine.parts.threshold import Threshold
from triage.engine.parts.urgency import Urgency
from triage.engine.run.steps import Step, build


@dataclass(frozen=True)
class Protocol:
    """Questions in order, thresholds, rules, requirements and the words around them.

    `default` is the finding when no rule holds: always soon (clinical.md, "How a decision is made").
    Raises ProtocolError when the parts do not fit, with a sentence that names the part.
    """

    slug: str
    version: int
    language: str
    title: str
    summary: str
    intro: str
    default: Finding
    thresholds: tuple[Threshold, ...]
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    requirements: tuple[Requirement, ...]
    advice: tuple[Advice, ...]
    articles: tuple[ArticleLink, ...]
    vignettes: tuple[Vignette, ...] = ()
    hazards: tuple[Hazard, ...] = ()

    def __post_init__(self) -> None:
        if self.default.urgency is not Urgency.SOON:
            raise ProtocolError(
                "The default finding must be soon: what no rule decides is neither self-care nor a scare."
            )
        consistency.check(self)

    @cached_property
    def question_by_key(self) -> Mapping[str, Question]:
        """The questions by key."""
        return {question.key: question for question in self.questions}

    @cached_property
    def threshold_by_key(self) -> Mapping[str, Threshold]:
        """The thresholds by key."""
        return {threshold.key: threshold for threshold in self.thresholds}

    @cached_property
    def advice_by_key(self) -> Mapping[str, Advice]:
        """The advice by key."""
        return {advice.key: advice for advice in self.advice}

    @cached_property
    def article_by_slug(self) -> Mapping[str, ArticleLink]:
        """The article links by slug."""
        return {article.slug: article for article in self.articles}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The questions ready to run."""
        return build(self)

    @cached_property
    def layout(self) -> Layout:
        """What each question can make true, for the searches that explain an assessment."""
        return Layout(self)

    @cached_property
    def questions_of_rule(self) -> Mapping[str, tuple[str, ...]]:
        """The questions behind each rule, each once; instead of a derived number those that it comes from."""
        found: dict[str, dict[str, None]] = {rule.key: {} for rule in self.rules}
        for rule in self.rules:
            for condition in rule.when:
                sources = self.question_by_key[condition.question].derived_from
                found[rule.key] |= dict.fromkeys(sources or (condition.question,))
        return {key: tuple(questions) for key, questions in found.items()}

    def with_threshold(self, key: str, value: Decimal) -> "Protocol":
        """This protocol with one threshold changed. Raises ProtocolError outside the limits or for an unknown key."""
        if key not in self.threshold_by_key:
            raise ProtocolError(f"There is no threshold {key} in {self.slug}.")
        return replace(self, thresholds=tuple(replace(t, value=value) if t.key == key else t for t in self.thresholds))

    def canonical(self) -> "Protocol":
        """This protocol with the choices in conditions, and answers in vignettes, in the order of their definition.

        Their order has no meaning; with one fixed order, equal protocols are equal and have the same checksum. The
        order of advice in a finding has one: it is the order in which the patient reads it.
        """

        def conditions(when: tuple[Condition, ...]) -> tuple[Condition, ...]:
            return tuple(
                replace(c, choices=tuple(key for key in self.question_by_key[c.question].by_key if key in c.choices))
                for c in when
            )

        def in_order(vignette: Vignette) -> tuple[tuple[str, Answer], ...]:
            given = dict(vignette.answers)
            return tuple((key, given[key]) for key in self.question_by_key if key in given)

        return replace(
            self,
            questions=tuple(
                replace(
                    q,
                    ask_when=conditions(q.ask_when),
                    derived_from=tuple(key for key in self.question_by_key if key in q.derived_from),
                )
                for q in self.questions
            ),
            rules=tuple(replace(r, when=conditions(r.when)) for r in self.rules),
            requirements=tuple(replace(r, when=conditions(r.when)) for r in self.requirements),
            vignettes=tuple(replace(v, answers=in_order(v)) for v in self.vignettes),
        )

    def findings(self) -> Iterator[tuple[str, Finding]]:
        """Every finding with the key of its rule; `default` names the one for when no rule holds."""
        yield "default", self.default
        for rule in self.rules:
            yield rule.key, rule.finding
