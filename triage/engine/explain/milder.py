"""The search for a milder outcome: one patient on one escape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from triage.engine.explain.cases import any_met, smallest
from triage.engine.explain.escape import UNASKED, Escape, Move, Turn
from triage.engine.explain.layout import Layout, PlacedPair, Places
from triage.engine.explain.pair import FREE, Joint
from triage.engine.parts.condition import Answer
from triage.engine.run.steps import Facts


@dataclass(frozen=True)
class Patient:
    """One patient's answers, and what they make true, by the place of the question."""

    layout: Layout
    given: Mapping[int, Answer]
    facts: Mapping[int, Facts]


class Way:
    """One escape for one patient: whether some milder outcome keeps the answers that are to be kept."""

    def __init__(self, patient: Patient, escape: Escape) -> None:
        self.patient, self.escape = patient, escape
        self.moves: list[tuple[Places, Move | None, Move | None]] = []
        """At each turn that can make anything true: its question, what to do when that is kept, and when not."""
        self.clashes: Places = 0
        """Answers that can't be kept on this way."""
        self.untold: Places = 0
        """Answers that an outcome is not known to share with the patient, unless they are kept."""
        self.matter: Places = 0
        """Answers that, when kept, may block this way."""
        self.pair_moves: dict[Places, list[Move]] = {}
        for turn in escape.turns:
            self._add(turn)

    def _add(self, turn: Turn) -> None:
        facts = self.patient.facts.get(turn.place)
        if turn.pair is not None:
            if facts is not None:
                self.matter |= turn.bit
                self.untold |= turn.bit
            return
        if facts is None or turn.required & ~facts:
            if facts is not None:
                self.clashes |= turn.bit
                self.matter |= turn.bit
            if turn.free is not None:
                self.moves.append((turn.bit, None, turn.free))
            return
        own = facts & self.escape.relevant
        if turn.options != (own,):
            self.matter |= turn.bit
            if turn.free is None:
                self.untold |= turn.bit
        if own or turn.free is not None:
            self.moves.append((turn.bit, turn.move((own,)) if own else None, turn.free))

    def shared(self, kept: Places) -> Places | None:
        """The answers that some milder outcome shares with the patient; None where there is no such outcome."""
        chosen = self._outcome(kept)
        if chosen is None:
            return None
        differ = self.untold | self.clashes
        for bit, fixed, free in self.moves:
            if free is not None and not kept & bit:
                facts = chosen[free.place]
                if facts is not UNASKED and facts != (fixed.options[0] if fixed else 0):
                    differ |= bit
        return kept | ~differ

    def answers(self, kept: Places) -> dict[str, Answer] | None:
        """An answer to every question, asked or not, of some milder outcome."""
        chosen = self._outcome(kept)
        if chosen is None:
            return None
        layout = self.patient.layout
        found = {place: answer for place, answer in self.patient.given.items() if kept >> place & 1}
        for turn in self.escape.turns:
            if turn.pair is not None and turn.place == turn.pair.one:
                found = self._pair_answers(turn.pair, kept, chosen) | found
            elif turn.examples and turn.place not in found:
                facts = chosen.get(turn.place, UNASKED)
                found[turn.place] = turn.examples[turn.options[0] if facts is UNASKED else facts]
        for place, step in enumerate(layout.steps):
            if step.question.derive is None and place not in found:
                found[place] = next(iter(layout.cases(place).values()))
        return {layout.steps[place].question.key: answer for place, answer in found.items()}

    def _outcome(self, kept: Places) -> dict[int, Facts] | None:
        """The facts chosen at each place, of an outcome that is milder; None where there is none."""
        if kept & self.clashes:
            return None
        moves = [move for bit, fixed, free in self.moves if (move := fixed if kept & bit else free) is not None]
        if self.escape.pairs:
            for pair in self.escape.pairs:
                moves += self._pair_moves(pair, kept)
            moves.sort(key=lambda move: move.place)
        chosen: dict[int, Facts] = {}
        return chosen if _walk(moves, 0, 0, chosen) else None

    def _joint(self, pair: PlacedPair, kept: Places) -> Joint:
        """Every case of a pair on this way."""
        one = self.patient.given[pair.one] if kept >> pair.one & 1 else FREE
        other = self.patient.given[pair.other] if kept >> pair.other & 1 else FREE
        joint = pair.joint if one is FREE and other is FREE else pair.pair.joint(one, other)
        required = self.escape.required & pair.facts
        return {(a, b): answers for (a, b), answers in joint.items() if (a | b) & required == required}

    def _pair_moves(self, pair: PlacedPair, kept: Places) -> list[Move]:
        """What to do at the two questions of a pair."""
        known = self.pair_moves.get(kept & pair.bits)
        if known is None:
            first, second = (turn for turn in self.escape.turns if turn.pair is pair)
            branches: dict[Facts, tuple[Facts, ...]] = {}
            for facts in smallest((a | b) & self.escape.relevant for a, b in self._joint(pair, kept)):
                one = facts & self.patient.layout.decides[pair.one]
                branches[one] = (*branches.get(one, ()), facts ^ one)
            ones = tuple(branches)
            own = self.patient.facts[second.place] & self.escape.relevant if kept & second.bit else 0
            branches[UNASKED] = (own,) if kept & second.bit else second.options
            known = [first.move(ones), second.move((), branches, pair.one)]
            self.pair_moves[kept & pair.bits] = known
        return known

    def _pair_answers(self, pair: PlacedPair, kept: Places, chosen: Mapping[int, Facts]) -> dict[int, Answer]:
        """Answers to both questions of a pair for what was chosen there."""
        first, second = (turn for turn in self.escape.turns if turn.pair is pair)
        one, other = chosen[pair.one], chosen[pair.other]
        if one is UNASKED:
            answer = second.examples[second.options[0] if other is UNASKED else other]
            return {pair.one: next(iter(first.examples.values())), pair.other: answer}
        for (a, b), (answer_one, answer_other) in self._joint(pair, kept).items():
            if a & self.escape.relevant == one and (other is UNASKED or b & self.escape.relevant == other):
                return {pair.one: answer_one, pair.other: answer_other}
        raise AssertionError("a pair chosen has no answers")


def _walk(moves: list[Move], at: int, facts: Facts, chosen: dict[int, Facts]) -> bool:
    """Whether the moves from here on can be made so that no rule holds that may not; if so, they stand in `chosen`."""
    for index in range(at, len(moves)):
        place, ask_facts, ask_all, options, needs, branches, mate = moves[index]
        if ask_facts and not (facts & ask_facts == ask_facts if ask_all else facts & ask_facts):
            chosen[place] = UNASKED
            continue
        if branches is not None:
            options = branches[chosen[mate]]
        if len(options) != 1:
            for option in options:
                chosen[place] = option
                if not any_met(facts | option, needs) and _walk(moves, index + 1, facts | option, chosen):
                    return True
            return False
        chosen[place] = options[0]
        facts |= options[0]
        if options[0] and any_met(facts, needs):
            return False
    return True
