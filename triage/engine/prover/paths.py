"""Check 5: how many pages the longest journey has, and how soon a patient hears of an emergency that is certain.

Every path ends, because questions come in a fixed order and none is asked twice. An emergency is certain when the
answers so far leave no other end, whatever else is answered. A rule whose conditions are all known ends the path at
once; but several rules together may make an emergency certain before any one of them holds, and such patients are
looked for here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from triage.engine.parts.condition import Answer, Answers
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import examples
from triage.engine.prover.report import Check, Limits, Problem
from triage.engine.prover.solver import FALSE, Literal, Solver
from triage.engine.prover.symbolic import Journeys, Outcome
from triage.engine.prover.variables import fixed
from triage.engine.run.assess import assess

EMERGENCY = Urgency.EMERGENCY.level


def longest(journeys: Journeys, solver: Solver) -> dict[str, Answer]:
    """The answers of a patient with the longest journey, without those that are not asked for."""
    pages = list(journeys.pages.values())
    counts = journeys.circuit.counts(pages, len(pages))
    best: dict[str, Answer] = {}
    most = len(pages)
    while len(best) < most:
        middle = (len(best) + most + 1) // 2
        model = solver.find(counts[middle - 1])
        if model is None:
            most = middle - 1
            continue
        best = examples.asked_for(journeys.protocol, journeys.space.read(model))
        if len(best) != sum(model(page) for page in pages):
            raise examples.DriftError(f"The solver and the evaluator count different pages for {best}")
    return best


def check(outcome: Outcome, journeys: Journeys, solver: Solver, longest: Answers, limits: Limits) -> Iterator[Problem]:
    """Problems with journeys that are too long, and with emergencies that are shown too late."""
    protocol = journeys.protocol
    if len(longest) > limits.longest_path:
        yield Problem(
            Check.PATHS,
            f"The longest journey has {len(longest)} pages. At most {limits.longest_path} are allowed.",
            blocks=True,
            example=examples.of(protocol, longest),
        )
    for late in LateEmergencies(outcome, journeys, solver, limits.pages_to_emergency).found():
        yield _late(protocol, late.question, late.answers, limits)


def _late(protocol: Protocol, key: str, answers: Answers, limits: Limits) -> Problem:
    given = examples.asked_for(protocol, answers)
    after = len(given) - 1 - list(given).index(key)
    question = protocol.question_by_key[key]
    return Problem(
        Check.PATHS,
        f"After “{question.short}” this patient is an emergency whatever else is answered, but is asked {after} more "
        f"pages before hearing it. At most {limits.pages_to_emergency} are allowed.",
        blocks=True,
        rules=tuple(rule.key for rule in assess(protocol, given).path.held),
        questions=(key,),
        example=examples.of(protocol, given),
    )


@dataclass(frozen=True)
class LateEmergency:
    """A patient whose answer to this question makes an emergency certain, too many pages before they hear of it."""

    question: str
    answers: dict[str, Answer]


class LateEmergencies:
    """The search for patients who are kept waiting though an emergency is certain.

    "Whatever else is answered" is a statement about all answers within one about some patient. The solver finds a
    patient for whom some ways to go on, so far none, end in an emergency; then a way that does not; and so on, until
    there is no such patient, or no such way. Few ways are needed: most often "none of these" to all that is left.
    """

    def __init__(self, outcome: Outcome, journeys: Journeys, solver: Solver, max_pages: int) -> None:
        self.outcome, self.journeys, self.solver, self.max_pages = outcome, journeys, solver, max_pages
        self.circuit, self.space = outcome.circuit, outcome.space
        self.keys = list(journeys.pages)

    def found(self) -> Iterator[LateEmergency]:
        """One patient for each question that makes an emergency certain too early."""
        ways = [examples.unremarkable(self.space.protocol)]
        waits = [self.circuit.all_of((self._waits(p), self._emergency(p, ways[0]))) for p in range(len(self.keys))]
        self.solver.prepare(waits)
        for place, key in enumerate(self.keys):
            answers = self._certain(place, waits[place], ways)
            if answers is not None:
                yield LateEmergency(key, answers)

    def _certain(self, place: int, waits: Literal, ways: list[dict[str, Answer]]) -> dict[str, Answer] | None:
        """A patient who waits after this place though every way to go on is an emergency. Adds the others to `ways`."""
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
        """Whether a patient is asked this, and then more pages than allowed before the emergency is shown."""
        pages = list(self.journeys.pages.values())
        later = pages[place + 1 :]
        if len(later) <= self.max_pages:
            return FALSE
        # counted from the end, so that each place uses the gates of the next
        more = self.circuit.counts(later[::-1], self.max_pages + 1)[self.max_pages]
        return self.circuit.all_of((pages[place], more, self.journeys.emergency))

    def _emergency(self, place: int, way: dict[str, Answer]) -> Literal:
        """Whether the answers up to this place end in an emergency when all later ones are these."""
        later = {key: fixed(self.space.answers[key], way[key]) for key in self.keys[place + 1 :]}
        return self.outcome.instead(later).at_least(EMERGENCY)

    def _same(self, place: int, answers: dict[str, Answer]) -> list[Literal]:
        """Literals of patients with the same answers up to this place."""
        return [literal for key in self.keys[: place + 1] for literal in self.space.answers[key].equals(answers[key])]
