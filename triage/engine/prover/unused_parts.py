"""Check 3: every rule can hold and adds something; every question matters; every advice and article can be reached.

Only what patients see counts: a rule that holds after the path has ended has no effect. A rule for `soon` may say no
more than a true reason, where the urgency would be `soon` without it. None of this blocks.

What a worked case shows to have an effect needs no search: the solver is asked about the rest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain

from triage.engine.parts.condition import Condition, Meets, Mode, When
from triage.engine.parts.question import Kind, Question, Stage
from triage.engine.parts.rule import Advice, Rule
from triage.engine.prover.answer_space import conditions
from triage.engine.prover.report import Check, Problem
from triage.engine.prover.requirements import holds
from triage.engine.prover.solver import Literal, Solver
from triage.engine.prover.symbolic import Journeys, Outcome
from triage.engine.prover.variables import another
from triage.engine.run.assess import Assessment


class UnusedParts:
    """The search for parts of one protocol that have no effect. `walks` are whole journeys of some patients."""

    def __init__(self, outcome: Outcome, journeys: Journeys, solver: Solver, walks: Sequence[Assessment]) -> None:
        self.outcome, self.journeys, self.solver, self.walks = outcome, journeys, solver, walks
        self.protocol, self.circuit = outcome.protocol, outcome.circuit
        self.together = {frozenset(rule.key for rule in walk.path.held) for walk in walks}
        """Rules that one patient sees, all of them."""
        self.seen = set(chain.from_iterable(self.together))
        """The rules that some patient sees."""
        others = {key: literal for key, literal in journeys.rules.items() if key not in self.seen}
        solver.prepare(others.values())
        self.seen |= {key for key, literal in others.items() if solver.can(literal)}

    def found(self) -> Iterator[Problem]:
        """A problem for each part that has no effect."""
        for rule in self.protocol.rules:
            fault = self._fault(rule)
            if fault:
                yield _problem(f"Rule “{rule.finding.because}” {fault}", rules=(rule.key,))
        for question in self.protocol.questions:
            fault = self._no_effect(question)
            if fault:
                yield _problem(f"{question.short}: {fault}", questions=(question.key,))
            yield from self._unused_choices(question)
        yield from self._unused_criteria()
        yield from self._unreached()

    def _fault(self, rule: Rule) -> str:
        if rule.key in self.seen:
            return "" if self._adds(rule) else "adds nothing: other rules always say the same."
        if self.solver.can(self.outcome.holds(rule)):
            return "is never seen: whenever it could hold, the form has already ended or left its question out."
        return "can never hold: no answers meet all its conditions."

    def _adds(self, rule: Rule) -> bool:
        """Whether for somebody the rule alone gives its reason; or its urgency, its article or one of its advice."""
        mine = rule.finding
        if self._reasons[mine.because] == 1:
            return True
        others = [other for other in self.protocol.rules if other.key != rule.key]
        shared = [
            [other for other in others if other.finding.because == mine.because],
            [other for other in others if other.finding.urgency.level >= mine.urgency.level],
            *([other for other in others if advice in other.finding.advice] for advice in mine.advice),
        ]
        if mine.article is not None:
            shared.append([other for other in others if other.finding.article == mine.article])
        alike = [{other.key for other in rules} for rules in shared]
        if any(rule.key in rules and any(map(rules.isdisjoint, alike)) for rules in self.together):
            return True
        alone = self.circuit.any_of(-self.circuit.any_of(map(self.journeys.rules.__getitem__, keys)) for keys in alike)
        return self.solver.can(self.journeys.rules[rule.key], alone)

    @cached_property
    def _reasons(self) -> Counter[str]:
        """How many rules give each reason."""
        return Counter(rule.finding.because for rule in self.protocol.rules)

    def _no_effect(self, question: Question) -> str:
        if question.stage is Stage.PLAN:
            return "" if question.key in self._advised else "no advice depends on this."
        is_asked = question.derive is not None or any(question.key in walk.path.answers for walk in self.walks)
        if not is_asked and not self.solver.can(self.journeys.asked[question.key]):
            return "nobody is ever asked this."
        if question.always or question.key in self._advised or self._decides_a_rule(question):
            return ""
        return "" if self._changes_a_reason(question) else "no answer to this changes the urgency or a reason."

    @cached_property
    def _advised(self) -> frozenset[str]:
        """The questions on which advice hangs, or whether another question for the plan is asked."""
        whens = [advice.when for advice in self.protocol.advice]
        whens += [question.ask_when for question in self.protocol.questions if question.stage is Stage.PLAN]
        looked_at = [c.question for when in whens for c in self.protocol.conditions_in(when)]
        return frozenset(chain(looked_at, *map(self.protocol.questions_of, whens)))

    def _decides_a_rule(self, question: Question) -> bool:
        """Whether a rule that patients see can't hold with some answer, whatever the other answers are."""
        needed = {
            condition
            for rule in self.protocol.rules
            if rule.key in self.seen
            for condition in self._needed(rule.when)
            if condition.question == question.key
        }
        return any(self.solver.can(-self.outcome.space.met(condition)) for condition in needed)

    def _needed(self, when: When) -> Iterator[Condition]:
        """The conditions without which these can't hold in any way."""
        for item in when:
            if isinstance(item, Condition):
                yield item
            elif (criterion := self.protocol.criterion_by_key[item.criterion]).mode is Mode.ALL:
                yield from self._needed(criterion.when)

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
        named = {key for c in self._conditions if c.question == question.key for key in c.choices}
        for choice in question.choices:
            if choice.key not in named and not choice.exclusive:
                sentence = f"{question.short}: the answer “{choice.text}” changes nothing."
                yield _problem(sentence, questions=(question.key,))

    @cached_property
    def _conditions(self) -> frozenset[Condition]:
        advised = (self.protocol.conditions_in(advice.when) for advice in self.protocol.advice)
        return frozenset(chain(conditions(self.protocol), *advised))

    def _unused_criteria(self) -> Iterator[Problem]:
        protocol = self.protocol
        whens = [question.ask_when for question in protocol.questions]
        for parts in (protocol.criteria, protocol.rules, protocol.requirements, protocol.advice):
            whens += [part.when for part in parts]
        used = {item.criterion for when in whens for item in when if isinstance(item, Meets)}
        used |= {choice.twin for question in protocol.questions for choice in question.choices}
        for criterion in protocol.criteria:
            if criterion.key not in used:
                yield _problem(f"Nothing uses the criterion “{criterion.label}”.")

    def _unreached(self) -> Iterator[Problem]:
        seen = [(rule.finding, self.journeys.rules[rule.key]) for rule in self.protocol.rules if rule.key in self.seen]
        default = -self.circuit.any_of(self.journeys.rules.values())
        if frozenset() in self.together or self.solver.can(default):
            seen.append((self.protocol.default, default))
        for advice in self.protocol.advice:
            told = self.walks if advice.everyone else self._told[advice.key]
            if any(self._is_given(advice, walk) for walk in told):
                continue
            given = [shown for finding, shown in seen if advice.everyone or advice.key in finding.advice]
            fits = list(self._fits(advice))
            if not given or (fits and not self.solver.can(self.circuit.any_of(given), *fits)):
                yield _problem(f"Nobody is ever given the advice “{advice.text}”")
        for article in self.protocol.articles:
            if all(article.slug != finding.article for finding, _ in seen):
                yield _problem(f"Nobody is ever pointed to the article “{article.text}”")

    @cached_property
    def _told(self) -> defaultdict[str, list[Assessment]]:
        """By advice: the patients of whom some reason names it."""
        told = defaultdict(list)
        for walk in self.walks:
            for key in set(chain.from_iterable(reason.finding.advice for reason in walk.reasons)):
                told[key].append(walk)
        return told

    def _is_given(self, advice: Advice, walk: Assessment) -> bool:
        """Whether one of whom a reason names it is given the advice. Answers for the plan are not known here."""
        is_mild_enough = advice.up_to is None or walk.urgency.level <= advice.up_to.level
        return is_mild_enough and holds(self.protocol, advice.when, walk.path)

    def _fits(self, advice: Advice) -> Iterator[Literal]:
        """What must be true of a patient whom the advice fits. Answers for the plan may be any."""
        plan = {question.key for question in self.protocol.questions if question.stage is Stage.PLAN}
        if advice.when and plan.isdisjoint(c.question for c in self.protocol.conditions_in(advice.when)):
            yield self.outcome.facts.hold(advice.when)
        if advice.up_to is not None:
            yield -self.outcome.at_least(advice.up_to.level + 1)


def _problem(sentence: str, rules: tuple[str, ...] = (), questions: tuple[str, ...] = ()) -> Problem:
    return Problem(Check.ALIVE, sentence, blocks=False, rules=rules, questions=questions)
