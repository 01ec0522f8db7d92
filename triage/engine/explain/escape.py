"""Escapes: the ways in which answers can come to less than some urgency.

An urgency is missed when every rule at least as urgent fails and, where the default finding is urgent enough by
itself, some milder rule holds. All conditions are met, never missed, by facts: the fewer facts, the fewer rules hold
and the fewer questions are asked. So among the cases of a question only the smallest matter, and for most questions
that is the one that makes nothing true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from triage.engine.explain.cases import Cases, bits, smallest
from triage.engine.explain.layout import Layout, PlacedPair, Places
from triage.engine.run.steps import Facts, Step

UNASKED: Final = -1
"""Stands for the facts of a question that is not asked."""

Branches = dict[Facts, tuple[Facts, ...]]
"""What the second question of a pair can make true, by what the first makes true."""


class Move(NamedTuple):
    """One turn of the search: the question's place, what asks it, its options, and the rules that it settles."""

    place: int
    ask_facts: Facts
    ask_all: bool
    options: tuple[Facts, ...]
    needs: tuple[Facts, ...]
    branches: Branches | None
    mate: int


@dataclass(frozen=True)
class Turn:
    """One question on an escape."""

    step: Step
    place: int
    required: Facts
    options: tuple[Facts, ...]
    """The smallest cases that have the required facts, in relevant facts only."""
    examples: Cases
    """An example answer for each of them, and for others."""
    needs: tuple[Facts, ...]
    """What each rule needs that may not hold, for those rules that this question settles."""
    pair: PlacedPair | None
    """The pair that it belongs to, where what is derived from it is relevant."""

    @property
    def bit(self) -> Places:
        """The question as a set of one."""
        return 1 << self.place

    @cached_property
    def free(self) -> Move | None:
        """What to do when the answer is not kept; nothing when it then makes nothing true."""
        return None if self.options == (0,) else self.move(self.options)

    def move(self, options: tuple[Facts, ...], branches: Branches | None = None, mate: int = -1) -> Move:
        """The move with these options."""
        return Move(self.place, self.step.ask_facts, self.step.ask_all, options, self.needs, branches, mate)


@dataclass(frozen=True)
class Escape:
    """One way: the facts that must hold, those that matter, and the questions that have any of them."""

    required: Facts
    relevant: Facts
    turns: tuple[Turn, ...]
    pairs: tuple[PlacedPair, ...]


@lru_cache(maxsize=64)  # a layout is told apart by identity; a few versions are alive at any time
def escapes(layout: Layout, level: int) -> tuple[Escape, ...]:
    """Every way to come to an urgency below this level. None of them includes another."""
    forbidden = smallest(needed for of, needed in layout.rules if of >= level)
    wanted = [needed for of, needed in layout.rules if of < level] if layout.default.level >= level else [0]
    targets = smallest(closed for needed in wanted for closed in _with_what_asks(layout, needed))
    found = (_escape(layout, target, forbidden) for target in targets)
    return tuple(escape for escape in found if escape is not None)


def _with_what_asks(layout: Layout, needed: Facts) -> Iterator[Facts]:
    """These facts and those that make their questions asked, in every way in which they can be."""
    for place in _places(layout, needed):
        step = layout.steps[place]
        if step.ask_facts and not step.is_asked(needed):
            for more in [step.ask_facts] if step.ask_all else bits(step.ask_facts):
                if all(bit in layout.decided_at for bit in bits(more)):
                    yield from _with_what_asks(layout, needed | more)
            return
    yield needed


def _places(layout: Layout, facts: Facts) -> list[int]:
    """The questions whose answers these facts hang on."""
    return sorted({place for bit in bits(facts) for place in layout.hang_on.get(bit, ())})


def _escape(layout: Layout, target: Facts, forbidden: list[Facts]) -> Escape | None:
    if not _possible(layout, target):
        return None
    live = [needed for needed in forbidden if _possible(layout, target | needed)]
    if any(needed & target == needed for needed in live):
        return None
    relevant = _relevant(layout, target, live)
    turns = []
    for place in range(len(layout.steps)):
        pair = layout.pair_at.get(place)
        if pair and not layout.decides[pair.other] & ~layout.own[pair.other] & (relevant | target):
            pair = None
        if pair or layout.own[place] & layout.decides[place] & (relevant | target):
            turns.append(_turn(layout, place, target, relevant, live, pair))
    pairs = tuple(pair for pair in layout.pairs if any(turn.pair is pair for turn in turns))
    return Escape(target, relevant, tuple(turns), pairs)


def _possible(layout: Layout, facts: Facts) -> bool:
    """Whether each question, and each pair, has an answer that makes its part of these facts true."""
    for pair in layout.pairs:
        one, other = facts & layout.decides[pair.one], facts & layout.decides[pair.other]
        if not any(a & one == one and b & other == other for a, b in pair.joint):
            return False
    parts = {place: facts & layout.decides[place] for place in {layout.decided_at[bit] for bit in bits(facts)}}
    return all(place in layout.pair_at or layout.cases(place, part) for place, part in parts.items())


def _relevant(layout: Layout, target: Facts, live: list[Facts]) -> Facts:
    """The facts that these rules need or a pair must have, and those that make the questions asked that have them."""
    relevant = 0
    for pair in layout.pairs:
        relevant |= target & layout.decides[pair.other] & ~layout.own[pair.other]
    for needed in live:
        relevant |= needed
    for place in reversed(range(len(layout.steps))):  # what asks a question stands before it
        if place in _places(layout, relevant):
            relevant |= layout.steps[place].ask_facts
    return relevant


def _turn(
    layout: Layout, place: int, target: Facts, relevant: Facts, live: list[Facts], pair: PlacedPair | None
) -> Turn:
    step = layout.steps[place]
    cases = layout.cases(place, target & layout.own[place])
    examples: Cases = {}
    for facts, answer in cases.items():
        examples.setdefault(facts & relevant, answer)
    return Turn(
        step=step,
        place=place,
        required=target & layout.own[place],
        options=tuple(smallest(examples)),
        examples=examples,
        needs=tuple(needed for needed in live if max(layout.decided_at[bit] for bit in bits(needed)) == place),
        pair=pair,
    )
