"""When an emergency is certain: the answers so far leave no other end, whatever else is answered.

The answer that makes it so is the telling one. A rule whose conditions are all known ends the path at once; but several
rules together may make an emergency certain before any one of them holds, and that is what is looked for here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from triage.engine.parts.condition import Answer
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import patients
from triage.engine.prover.circuit import FALSE, Literal
from triage.engine.prover.outcome import Outcome
from triage.engine.prover.solver import Solver
from triage.engine.prover.variables import fixed
from triage.engine.prover.walk import Walk
from triage.engine.run.assess import assess

EMERGENCY = Urgency.EMERGENCY.level


@dataclass(frozen=True)
class Certain:
    """A patient for whom the answer to this question makes an emergency certain, too many pages before its end."""

    question: str
    answers: dict[str, Answer]


class Late:
    """Looks for patients who wait for an emergency that is certain.

    "Whatever else is answered" is a statement about all answers within one about some patient. The solver finds a
    patient for whom some ways to go on, so far none, end in an emergency; then a way that does not; and so on, until
    there is no such patient, or no such way. Few ways are needed: most often "none of these" to all that is left.
    """

    def __init__(self, outcome: Outcome, walk: Walk, solver: Solver, most_pages: int) -> None:
        self.outcome, self.walk, self.solver, self.most = outcome, walk, solver, most_pages
        self.circuit, self.space = outcome.circuit, outcome.space
        self.keys = list(walk.pages)

    def found(self) -> Iterator[Certain]:
        """One patient for each question that is answered too early."""
        ways = [patients.unremarkable(self.space.protocol)]
        waits = [self.circuit.all_of((self._waits(p), self._emergency(p, ways[0]))) for p in range(len(self.keys))]
        self.solver.tell(waits)
        for place, key in enumerate(self.keys):
            answers = self._certain(place, waits[place], ways)
            if answers is not None:
                yield Certain(key, answers)

    def _certain(self, place: int, waits: Literal, ways: list[dict[str, Answer]]) -> dict[str, Answer] | None:
        """Somebody who waits after this place though every way to go on is an emergency. Adds ways that are not."""
        emergencies: list[Literal] = []
        while (model := self.solver.find(waits, *emergencies)) is not None:
            answers = self.space.read(model)
            way = self._way_out(place, answers, ways)
            if way is None:
                return answers
            emergencies.append(self._emergency(place, way))
        return None

    def _way_out(
        self, place: int, answers: dict[str, Answer], ways: list[dict[str, Answer]]
    ) -> dict[str, Answer] | None:
        """A way to go on after this place that ends in something else than an emergency."""
        known = {key: answers[key] for key in self.keys[: place + 1]}
        for way in ways:
            if assess(self.space.protocol, {**way, **known}).urgency is not Urgency.EMERGENCY:
                return way
        other = self.solver.find(*self._same(place, answers), -self.outcome.at_least(EMERGENCY))
        if other is not None:
            ways.append(self.space.read(other))
        return None if other is None else ways[-1]

    def _waits(self, place: int) -> Literal:
        """Whether a patient is asked this, and then more pages than are allowed before the emergency is out."""
        pages = list(self.walk.pages.values())
        later = pages[place + 1 :]
        if len(later) <= self.most:
            return FALSE
        more = self.circuit.counts(later[::-1], self.most + 1)[self.most]  # from the end: each place adds one to these
        return self.circuit.all_of((pages[place], more, self.walk.emergency))

    def _emergency(self, place: int, way: dict[str, Answer]) -> Literal:
        """Whether the answers up to this place end in an emergency when all others are answered this way."""
        later = {key: fixed(self.space.answers[key], way[key]) for key in self.keys[place + 1 :]}
        return self.outcome.instead(later).at_least(EMERGENCY)

    def _same(self, place: int, answers: dict[str, Answer]) -> list[Literal]:
        """Literals of patients with the same answers up to this place."""
        return [literal for key in self.keys[: place + 1] for literal in self.space.answers[key].is_(answers[key])]
