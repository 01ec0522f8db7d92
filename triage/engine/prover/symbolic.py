"""The rules as the solver sees them: what `assess` and `replay` come to, for all patients at once.

`Outcome` is the urgency when every question is asked that its conditions call for. Leaving questions out never changes
the urgency (docs/decisions/0007), so most proofs need nothing more. `Journeys` knows which questions are left out, and
where a journey ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from triage.engine.parts.condition import Condition, Mode
from triage.engine.parts.question import Question
from triage.engine.parts.rule import Rule
from triage.engine.parts.urgency import Urgency
from triage.engine.prover.answer_space import AnswerSpace
from triage.engine.prover.solver import TRUE, Literal
from triage.engine.prover.variables import Variable
from triage.engine.run.steps import touched_by, with_brought_up

SOON, EMERGENCY = Urgency.SOON.level, Urgency.EMERGENCY.level


class ConditionFacts:
    """Which conditions hold on answers that are on the path.

    Whoever makes one fills in `asked`. `like` are the facts of patients who differ only in the answers to `changed`.
    """

    def __init__(self, space: AnswerSpace, like: ConditionFacts | None = None, changed: Collection[str] = ()) -> None:
        self.space, self.circuit = space, space.circuit
        self._like, self.changed = like, with_brought_up(space.protocol, changed)
        self.asked: dict[str, Literal] = {}
        """Whether each question is asked, in the protocol's order; for a derived one whether it can be worked out."""
        self._known: dict[Condition, Literal] = {}

    def called_for(self, question: Question) -> Literal:
        """Whether the facts so far call for this question by its `ask when`, or give both numbers it derives from."""
        if question.derive is not None:
            sources = question.derived_from
            return self.circuit.all_of([self.asked[s] for s in sources] + [self.space.answered(s) for s in sources])
        if not question.ask_when:
            return TRUE
        facts = [self.fact(condition) for condition in question.ask_when]
        return self.circuit.all_of(facts) if question.ask_mode is Mode.ALL else self.circuit.any_of(facts)

    def fact(self, condition: Condition) -> Literal:
        """Whether this condition holds: its question is on the path, not skipped, and the answer meets it."""
        if self._like is not None and condition.question not in self.changed:
            return self._like.fact(condition)
        known = self._known.get(condition)
        if known is None:
            key = condition.question
            parts = [self.asked[key], self.space.met(condition)]
            if key in self.space.answers:
                parts.append(self.space.answered(key))
            known = self._known[condition] = self.circuit.all_of(parts)
        return known

    def all_hold(self, conditions: Iterable[Condition]) -> Literal:
        """Whether all these conditions hold."""
        return self.circuit.all_of(self.fact(condition) for condition in conditions)


class Outcome:
    """The urgency of every patient of a space, and the rules that give it, as if an emergency did not end the path."""

    def __init__(self, space: AnswerSpace, like: Outcome | None = None, changed: Collection[str] = ()) -> None:
        self.space, self.circuit, self.protocol = space, space.circuit, space.protocol
        self._like = like
        self.facts: ConditionFacts = ConditionFacts(space, None if like is None else like.facts, changed)
        for question in self.protocol.questions:
            self.facts.asked[question.key] = self.facts.called_for(question)
        self._rules: dict[str, Literal] = {}
        self._levels: dict[int, Literal] = {}

    def instead(self, answers: Mapping[str, Variable]) -> Outcome:
        """The outcome of the same patients with other answers to some questions."""
        return Outcome(self.space.instead(answers), self, answers.keys())

    @cached_property
    def default(self) -> Literal:
        """Whether no rule holds."""
        return -self.circuit.any_of(map(self.holds, self.protocol.rules))

    def holds(self, rule: Rule) -> Literal:
        """Whether this rule holds."""
        known = self._rules.get(rule.key)
        if known is None:
            if self._like is not None and all(c.question not in self.facts.changed for c in rule.when):
                known = self._like.holds(rule)
            else:
                known = self.facts.all_hold(rule.when)
            self._rules[rule.key] = known
        return known

    def at_least(self, level: int) -> Literal:
        """Whether the urgency is of this level or a higher one."""
        known = self._levels.get(level)
        if known is None:
            parts = [self.holds(rule) for rule in self.protocol.rules if rule.finding.urgency.level >= level]
            if self.protocol.default.urgency.level >= level:
                parts.append(self.default)
            known = self._levels[level] = self.circuit.any_of(parts) if level > 0 else TRUE
        return known

    def exactly(self, level: int) -> Literal:
        """Whether the urgency is of this level."""
        return self.circuit.all_of((self.at_least(level), -self.at_least(level + 1)))


class Journeys:
    """Which questions each patient of a space is really asked, and which rules they see as a reason."""

    def __init__(self, space: AnswerSpace) -> None:
        self.space, self.circuit, self.protocol = space, space.circuit, space.protocol
        self.facts = ConditionFacts(space)
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
        """Whether each rule holds and is seen before the path ends."""
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
        """Each emergency rule with the place of the last answer that it needs.

        A derived number may have its place long after its two answers. Its emergency ends the path at once.
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
        """Whether an emergency has ended the path before this place."""
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
        """Whether everything holds that a rule needs from the questions before this one."""
        here = self._place[question.key]
        return self.facts.all_hold(condition for condition in rule.when if self._place[condition.question] < here)
