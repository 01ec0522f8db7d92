"""All patients of a protocol at once: a variable for each question, and what two numbers come to together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import chain

from triage.engine.parts.condition import Answer, Comparison, Condition
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Derive, Question, Stage
from triage.engine.prover import variables
from triage.engine.prover.solver import Circuit, Literal, Model
from triage.engine.prover.variables import ChoiceVariable, NumberVariable, Variable


def checked(protocol: Protocol) -> list[Question]:
    """The questions that bear on the urgency: all but those for the plan."""
    return [question for question in protocol.questions if question.stage is Stage.CHECK]


def conditions(protocol: Protocol) -> Iterator[Condition]:
    """Every condition of a protocol: of its criteria, rules, requirements and questions."""
    whens = chain(
        (criterion.when for criterion in protocol.criteria),
        (rule.when for rule in protocol.rules),
        (requirement.when for requirement in protocol.requirements),
        (question.ask_when for question in protocol.questions),
    )
    return (item for when in whens for item in when if isinstance(item, Condition))


def cuts(*protocols: Protocol) -> dict[str, set[Decimal] | None]:
    """The values that each number is compared with; None (all) where its distance from another number counts."""
    found: dict[str, set[Decimal] | None] = {}
    for protocol in protocols:
        own: dict[str, set[Decimal]] = {question.key: set() for question in protocol.questions}
        for condition in conditions(protocol):
            if condition.threshold is not None:
                own[condition.question].add(protocol.threshold_by_key[condition.threshold].value)
        for key, values in own.items():
            before = found.get(key, set())
            found[key] = None if before is None else before | values
        for question in protocol.questions:
            for source in question.derived_from:
                before = found[source]
                together = before is None or question.derive is Derive.APART
                found[source] = None if together else (before or set()) | own[question.key]
    return found


@dataclass(frozen=True)
class AnswerSpace:
    """All patients of a protocol. They have an answer to every question, asked or not."""

    circuit: Circuit
    protocol: Protocol
    answers: Mapping[str, Variable]

    @classmethod
    def of(cls, circuit: Circuit, protocol: Protocol, live: Protocol | None = None) -> AnswerSpace:
        """All patients of one protocol, with every difference between them that the live version looks at as well."""
        values = cuts(protocol) if live is None else cuts(protocol, live)
        asked = [question for question in checked(protocol) if question.derive is None]
        return cls(circuit, protocol, {q.key: variables.new(circuit, q, values[q.key]) for q in asked})

    def instead(self, answers: Mapping[str, Variable]) -> AnswerSpace:
        """The same patients with other answers to some questions."""
        return AnswerSpace(self.circuit, self.protocol, {**self.answers, **answers})

    def met(self, condition: Condition) -> Literal:
        """Whether the answer meets this condition, if the question is asked and not skipped."""
        answer = self.answers.get(condition.question)
        if isinstance(answer, ChoiceVariable):
            return answer.any_of(condition.choices)
        limit = self.protocol.threshold_by_key[condition.threshold or ""].value
        strict = condition.comparison in (Comparison.ABOVE, Comparison.AT_MOST)
        more = self.exceeds(condition.question, limit, strict=strict)
        return more if condition.comparison in (Comparison.AT_LEAST, Comparison.ABOVE) else -more

    def exceeds(self, key: str, limit: Decimal, *, strict: bool) -> Literal:
        """Whether a number, answered or derived, is above this limit, or at least at it."""
        answer = self.answers.get(key)
        if isinstance(answer, NumberVariable):
            return answer.above(limit) if strict else answer.at_least(limit)
        question = self.protocol.question_by_key[key]
        sources = [self.answers[source] for source in question.derived_from]
        one, other = (source for source in sources if isinstance(source, NumberVariable))
        if question.derive is Derive.LEAST:
            return self.circuit.all_of(n.above(limit) if strict else n.at_least(limit) for n in (one, other))
        return self.circuit.any_of(
            self.circuit.once((a, b, limit, strict), partial(_further_apart, self.circuit, a, b, limit, strict=strict))
            for a, b in ((one, other), (other, one))
        )

    def answered(self, key: str) -> Literal:
        """Whether the question is answered, not skipped, when it is asked."""
        return -self.answers[key].skipped

    def read(self, model: Model) -> dict[str, Answer]:
        """The answers of one patient."""
        return {key: answer.read(model) for key, answer in self.answers.items()}


def _further_apart(
    circuit: Circuit, one: NumberVariable, other: NumberVariable, limit: Decimal, *, strict: bool
) -> Literal:
    """Whether one number is above another by more than this limit, or by at least as much."""
    gap = circuit.new()
    for point, reached in zip(other.points, other.reached, strict=True):
        circuit.add(-gap, -reached, one.above(point + limit) if strict else one.at_least(point + limit))
    for point, reached in zip(one.points, one.reached, strict=True):
        circuit.add(gap, -reached, other.at_least(point - limit) if strict else other.above(point - limit))
    return gap
