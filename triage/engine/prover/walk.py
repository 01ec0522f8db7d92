"""The walk: the pages that a patient really sees, one after the other, as `replay` leaves questions out and ends."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from triage.engine.parts.question import Question
from triage.engine.parts.rule import Rule
from triage.engine.parts.urgency import Urgency
from triage.engine.prover.circuit import Literal
from triage.engine.prover.outcome import Facts
from triage.engine.prover.space import Space
from triage.engine.run.steps import touched_by

SOON, EMERGENCY = Urgency.SOON.level, Urgency.EMERGENCY.level


class Walk:
    """Which questions each patient of a space is asked, and which rules they see as a reason."""

    def __init__(self, space: Space) -> None:
        self.space, self.circuit, self.protocol = space, space.circuit, space.protocol
        self.facts = Facts(space)
        self._levels: dict[tuple[int, int], Literal] = {}
        self._place = {question.key: place for place, question in enumerate(self.protocol.questions)}
        for question in self.protocol.questions:
            if question.derive is None:
                self.facts.asked[question.key] = self._page(question)
                self._derive()
        self.rules = {
            rule.key: self.circuit.all_of((-self._ended(settled), self.facts.all_hold(rule.when)))
            for settled, rule in self._settled
        }
        """Whether each rule holds on the answers given, and is seen before the path ends."""
        self.emergency = self._held(EMERGENCY, len(self._place))
        """Whether the path ends early, with an emergency."""

    @property
    def pages(self) -> dict[str, Literal]:
        """Whether each question has its page, in the order of the protocol."""
        return {key: asked for key, asked in self.facts.asked.items() if key in self.space.answers}

    @cached_property
    def _settled(self) -> list[tuple[int, Rule]]:
        """Each rule with the place of the last question that it looks at."""
        return [(max(self._place[c.question] for c in rule.when), rule) for rule in self.protocol.rules]

    @cached_property
    def _known(self) -> list[tuple[int, Rule]]:
        """Each rule for an emergency with the place of the last answer that it needs.

        A number may be derived long after its two answers are known. An emergency that it makes is out at once.
        """
        return [
            (max(self._place[key] for key in self.protocol.questions_of_rule[rule.key]), rule)
            for rule in self.protocol.rules
            if rule.finding.urgency is Urgency.EMERGENCY
        ]

    def _derive(self) -> None:
        for question in self.protocol.questions:
            if question.derive is not None and all(source in self.facts.asked for source in question.derived_from):
                self.facts.asked.setdefault(question.key, self.facts.called_for(question))

    def _page(self, question: Question) -> Literal:
        place = self._place[question.key]
        ended = self.circuit.any_of(self.facts.all_hold(rule.when) for known, rule in self._known if known < place)
        parts = [-ended, self.facts.called_for(question)]
        return self.circuit.all_of(parts if question.always else [*parts, self._can_matter(question)])

    def _ended(self, place: int) -> Literal:
        """Whether an emergency has ended the path before this place is looked at."""
        return self._held(EMERGENCY, place)

    def _held(self, least: int, place: int) -> Literal:
        """Whether a rule of at least this level holds that is settled before this place."""
        key = (least, place)
        known = self._levels.get(key)
        if known is None:
            rules = [rule for at, rule in self._settled if at < place and rule.finding.urgency.level >= least]
            known = self._levels[key] = self.circuit.any_of(self.facts.all_hold(rule.when) for rule in rules)
        return known

    def _can_matter(self, question: Question) -> Literal:
        """Whether an answer could still change the urgency: `Step.can_matter`, for all patients at once."""
        place = self._place[question.key]
        mild = [rule for rule in self.protocol.rules if rule.finding.urgency is Urgency.SELF_CARE]
        self_care = [-self._held(SOON, place), self.circuit.any_of(self._before(rule, question) for rule in mild)]
        touched: defaultdict[int, list[Literal]] = defaultdict(list)
        for rule in touched_by(self.protocol, question):
            touched[rule.finding.urgency.level].append(self._before(rule, question))
        ways = []
        for level, rules in touched.items():
            open_ = self_care if level <= SOON else [-self._held(level, place)]
            ways.append(self.circuit.all_of([*open_, self.circuit.any_of(rules)]))
        return self.circuit.any_of(ways)

    def _before(self, rule: Rule, question: Question) -> Literal:
        """Whether all holds that a rule needs from the questions before this one."""
        here = self._place[question.key]
        return self.facts.all_hold(condition for condition in rule.when if self._place[condition.question] < here)
