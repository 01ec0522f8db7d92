"""Check 4: which patients get the default finding because no rule holds, each group as a short list of conditions.

For none of them does a rule above self-care hold: listing that would be a long row of "none of these". So each gap says
only what, besides that, keeps the rules for self-care from holding.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from triage.engine.parts.condition import Answers
from triage.engine.parts.question import Kind, Question
from triage.engine.parts.threshold import number_text
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import examples
from triage.engine.prover.report import Gap
from triage.engine.prover.solver import FALSE, Literal, Model, Solver
from triage.engine.prover.symbolic import Outcome
from triage.engine.prover.variables import ChoiceVariable, NumberVariable
from triage.engine.run.assess import assess

MAX_LISTED = 12

Part = dict[Literal, str]
"""Literals of one question of which any may be true, each in words."""


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
            cube = self.circuit.all_of(self.circuit.any_of(part) for part in parts)
            blocked.append(-cube)
            yield self._gap(parts, cube)

    def _true_of(self, model: Model) -> list[tuple[Question, Literal, str]]:
        """The literals that are true of this patient's answers on the path, each in words."""
        found = []
        for question in self.outcome.protocol.questions:
            answer = self.outcome.space.answers.get(question.key)
            if answer is None or not model(self.outcome.facts.asked[question.key]):
                continue
            words = chain(
                _choice_words(question, answer) if isinstance(answer, ChoiceVariable) else _number_words(answer)
            )
            found += [(question, literal, text) for literal, text in words if literal != FALSE and model(literal)]
        return found

    def _fewest(self, told: list[tuple[Question, Literal, str]]) -> list[tuple[Question, Literal, str]]:
        """A subset of these that already keeps every rule for self-care from holding, and of which each is needed."""
        core = self.solver.needed(*(literal for _, literal, _ in told), self.no_other, self.mild) or frozenset()
        kept = [part for part in told if part[1] in core]
        for part in list(kept):
            others = [other for other in kept if other is not part]
            if not self._can_be_self_care([[literal] for _, literal, _ in others]):
                kept = others
        return kept

    def _widest(self, told: list[tuple[Question, Literal, str]]) -> list[Part]:
        """The same, with every other choice added that keeps the rules from holding as well."""
        parts: list[Part] = [{literal: text} for _, literal, text in told]
        for place, (question, literal, _) in enumerate(told):
            answer = self.outcome.space.answers[question.key]
            if not isinstance(answer, ChoiceVariable) or question.kind is not Kind.SINGLE:
                continue
            for other, text in _choice_words(question, answer):
                wider = [*parts[:place], {other: text}, *parts[place + 1 :]]
                if other in (literal, FALSE) or self._can_be_self_care(wider):
                    continue
                if self.solver.can(self.outcome.default, *map(self.circuit.any_of, wider)):
                    parts[place] = {**parts[place], other: text}
        return parts

    def _can_be_self_care(self, parts: list[Part] | list[list[Literal]]) -> bool:
        wanted = [self.circuit.any_of(part) for part in parts]
        return self.solver.can(self.no_other, self.mild, *wanted)

    def _gap(self, parts: list[Part], cube: Literal) -> Gap:
        protocol = self.outcome.protocol
        model = self.solver.find(self.outcome.default, cube)
        assert model is not None  # noqa: S101

        def in_gap(answers: Answers) -> bool:
            return not assess(protocol, answers).path.held

        answers = self.outcome.space.read(model)
        if not in_gap(answers):
            raise examples.DriftError(f"A rule holds for {answers}")
        sentence = "; ".join(_joined(list(part.values())) for part in parts)
        return Gap(sentence or "Whenever no rule holds.", examples.of(protocol, answers))


def _choice_words(question: Question, answer: ChoiceVariable) -> Iterator[tuple[Literal, str]]:
    yield answer.skipped, f"{question.short}: left empty"
    for choice in question.choices:
        literal = answer.chosen[choice.key]
        yield literal, f"{question.short}: “{choice.text}”"
        if question.kind is Kind.MULTI:
            yield -literal, f"{question.short}: not “{choice.text}”"


def _number_words(answer: NumberVariable) -> Iterator[tuple[Literal, str]]:
    question = answer.question
    yield answer.skipped, f"{question.short}: left empty"
    if answer.skipped != FALSE:
        yield -answer.skipped, f"{question.short}: answered"
    for point, literal in zip(answer.points[1:], answer.reached[1:], strict=True):
        unit = number_text(point) if question.number is None else f"{number_text(point)} {question.number.unit}"
        yield literal, f"{question.short}: {unit} or more"
        yield -literal, f"{question.short}: less than {unit}"


def _joined(texts: list[str]) -> str:
    """`How it began: “a” or “b”`."""
    short = texts[0].partition(": ")[0]
    return f"{short}: {' or '.join(text.removeprefix(f'{short}: ') for text in texts)}"
