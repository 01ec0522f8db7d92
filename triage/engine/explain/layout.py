"""The layout of a protocol's answers: what each question can make true, worked out once for the searches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import chain

from triage.engine.explain.cases import Cases, Run, bits, covering, near, number_of, runs
from triage.engine.explain.pair import Joint, Pair
from triage.engine.parts.condition import Condition
from triage.engine.parts.protocol import Protocol, kept_with_protocol
from triage.engine.parts.question import Derive
from triage.engine.run.steps import Facts, Step, steps

Places = int
"""A set of questions, one bit each: the bit of a question is 1 shifted by its place in the protocol."""

_NUDGE = Decimal("1e-9")  # smaller than any step between two answers


@dataclass(frozen=True)
class PlacedPair:
    """A pair of number questions with the places of both."""

    pair: Pair
    one: int
    other: int
    derived: tuple[int, ...]
    facts: Facts
    """All that the two answers and the numbers derived from them can make true."""

    @property
    def bits(self) -> Places:
        """Both questions as a set."""
        return 1 << self.one | 1 << self.other

    @cached_property
    def joint(self) -> Joint:
        """Every case of both answers together."""
        return self.pair.joint()


class Layout:
    """What each question of a protocol can make true, by the place of the question."""

    def __init__(self, protocol: Protocol) -> None:
        self.default = protocol.default.urgency
        self.steps: tuple[Step, ...] = steps(protocol)
        self.place = {step.question.key: place for place, step in enumerate(self.steps)}
        self.cuts = _cuts(protocol)
        self._cases: dict[tuple[int, Facts], Cases] = {}
        self.own = [_union(self.cases(place)) for place in range(len(self.steps))]
        self.pairs, self.loose = self._pairs()
        self.pair_at = {place: placed for placed in self.pairs for place in (placed.one, placed.other)}
        self.decides = [self._decides(place) for place in range(len(self.steps))]
        """The facts that are decided at each place: a pair's derived numbers are decided with its second question."""
        self.decided_at = {bit: place for place, facts in enumerate(self.decides) for bit in bits(facts)}
        every = _union(self.decides)
        rules = [
            (rule.finding.urgency.level, needed)
            for step in self.steps
            for rule, needed in step.rules
            if needed & every == needed
        ]
        self.rules = tuple(sorted(rules, key=lambda rule: -rule[0]))
        """Level and needed facts of every rule all of whose conditions some answer meets, the most urgent first."""

    def cases(self, place: int, required: Facts = 0) -> Cases:
        """The cases of one question that have these facts. A derived number has the cases of any number."""
        known = self._cases.get((place, required))
        if known is None:
            step = self.steps[place]
            if step.question.derive is None:
                known = covering(step.question, step.facts_of, self.cuts[step.question.key], required)
            else:
                known = self._derived_cases(step, required)
            self._cases[place, required] = known
        return known

    def _derived_cases(self, step: Step, required: Facts) -> Cases:
        cuts = self.cuts[step.question.key]
        values = [value for cut in sorted(cuts) for value in (cut - _NUDGE, cut, cut + _NUDGE)]
        found: Cases = {} if required else {0: None}
        for value in values:
            facts = step.facts_of(value)
            if facts & required == required and (value >= 0 or step.question.derive is not Derive.APART):
                found.setdefault(facts, value)
        return found

    def sources(self, place: int) -> tuple[int, ...]:
        """The places of the questions that a derived number comes from; of any other question its own."""
        return tuple(self.place[key] for key in self.steps[place].question.derived_from) or (place,)

    @cached_property
    def touched(self) -> tuple[Facts, ...]:
        """All facts that hang on the answer at each place, those of numbers derived from it included."""
        touched = list(self.own)
        for place in range(len(self.steps)):
            for source in self.sources(place):
                touched[source] |= self.own[place]
        return tuple(touched)

    @cached_property
    def hang_on(self) -> dict[Facts, tuple[int, ...]]:
        """The places of the questions that each fact hangs on."""
        return {bit: self.sources(place) for place, own in enumerate(self.own) for bit in bits(own)}

    @cached_property
    def conditional(self) -> tuple[int, ...]:
        """The places of the questions that are not always asked."""
        return tuple(place for place, step in enumerate(self.steps) if step.ask_facts)

    @cached_property
    def ask_facts(self) -> Facts:
        """All facts that make any question asked."""
        return _union(self.steps[place].ask_facts for place in self.conditional)

    @cached_property
    def runs(self) -> dict[int, tuple[Run, ...]]:
        """The runs of the answers to each number question."""
        return {
            place: runs(near(number_of(step.question), self.cuts[step.question.key]), step.facts_of)
            for place, step in enumerate(self.steps)
            if step.question.number is not None and step.question.derive is None
        }

    @cached_property
    def derived_with(self) -> dict[int, list[tuple[Step, int]]]:
        """The numbers derived from the one at each place, each with the place of the other one that it comes from."""
        found: dict[int, list[tuple[Step, int]]] = {place: [] for place in self.runs}
        for place, step in enumerate(self.steps):
            if step.question.derive is not None:
                one, other = self.sources(place)
                found[one].append((step, other))
                found[other].append((step, one))
        return found

    def _decides(self, place: int) -> Facts:
        placed = self.pair_at.get(place)
        if placed is not None and place == placed.other:
            return self.own[place] | _union(self.own[derived] for derived in placed.derived)
        return self.own[place] if self.steps[place].question.derive is None or place in self.loose else 0

    def _pairs(self) -> tuple[tuple[PlacedPair, ...], frozenset[int]]:
        """The pairs, and the derived numbers that share only one of their sources with a pair.

        Those are taken as free: safe, but a set may then be larger than it need be.
        """
        derived: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
        for place, step in enumerate(self.steps):
            if step.question.derive is not None:
                derived[tuple(sorted(self.sources(place)))].append(place)
        pairs: list[PlacedPair] = []
        loose: set[int] = set()
        for (one, other), places in derived.items():
            if any({one, other} & {pair.one, pair.other} for pair in pairs):
                loose.update(places)
                continue
            steps = tuple(self.steps[place] for place in places)
            pair = Pair(self.steps[one], self.steps[other], steps, self.cuts)
            facts = _union(self.own[place] for place in (one, other, *places))
            pairs.append(PlacedPair(pair, one, other, tuple(places), facts))
        return tuple(pairs), frozenset(loose)


@kept_with_protocol
def layout_of(protocol: Protocol) -> Layout:
    """The layout of this protocol."""
    return Layout(protocol)


def _cuts(protocol: Protocol) -> dict[str, set[Decimal]]:
    cuts: dict[str, set[Decimal]] = {question.key: set() for question in protocol.questions}
    conditions: Iterable[Condition] = chain(
        (condition for rule in protocol.rules for condition in rule.when),
        (condition for question in protocol.questions for condition in question.ask_when),
    )
    for condition in conditions:
        if condition.threshold is not None:
            cuts[condition.question].add(protocol.threshold_by_key[condition.threshold].value)
    return cuts


def _union(sets: Iterable[int]) -> int:
    union = 0
    for more in sets:
        union |= more
    return union
