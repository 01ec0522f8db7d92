"""The walk: the pages that a patient really sees, one after the other, as `replay` leaves questions out and ends."""

from __future__ import annotations

from collections import defaultdict

from triage.engine.prover.circuit import Literal
from triage.engine.prover.outcome import Facts
from triage.engine.prover.space import Space
from triage.engine.question import Question
from triage.engine.rule import Rule
from triage.engine.steps import touched_by
from triage.engine.urgency import Urgency

SOON, URGENT = Urgency.SOON.level, Urgency.URGENT.level


class Walk:
    """Which questions each patient of a space is asked, and which rules they see as a reason."""

    def __init__(self, space: Space) -> None:
        self.space, self.circuit, self.protocol = space, space.circuit, space.protocol
        self.facts = Facts(space)
        self.rules: dict[str, Literal] = {}
        """Whether each rule holds on the answers given, before the path has ended."""
        self._held: defaultdict[int, list[Literal]] = defaultdict(list)
        self._place = {question.key: place for place, question in enumerate(self.protocol.questions)}
        self.ended_before: dict[str, Literal] = {}
        """Whether an emergency has ended the path before each question."""
        for step in self.protocol.steps:
            self._step(step.question, [rule for rule, _ in step.rules])
        self.emergency = self._any_held(Urgency.EMERGENCY.level)
        """Whether the path ends early, with an emergency."""

    @property
    def pages(self) -> dict[str, Literal]:
        """Whether each question has its page, in the order of the protocol."""
        return {key: asked for key, asked in self.facts.asked.items() if key in self.space.answers}

    def _step(self, question: Question, settled: list[Rule]) -> None:
        ended = self._any_held(Urgency.EMERGENCY.level)
        self.ended_before[question.key] = ended
        open_ = [-ended, self.facts.called_for(question)]
        if question.derive is None and not question.always:
            open_.append(self._can_matter(question))
        self.facts.asked[question.key] = self.circuit.all_of(open_)
        for rule in settled:
            held = self.rules[rule.key] = self.circuit.all_of((-ended, self.facts.all_hold(rule.when)))
            self._held[rule.finding.urgency.level].append(held)

    def _any_held(self, least: int) -> Literal:
        return self.circuit.any_of(held for level, rules in self._held.items() if level >= least for held in rules)

    def _can_matter(self, question: Question) -> Literal:
        """Whether an answer could still change the urgency: `Step.can_matter`, for all patients at once."""
        mild = [rule for rule in self.protocol.rules if rule.finding.urgency is Urgency.SELF_CARE]
        self_care = [-self._any_held(SOON), self.circuit.any_of(self._before(rule, question) for rule in mild)]
        touched: defaultdict[int, list[Literal]] = defaultdict(list)
        for rule in touched_by(self.protocol, question):
            touched[rule.finding.urgency.level].append(self._before(rule, question))
        ways = []
        for level, rules in touched.items():
            open_ = self_care if level <= SOON else [-self._any_held(level)]
            ways.append(self.circuit.all_of([*open_, self.circuit.any_of(rules)]))
        return self.circuit.any_of(ways)

    def _before(self, rule: Rule, question: Question) -> Literal:
        """Whether all holds that a rule needs from the questions before this one."""
        here = self._place[question.key]
        return self.facts.all_hold(condition for condition in rule.when if self._place[condition.question] < here)
