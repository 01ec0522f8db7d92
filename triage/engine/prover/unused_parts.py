"""Check 3: every rule can hold and adds something; every question matters; every advice and article can be reached.

Only what patients see counts: a rule that holds after the path has ended has no effect. None of this blocks.
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
    """The search for parts of one protocol that have no effect."""

    def __init__(self, outcome: Outcome, journeys: Journeys, solver: Solver) -> None:
        self.outcome, self.journeys, self.solver = outcome, journeys, solver
        self.protocol, self.circuit = outcome.protocol, outcome.circuit
        solver.prepare(journeys.rules.values())
        self.seen = {rule.key for rule in self.protocol.rules if solver.can(journeys.rules[rule.key])}
        """The rules that some patient sees."""

    def found(self) -> Iterator[Problem]:
        """A problem for each part that has no effect."""
        for rule in self.protocol.rules:
            fault = self._fault(rule)
            if fault:
                yield _problem(f"Rule {rule.key} (“{rule.finding.because}”) {fault}", rules=(rule.key,))
        for question in self.protocol.questions:
            fault = self._no_effect(question)
            if fault:
                yield _problem(f"{question.short}: {fault}", questions=(question.key,))
            yield from self._unused_choices(question)
        yield from self._unreached()

    def _fault(self, rule: Rule) -> str:
        if rule.key in self.seen:
            adds = self.circuit.all_of((self.journeys.rules[rule.key], self._adds(rule)))
            return "" if self.solver.can(adds) else "adds nothing: other rules always say the same."
        if self.solver.can(self.outcome.holds(rule)):
            return "is never seen: whenever it could hold, the form has already ended or left its question out."
        return "can never hold: no answers meet all its conditions."

    def _adds(self, rule: Rule) -> Literal:
        """Whether the rule alone gives its reason; or its urgency, its article or one of its advice."""
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

    def _no_effect(self, question: Question) -> str:
        if question.derive is None and not self.solver.can(self.journeys.pages[question.key]):
            return "nobody is ever asked this."
        if question.always or self._decides_a_rule(question) or self._changes_a_reason(question):
            return ""
        return "no answer to this changes the urgency or a reason."

    def _decides_a_rule(self, question: Question) -> bool:
        """Whether a rule that patients see holds or not depending on the answer."""
        conditions = {c for rule in self.protocol.rules for c in rule.when if c.question == question.key}
        met = {condition: self.outcome.space.met(condition) for condition in conditions}
        return any(
            rule.key in self.seen and any(c in met and self.solver.can(-met[c]) for c in rule.when)
            for rule in self.protocol.rules
        )

    def _changes_a_reason(self, question: Question) -> bool:
        """Whether two patients who differ in nothing but this answer see different reasons, or another urgency."""
        if question.derive is not None:
            return False
        after = another(self.outcome.space.answers[question.key])
        other = Journeys(self.outcome.space.instead({question.key: after}))
        return self.solver.can(
            self.circuit.any_of(-self.circuit.same(self.journeys.rules[key], other.rules[key]) for key in self.seen)
        )

    def _unused_choices(self, question: Question) -> Iterator[Problem]:
        """Choices that no condition looks at. What is `always` asked is there for the clinician, so it is left out."""
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
