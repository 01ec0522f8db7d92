"""Check 4: which patients get the default finding because no rule holds, each group as a short list of conditions.

For none of them does a rule above self-care hold: listing that would be a long row of "none of these". So each gap says
only what, besides that, keeps the rules for self-care from holding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from triage.engine.parts.question import Kind, Question
from triage.engine.parts.threshold import number_text
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import examples
from triage.engine.prover.report import Gap
from triage.engine.prover.solver import FALSE, Literal, Model, Solver
from triage.engine.prover.symbolic import Outcome
from triage.engine.prover.variables import ChoiceVariable, NumberVariable
from triage.engine.run.assess import assess

MAX_LISTED = 40


@dataclass(frozen=True)
class Part:
    """One condition of a gap: literals of one question of which any may be true, each in words."""

    question: Question
    texts: dict[Literal, str]

    @property
    def text(self) -> str:
        """`How it began: “a” or “b”`."""
        return f"{self.question.short}: {' or '.join(self.texts.values())}"


class Gaps:
    """The search for gaps, one after the other, each with as few conditions as it can find."""

    def __init__(self, outcome: Outcome, solver: Solver) -> None:
        self.outcome, self.solver, self.circuit = outcome, solver, outcome.circuit
        protocol = outcome.protocol
        mild = [rule for rule in protocol.rules if rule.finding.urgency is Urgency.SELF_CARE]
        other = [rule for rule in protocol.rules if rule.finding.urgency is not Urgency.SELF_CARE]
        self.mild = self.circuit.any_of(map(outcome.holds, mild))
        """Whether a rule for self-care holds."""
        self.no_other = -self.circuit.any_of(map(outcome.holds, other))

    def found(self) -> Iterator[Gap]:
        """Every gap. They may overlap; together they are all patients for whom no rule holds."""
        blocked: list[Literal] = []
        while (model := self.solver.find(self.outcome.default, *blocked)) is not None:
            parts = self._widest(self._fewest(self._true_of(model)))
            all_parts = self.circuit.all_of(self._literals(parts))
            blocked.append(-all_parts)
            yield self._gap(parts, all_parts)

    def _true_of(self, model: Model) -> list[Part]:
        """The literals that are true of this patient's answers on the path, one in each part."""
        found = []
        for question in self.outcome.protocol.questions:
            answer = self.outcome.space.answers.get(question.key)
            if answer is None or not model(self.outcome.facts.asked[question.key]):
                continue
            texts = _choice_texts(answer) if isinstance(answer, ChoiceVariable) else _number_texts(answer)
            found += [Part(question, {lit: text}) for lit, text in texts if lit != FALSE and model(lit)]
        return found

    def _fewest(self, parts: list[Part]) -> list[Part]:
        """A subset of these that already keeps every rule for self-care from holding, and of which each is needed."""
        core = self.solver.needed(*chain.from_iterable(p.texts for p in parts), self.no_other, self.mild) or frozenset()
        kept = [part for part in parts if not core.isdisjoint(part.texts)]
        for part in list(kept):
            others = [other for other in kept if other is not part]
            if not self._can_be_self_care(others):
                kept = others
        return kept

    def _widest(self, parts: list[Part]) -> list[Part]:
        """The same, with every other choice added that keeps the rules from holding as well."""
        parts = list(parts)
        for place, part in enumerate(parts):
            answer = self.outcome.space.answers[part.question.key]
            if not isinstance(answer, ChoiceVariable) or part.question.kind is not Kind.SINGLE:
                continue
            for literal, text in _choice_texts(answer):
                if literal == FALSE or literal in part.texts:
                    continue
                instead = [*parts[:place], Part(part.question, {literal: text}), *parts[place + 1 :]]
                if self._can_be_self_care(instead) or not self._can_be_gap(instead):
                    continue
                parts[place] = Part(part.question, {**parts[place].texts, literal: text})
        return parts

    def _can_be_self_care(self, parts: list[Part]) -> bool:
        return self.solver.can(self.no_other, self.mild, *self._literals(parts))

    def _can_be_gap(self, parts: list[Part]) -> bool:
        return self.solver.can(self.outcome.default, *self._literals(parts))

    def _literals(self, parts: list[Part]) -> list[Literal]:
        return [self.circuit.any_of(part.texts) for part in parts]

    def _gap(self, parts: list[Part], all_parts: Literal) -> Gap:
        protocol = self.outcome.protocol
        model = self.solver.find(self.outcome.default, all_parts)
        answers = {} if model is None else self.outcome.space.read(model)
        if model is None or assess(protocol, answers).path.held:
            raise examples.DriftError(f"Not a gap, though found as one: {answers}")
        sentence = "; ".join(part.text for part in parts)
        return Gap(sentence or "Whenever no rule holds.", examples.of(protocol, answers))


def _choice_texts(answer: ChoiceVariable) -> Iterator[tuple[Literal, str]]:
    yield answer.skipped, "left empty"
    for choice in answer.question.choices:
        literal = answer.chosen[choice.key]
        yield literal, f"“{choice.text}”"
        if answer.question.kind is Kind.MULTI:
            yield -literal, f"not “{choice.text}”"


def _number_texts(answer: NumberVariable) -> Iterator[tuple[Literal, str]]:
    yield answer.skipped, "left empty"
    if answer.skipped != FALSE:
        yield -answer.skipped, "answered"
    number = answer.question.number
    for point, literal in zip(answer.points[1:], answer.reached[1:], strict=True):
        text = number_text(point) if number is None else f"{number_text(point)} {number.unit}"
        yield literal, f"{text} or more"
        yield -literal, f"less than {text}"
