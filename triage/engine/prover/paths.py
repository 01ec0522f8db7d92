"""Check 5: how many pages the longest journey has, and how soon a patient hears of an emergency that is certain.

Every path ends, because questions come in a fixed order and none is asked twice. An emergency is certain when the
answers so far leave no other end, whatever else is answered. A rule whose conditions are all known ends the path at
once; but several rules together may make an emergency certain before any one of them holds, and such patients are
looked for here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    protocol, pages = journeys.protocol, list(journeys.pages.values())
    counts = journeys.circuit.counts(pages, len(pages))
    best: dict[str, Answer] = {}
    least, most = 0, len(pages)
    while least < most:
        middle = (least + most + 1) // 2
        model = solver.find(counts[middle - 1])
        if model is None:
            most = middle - 1
            continue
        best = examples.asked_for(protocol, journeys.space.read(model))
        least = pages_of(protocol, best)
        if least != sum(model(page) for page in pages):
            raise examples.DriftError(f"The solver and the evaluator count different pages for {best}")
    return best


def pages_of(protocol: Protocol, asked: Iterable[str]) -> int:
    """How many pages these questions are on."""
    return len({protocol.page_of[key] for key in asked})


def check(outcome: Outcome, journeys: Journeys, solver: Solver, longest: Answers, limits: Limits) -> Iterator[Problem]:
    """Problems with journeys that are too long, and with emergencies that are shown too late."""
    protocol = journeys.protocol
    yield from _red_flags(journeys, solver)
    pages = pages_of(protocol, longest)
    if pages > limits.longest_path:
        yield Problem(
            Check.PATHS,
            f"The longest journey has {pages} pages. At most {limits.longest_path} are allowed.",
            blocks=True,
            example=examples.of(protocol, longest),
        )
    for late in LateEmergencies(outcome, journeys, solver, limits.pages_to_emergency).found():
        yield _late(protocol, late.question, late.answers, limits)


def _red_flags(journeys: Journeys, solver: Solver) -> Iterator[Problem]:
    """Problems with questions for danger signs that are not on the first page, or not asked of everybody."""
    protocol = journeys.protocol
    red_flags = [question for question in protocol.questions if question.red_flags]
    first_page = protocol.pages[protocol.questions[0].key]
    for question in red_flags:
        if question.key not in first_page:
            yield Problem(
                Check.PATHS,
                f"“{question.short}” asks for danger signs, so it must be on the first page.",
                blocks=True,
                questions=(question.key,),
            )
        elif (model := solver.find(-journeys.on_its_page(question))) is not None:
            yield Problem(
                Check.PATHS,
                f"“{question.short}” asks for danger signs, so everybody must be asked. This patient is not.",
                blocks=True,
                questions=(question.key,),
                example=examples.of(protocol, journeys.space.read(model)),
            )
    if not red_flags and any(requirement.floor for requirement in protocol.requirements):
        sentence = "No question is marked to ask for danger signs. Mark the one on the first page."
        yield Problem(Check.PATHS, sentence, blocks=True)


def _late(protocol: Protocol, key: str, answers: Answers, limits: Limits) -> Problem:
    given = examples.asked_for(protocol, answers)
    asked = list(given)
    later = {protocol.page_of[other] for other in asked[asked.index(key) + 1 :]} - {protocol.page_of[key]}
    after = len(later)
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
        self.keys = list(journeys.asked)

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
        key, pages = self.keys[place], self.journeys.pages
        later = list(pages.values())[list(pages).index(self.journeys.protocol.page_of[key]) + 1 :]
        if len(later) <= self.max_pages:
            return FALSE
        # counted from the end, so that each place uses the gates of the next
        more = self.circuit.counts(later[::-1], self.max_pages + 1)[self.max_pages]
        return self.circuit.all_of((self.journeys.asked[key], more, self.journeys.emergency))

    def _emergency(self, place: int, way: dict[str, Answer]) -> Literal:
        """Whether the answers up to this place end in an emergency when all later ones are these."""
        later = {key: fixed(self.space.answers[key], way[key]) for key in self.keys[place + 1 :]}
        return self.outcome.instead(later).at_least(EMERGENCY)

    def _same(self, place: int, answers: dict[str, Answer]) -> list[Literal]:
        """Literals of patients with the same answers up to this place."""
        return [literal for key in self.keys[: place + 1] for literal in self.space.answers[key].equals(answers[key])]
