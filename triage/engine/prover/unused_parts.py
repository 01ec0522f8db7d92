"""Check 3: every rule can fire and adds something; every question matters; every advice and article can be reached.

What is seen counts: what holds on the pages that a patient walks. None of this blocks.
"""

from __future__ import annotations

from collections.abc import Iterator

from triage.engine.parts.question import Kind, Question
from triage.engine.parts.rule import Finding, Rule
from triage.engine.prover.answer_space import conditions
from triage.engine.prover.report import Check, Problem
from triage.engine.prover.solver import TRUE, Literal, Solver
from triage.engine.prover.symbolic import Journeys, Outcome
from triage.engine.prover.variables import another


class UnusedParts:
    """The search for parts of one protocol that do nothing."""

    def __init__(self, outcome: Outcome, journeys: Journeys, solver: Solver) -> None:
        self.outcome, self.journeys, self.solver = outcome, journeys, solver
        self.protocol, self.circuit = outcome.protocol, outcome.circuit
        solver.prepare(journeys.rules.values())
        self.seen = {rule.key for rule in self.protocol.rules if solver.can(journeys.rules[rule.key])}
        """The rules that some patient sees."""

    def found(self) -> Iterator[Problem]:
        """A problem for each part that does nothing."""
        for rule in self.protocol.rules:
            fault = self._fault(rule)
            if fault:
                yield _problem(f"Rule {rule.key} (“{rule.finding.because}”) {fault}", rules=(rule.key,))
        for question in self.protocol.questions:
            fault = self._idle(question)
            if fault:
                yield _problem(f"{question.short}: {fault}", questions=(question.key,))
            yield from self._idle_ticks(question)
        yield from self._unreached()

    def _fault(self, rule: Rule) -> str:
        if rule.key in self.seen:
            adds = self.circuit.all_of((self.journeys.rules[rule.key], self._adds(rule)))
            return "" if self.solver.can(adds) else "adds nothing: other rules always say the same."
        if self.solver.can(self.outcome.holds(rule)):
            return "is never seen: whenever it could hold, the form has already ended or left its question out."
        return "can never hold: no answers meet all its conditions."

    def _adds(self, rule: Rule) -> Literal:
        """Whether no other rule that is seen has the same reason, or none its urgency, or its article, or an advice."""
        others = [other for other in self.protocol.rules if other.key != rule.key]
        if all(other.finding.because != rule.finding.because for other in others):
            return TRUE
        mine = rule.finding
        shared = [
            [other for other in others if other.finding.because == mine.because],
            [other for other in others if other.finding.urgency.level >= mine.urgency.level],
            *([other for other in others if advice in other.finding.advice] for advice in mine.advice),
        ]
        if mine.article is not None:
            shared.append([other for other in others if other.finding.article == mine.article])
        return self.circuit.any_of(
            -self.circuit.any_of(self.journeys.rules[other.key] for other in rules) for rules in shared
        )

    def _idle(self, question: Question) -> str:
        if question.derive is None and not self.solver.can(self.journeys.pages[question.key]):
            return "nobody is ever asked this."
        if question.always or self._decides_a_rule(question) or self._changes_a_reason(question):
            return ""
        return "no answer to this changes the urgency or a reason."

    def _decides_a_rule(self, question: Question) -> bool:
        """Whether some answer keeps a rule from holding that is seen with another answer."""
        conditions = {c for rule in self.protocol.rules for c in rule.when if c.question == question.key}
        met = {condition: self.outcome.space.met(condition) for condition in conditions}
        return any(
            rule.key in self.seen and any(c in met and self.solver.can(-met[c]) for c in rule.when)
            for rule in self.protocol.rules
        )

    def _changes_a_reason(self, question: Question) -> bool:
        """Whether two patients who differ in this answer alone see different reasons, or another urgency."""
        if question.derive is not None:
            return False
        after = another(self.outcome.space.answers[question.key])
        other = Journeys(self.outcome.space.instead(question.key, after))
        return self.solver.can(
            self.circuit.any_of(-self.circuit.same(self.journeys.rules[key], other.rules[key]) for key in self.seen)
        )

    def _idle_ticks(self, question: Question) -> Iterator[Problem]:
        """Ticks that nothing looks at, but for questions that are there for the clinician."""
        if question.kind is not Kind.MULTI or question.always:
            return
        named = {key for c in conditions(self.protocol) for key in c.choices if c.question == question.key}
        for choice in question.choices:
            if choice.key not in named and not choice.exclusive:
                sentence = f"{question.short}: the answer “{choice.text}” changes nothing."
                yield _problem(sentence, questions=(question.key,))

    def _unreached(self) -> Iterator[Problem]:
        findings: list[Finding] = [rule.finding for rule in self.protocol.rules if rule.key in self.seen]
        if self.solver.can(-self.circuit.any_of(self.journeys.rules.values())):
            findings.append(self.protocol.default)
        for advice in self.protocol.advice:
            if all(advice.key not in finding.advice for finding in findings):
                yield _problem(f"Nobody is ever given the advice “{advice.text}”")
        for article in self.protocol.articles:
            if all(article.slug != finding.article for finding in findings):
                yield _problem(f"Nobody is ever pointed to the article “{article.text}”")


def _problem(sentence: str, rules: tuple[str, ...] = (), questions: tuple[str, ...] = ()) -> Problem:
    return Problem(Check.ALIVE, sentence, blocks=False, rules=rules, questions=questions)
