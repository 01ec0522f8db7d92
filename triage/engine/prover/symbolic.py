"""The rules as the solver sees them: what `assess` and `replay` come to, for all patients at once.

`Outcome` is the urgency when every question is asked that its conditions call for. Leaving questions out never changes
the urgency (docs/decisions/0007), so most proofs need nothing more. `Journeys` knows which questions are left out, and
where a journey ends.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from triage.engine.parts.alternatives import Alternative
from triage.engine.parts.condition import Condition, Meets, Mode
from triage.engine.parts.protocol import Protocol, kept_with_protocol
from triage.engine.parts.question import Question
from triage.engine.parts.rule import Rule
from triage.engine.parts.urgency import Urgency
from triage.engine.prover.answer_space import AnswerSpace, checked
from triage.engine.prover.solver import FALSE, TRUE, Literal
from triage.engine.prover.variables import Variable
from triage.engine.run.steps import with_brought_up

SOON, URGENT, EMERGENCY = Urgency.SOON.level, Urgency.URGENT.level, Urgency.EMERGENCY.level


class ConditionFacts:
    """Which conditions hold on answers that are on the path.

    Whoever makes one fills in `asked`. `like` are the facts of patients who differ only in the answers to `changed`.
    """

    def __init__(self, space: AnswerSpace, like: ConditionFacts | None = None, changed: Collection[str] = ()) -> None:
        self.space, self.circuit = space, space.circuit
        self._like, self.changed = like, with_brought_up(space.protocol, changed)
        self.asked: dict[str, Literal] = {}
        """Whether each question is asked, in the protocol's order; for a derived one whether it can be worked out."""
        self._known: dict[Condition | Meets, Literal] = {}

    def called_for(self, question: Question) -> Literal:
        """Whether the facts so far call for this question by its `ask when`, or give both numbers it derives from."""
        if question.derive is not None:
            sources = question.derived_from
            return self.circuit.all_of([self.asked[s] for s in sources] + [self.space.answered(s) for s in sources])
        if not question.ask_when:
            return TRUE
        return self.hold(question.ask_when, question.ask_mode)

    def hold(self, when: Iterable[Condition | Meets], mode: Mode = Mode.ALL) -> Literal:
        """Whether all of these hold, or any of them."""
        facts = (self.fact(item) for item in when)
        return self.circuit.all_of(facts) if mode is Mode.ALL else self.circuit.any_of(facts)

    def fact(self, item: Condition | Meets) -> Literal:
        """Whether a criterion holds; or a condition, on an answer that is on the path and not skipped."""
        known = self._known.get(item)
        if known is None:
            if self._like is not None and self.changed.isdisjoint(_looked_at(self.space.protocol, item)):
                known = self._like.fact(item)
            elif isinstance(item, Meets):
                criterion = self.space.protocol.criterion_by_key[item.criterion]
                known = self.hold(criterion.when, criterion.mode)
            else:
                known = self._answer_meets(item)
            self._known[item] = known
        return known

    def _answer_meets(self, condition: Condition) -> Literal:
        key = condition.question
        parts = [self.asked[key], self.space.met(condition)]
        if key in self.space.answers:
            parts.append(self.space.answered(key))
        return self.circuit.all_of(parts)


def _looked_at(protocol: Protocol, item: Condition | Meets) -> Iterable[str]:
    """The questions that a condition or a criterion looks at."""
    return _of_criteria(protocol)[item.criterion] if isinstance(item, Meets) else (item.question,)


@kept_with_protocol
def _of_criteria(protocol: Protocol) -> dict[str, tuple[str, ...]]:
    return {criterion.key: protocol.questions_of(criterion.when) for criterion in protocol.criteria}


class Outcome:
    """The urgency of every patient of a space, and the rules that give it, as if an emergency did not end the path."""

    def __init__(self, space: AnswerSpace, like: Outcome | None = None, changed: Collection[str] = ()) -> None:
        self.space, self.circuit, self.protocol = space, space.circuit, space.protocol
        self._like = like
        self.facts: ConditionFacts = ConditionFacts(space, None if like is None else like.facts, changed)
        for question in checked(self.protocol):
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
            if self._like is not None and self.facts.changed.isdisjoint(self.protocol.questions_of_rule[rule.key]):
                known = self._like.holds(rule)
            else:
                known = self.facts.hold(rule.when)
            self._rules[rule.key] = known
        return known

    def at_least(self, level: int) -> Literal:
        """Whether the urgency is of this level or a higher one."""
        known = self._levels.get(level)
        if known is None:
            parts = [self.holds(rule) for rule in self.protocol.rules if rule.finding.urgency.level == level]
            if self.protocol.default.urgency.level == level:
                parts.append(self.default)
            higher = self.at_least(level + 1) if level < EMERGENCY else FALSE
            known = self._levels[level] = self.circuit.any_of([higher, *parts]) if level > 0 else TRUE
        return known

    def exactly(self, level: int) -> Literal:
        """Whether the urgency is of this level."""
        return self.circuit.all_of((self.at_least(level), -self.at_least(level + 1)))


class _Way:
    """One way in which a rule can hold. Each is settled on its own, by the last question that it looks at."""

    def __init__(self, rule: Rule, when: Alternative, journeys: Journeys) -> None:
        self.rule, self.level, self._facts = rule, rule.finding.urgency.level, journeys.facts
        self._when = sorted(when, key=lambda condition: journeys.protocol.place_of[condition.question])
        self._places = [journeys.protocol.place_of[condition.question] for condition in self._when]
        self._first = [TRUE]
        self.questions = frozenset(condition.question for condition in when)
        self.settled = self._places[-1]
        self.known = max(journeys.protocol.place_of[key] for key in journeys.protocol.questions_of(when))
        """The place of the last answer that it needs. A derived number may have its place long after its two answers,
        but an emergency by it ends the path at once."""

    @property
    def holds(self) -> Literal:
        """Whether all its conditions hold."""
        return self.holds_before(self.settled + 1)

    def holds_before(self, place: int) -> Literal:
        """Whether everything holds that it needs from the questions before this place."""
        count = bisect_left(self._places, place)
        for condition in self._when[len(self._first) - 1 : count]:
            self._first.append(self._facts.circuit.all_of((self._first[-1], self._facts.fact(condition))))
        return self._first[count]


class Journeys:
    """Which questions each patient of a space is really asked, and which rules they see as a reason.

    A patient whose answers make one way of a rule true is not asked what another one would need.
    """

    def __init__(self, space: AnswerSpace) -> None:
        self.space, self.circuit, self.protocol = space, space.circuit, space.protocol
        self.facts = ConditionFacts(space)
        self._ways = [
            _Way(rule, when, self) for rule in self.protocol.rules for when in space.protocol.alternatives(rule.when)
        ]
        self._held = dict.fromkeys((SOON, URGENT, EMERGENCY), FALSE)
        """Whether a rule of at least this level holds in a way that is settled so far."""
        self._ended = FALSE
        """Whether an emergency has ended the path so far."""
        seen: defaultdict[str, list[Literal]] = defaultdict(list)
        for place, question in enumerate(checked(self.protocol)):
            if question.derive is None:
                self.facts.asked[question.key] = self._page(question)
                self._derive()
            settled = [way for way in self._ways if way.settled == place]
            for way in settled:
                seen[way.rule.key].append(self.circuit.all_of((-self._held[EMERGENCY], way.holds)))
            for level, before in self._held.items():
                held = [way.holds for way in settled if way.level >= level]
                self._held[level] = self.circuit.any_of([before, *held])
            ends = [way.holds for way in self._ways if way.known == place and way.level == EMERGENCY]
            self._ended = self.circuit.any_of([self._ended, *ends])
        self.rules = {rule.key: self.circuit.any_of(seen[rule.key]) for rule in self.protocol.rules}
        """Whether each rule holds and is seen before the path ends."""
        self.emergency = self._held[EMERGENCY]
        """Whether the path ends early, with an emergency."""

    @property
    def asked(self) -> dict[str, Literal]:
        """Whether each question is asked, in the order of the protocol."""
        return {key: asked for key, asked in self.facts.asked.items() if key in self.space.answers}

    @cached_property
    def pages(self) -> dict[str, Literal]:
        """Whether each page is seen, by its first question: whether any question on it is asked."""
        found: defaultdict[str, list[Literal]] = defaultdict(list)
        for key, asked in self.asked.items():
            found[self.protocol.page_of[key]].append(asked)
        return {head: self.circuit.any_of(literals) for head, literals in found.items()}

    def on_its_page(self, question: Question) -> Literal:
        """Whether the question is asked, though a danger sign on the same page may have ended the path already."""
        return self.facts.called_for(question) if question.shares_page else self.asked.get(question.key, FALSE)

    def _derive(self) -> None:
        for question in checked(self.protocol):
            if question.derive is not None and all(source in self.facts.asked for source in question.derived_from):
                self.facts.asked.setdefault(question.key, self.facts.called_for(question))

    def _page(self, question: Question) -> Literal:
        parts = [-self._ended, self.facts.called_for(question)]
        always = question.always or question.shares_page
        return self.circuit.all_of(parts if always else [*parts, self._can_matter(question)])

    def _can_matter(self, question: Question) -> Literal:
        """Whether an answer could still change the urgency: `Step.is_open`, for all patients at once."""
        place = self.protocol.place_of[question.key]
        mild = [way.holds_before(place) for way in self._ways if way.rule.finding.urgency is Urgency.SELF_CARE]
        self_care = [-self._held[SOON], self.circuit.any_of(mild)]
        touched: defaultdict[int, list[Literal]] = defaultdict(list)
        keys = with_brought_up(self.protocol, {question.key})
        for way in self._ways:
            if not way.questions.isdisjoint(keys):
                touched[way.level].append(way.holds_before(place))
        open_ = {level: self_care if level <= SOON else [-self._held[level]] for level in touched}
        return self.circuit.any_of(
            self.circuit.all_of([*open_[level], self.circuit.any_of(ways)]) for level, ways in touched.items()
        )
