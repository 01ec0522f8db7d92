"""A protocol made ready to run: each question with the rules that it settles and those that it can still affect.

Facts are what answers make true, as bits of one whole number, so that checking a rule takes one comparison: every
condition of a protocol has a bit, and an answer sets the bits of the conditions that it meets. What a condition means
is written in `Condition.holds` and nowhere else. A rule is written out as the ways in which it can hold, each a set of
facts: it holds when all the facts of any of its ways do.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from itertools import chain, zip_longest
from operator import and_, or_
from typing import NamedTuple

from triage.engine.parts.alternatives import Alternative
from triage.engine.parts.condition import Answer, Condition
from triage.engine.parts.protocol import Protocol, kept_with_protocol
from triage.engine.parts.question import Question, Stage
from triage.engine.parts.rule import Rule
from triage.engine.parts.urgency import Urgency

Facts = int
"""A set of conditions that hold, one bit each."""


@dataclass(frozen=True)
class Way:
    """One way in which some conditions can all hold."""

    conditions: Alternative
    facts: Facts
    questions: tuple[str, ...]
    """Those that the conditions look at; instead of a derived number the two that it comes from."""


class ConditionBits:
    """A bit for every distinct condition on an answer that bears on the urgency, the path or the advice."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._thresholds = protocol.threshold_values
        ways = chain(
            *protocol.alternatives_of_rules.values(),
            *(protocol.alternatives(question.ask_when, question.ask_mode) for question in protocol.questions),
            *(protocol.alternatives(advice.when) for advice in protocol.advice),
        )
        # in the order of the questions, so that the sets are small numbers at first, which is faster
        conditions = sorted(dict.fromkeys(chain(*ways)), key=lambda condition: protocol.place_of[condition.question])
        self._bits = {condition: 1 << place for place, condition in enumerate(conditions)}
        self._of_question: defaultdict[str, dict[Condition, Facts]] = defaultdict(dict)
        for condition, bit in self._bits.items():
            self._of_question[condition.question][condition] = bit

    def of_all(self, conditions: Iterable[Condition]) -> Facts:
        """The bits of all these conditions."""
        facts = 0
        for condition in conditions:
            facts |= self._bits[condition]
        return facts

    def of_questions(self, keys: Collection[str]) -> Facts:
        """The bits of all conditions on these questions."""
        return sum(sum(self._of_question[key].values()) for key in keys)

    def ways(self, alternatives: Iterable[Alternative]) -> tuple[Way, ...]:
        """These ways in which some conditions can hold, with their facts."""
        return tuple([Way(one, self.of_all(one), self._protocol.questions_of(one)) for one in alternatives])

    def met_by(self, answer: Answer, question: Question) -> Facts:
        """The facts that an answer to a question makes true: one choice, one tick, or a number."""
        mine = self._of_question[question.key].items()
        return sum(bit for condition, bit in mine if condition.holds(answer, self._thresholds))

    def cuts(self, question: Question) -> list[Decimal]:
        """The thresholds that a number is compared with, in their order."""
        names = {condition.threshold for condition in self._of_question[question.key]}
        return sorted({self._thresholds[name] for name in names if name})


def _at_and_between(cuts: Sequence[Decimal]) -> Iterator[Decimal]:
    """A number below the first cut, then each cut and a number above it: within such a stretch the same is true."""
    yield cuts[0] - 1 if cuts else Decimal(0)
    for cut, above in zip_longest(cuts, cuts[1:]):
        yield cut
        yield cut + 1 if above is None else (cut + above) / 2


class AnyOf:
    """Sets of facts, any of which is enough."""

    __slots__ = ("_in_all", "_ways")

    def __init__(self, ways: Iterable[Facts]) -> None:
        """Sets that include another one add nothing, and are left out."""
        self._ways: list[Facts] = []
        for way in sorted(set(ways), key=int.bit_count):
            for other in self._ways:
                if way & other == other:
                    break
            else:
                self._ways.append(way)
        self._in_all = reduce(and_, self._ways, self._ways[0]) if self._ways else 0

    def holds(self, facts: Facts) -> bool:
        """Whether all the facts of any of these sets are among these."""
        if facts & self._in_all == self._in_all:
            for way in self._ways:
                if facts & way == way:
                    return True
        return False


class Settled(NamedTuple):
    """The ways of rules that end with one question and need the same facts from it."""

    in_all: Facts
    """The facts that all these ways need."""
    ways: tuple[tuple[Facts, int, Rule], ...]
    """Each way with the level of its rule, and the rule."""


class Effect(NamedTuple):
    """What an answer makes true, and what that may settle."""

    facts: Facts
    settled: tuple[Settled, ...]


@dataclass(frozen=True)
class Step:
    """One question, ready to run."""

    key: str
    """Of its question."""
    derives: Question | None
    """The question, if its number is worked out and not asked for."""
    ask: AnyOf | None
    """The facts that make it asked; None when it has no conditions."""
    always: bool
    """It is asked even when it can't change the urgency any more."""
    effect_of: Callable[[Answer], Effect]
    touched: tuple[tuple[int, AnyOf], ...]
    """By level: what the ways need from earlier questions that look at this answer, or at one that it may bring up."""
    self_care: AnyOf
    """What the ways of all rules for self-care need from earlier questions."""

    def is_asked(self, facts: Facts) -> bool:
        """Whether the answers so far call for this question."""
        return self.ask is None or self.ask.holds(facts)

    def is_open(self, facts: Facts, certain: int) -> bool:
        """Whether it must be answered: always, or past an emergency, or as an answer could still change the urgency.

        `certain` is the highest level of the rules that hold. Once no self-care rule can hold any more, the urgency is
        at least `soon`, by a rule or by the default.
        """
        if self.always or certain == Urgency.EMERGENCY.level:
            return True
        if certain < Urgency.SOON.level and self.self_care.holds(facts):
            certain = -1
        else:
            certain = max(certain, Urgency.SOON.level)
        return any(level > certain and before.holds(facts) for level, before in self.touched)


@kept_with_protocol
def bits(protocol: Protocol) -> ConditionBits:
    """The bits of a protocol's conditions."""
    return ConditionBits(protocol)


@kept_with_protocol
def ways_of_rules(protocol: Protocol) -> Mapping[str, tuple[Way, ...]]:
    """The ways in which each rule can hold, by its key."""
    return {key: bits(protocol).ways(ways) for key, ways in protocol.alternatives_of_rules.items()}


@kept_with_protocol
def ways_to_be_asked(protocol: Protocol) -> Mapping[str, tuple[Way, ...]]:
    """The ways in which each question is called for, by its key; not in it are those asked of everybody."""
    questions = [question for question in protocol.questions if question.ask_when]
    return {q.key: bits(protocol).ways(protocol.alternatives(q.ask_when, q.ask_mode)) for q in questions}


@kept_with_protocol
def steps(protocol: Protocol) -> tuple[Step, ...]:
    """The questions that bear on the urgency, ready to run."""
    checks = sum(question.stage is Stage.CHECK for question in protocol.questions)  # the others come after them
    return steps_with_plan(protocol)[:checks]


@kept_with_protocol
def steps_with_plan(protocol: Protocol) -> tuple[Step, ...]:
    """All questions ready to run, those for the plan last."""
    return tuple(_Maker(protocol).steps())


class _Maker:
    """Makes the steps of a protocol. A way belongs to the last question that it looks at: there it is settled."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol, self._bits = protocol, bits(protocol)
        ways = ways_of_rules(protocol)
        self._ways = [(way.facts, rule) for rule in protocol.rules for way in ways[rule.key]]
        self._self_care = [way for way, rule in self._ways if rule.finding.urgency is Urgency.SELF_CARE]

    def steps(self) -> Iterator[Step]:
        earlier: Facts = 0
        for question in self._protocol.questions:
            own = self._bits.of_questions([question.key])
            yield Step(
                key=question.key,
                derives=question if question.derive is not None else None,
                ask=self._ask(question),
                always=question.always or question.shares_page or question.stage is Stage.PLAN,
                effect_of=self._effects(question, self._settled(own, earlier)),
                touched=self._touched(question, earlier),
                self_care=AnyOf(way & earlier for way in self._self_care),
            )
            earlier |= own

    def _ask(self, question: Question) -> AnyOf | None:
        ways = ways_to_be_asked(self._protocol).get(question.key)
        return None if ways is None else AnyOf(way.facts for way in ways)

    def _settled(self, own: Facts, earlier: Facts) -> Mapping[Facts, Settled]:
        """By what the ways that end with a question need from its answer."""
        found: defaultdict[Facts, list[tuple[Facts, int, Rule]]] = defaultdict(list)
        for way, rule in self._ways:
            if way & own and way & (earlier | own) == way:
                found[way & own].append((way, rule.finding.urgency.level, rule))
        return {need: Settled(reduce(and_, (way for way, _, _ in ways)), tuple(ways)) for need, ways in found.items()}

    def _effects(self, question: Question, settled: Mapping[Facts, Settled]) -> Callable[[Answer], Effect]:
        """A function from an answer to its effect, which is known beforehand for all but several ticks."""

        def effect(answer: Answer) -> Effect:
            facts = self._bits.met_by(answer, question)
            return Effect(facts, tuple(ways for need, ways in settled.items() if facts & need == need))

        by_choice = {choice.key: effect(choice.key) for choice in question.choices}
        cuts = self._bits.cuts(question)
        by_place = [effect(value) for value in _at_and_between(cuts)]
        skipped, may_settle = Effect(0, ()), tuple(settled.values())

        def effect_of(answer: Answer) -> Effect:
            if isinstance(answer, str):
                return by_choice[answer]
            if isinstance(answer, frozenset):
                if len(answer) == 1:
                    return by_choice[next(iter(answer))]
                return Effect(reduce(or_, [by_choice[tick].facts for tick in answer], 0), may_settle)
            if answer is None:
                return skipped
            place = bisect_left(cuts, answer)
            return by_place[2 * place + (place < len(cuts) and cuts[place] == answer)]

        return effect_of

    def _touched(self, question: Question, earlier: Facts) -> tuple[tuple[int, AnyOf], ...]:
        bits_touched = self._bits.of_questions(with_brought_up(self._protocol, {question.key}))
        found: defaultdict[int, list[Facts]] = defaultdict(list)
        for way, rule in self._ways:
            if way & bits_touched:
                found[rule.finding.urgency.level].append(way & earlier)
        return tuple((level, AnyOf(found[level])) for level in sorted(found, reverse=True))


def with_brought_up(protocol: Protocol, keys: Iterable[str]) -> set[str]:
    """These questions, and all that their answers may bring up or derive."""
    found = set(keys)
    for later in protocol.questions:  # in order: what a question brings up comes after it
        if not found.isdisjoint([*protocol.questions_of(later.ask_when), *later.derived_from]):
            found.add(later.key)
    return found
