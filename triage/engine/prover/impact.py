"""Check 7: who moves against the live version, from which urgency to which, and which change did it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from triage.engine.answers import read, write
from triage.engine.assess import assess
from triage.engine.condition import Answer, Answers
from triage.engine.errors import AnswerError, ProtocolError
from triage.engine.protocol import Protocol
from triage.engine.prover import differences, joint, patients
from triage.engine.prover.circuit import FALSE, Circuit, Literal
from triage.engine.prover.differences import Difference
from triage.engine.prover.outcome import Outcome
from triage.engine.prover.report import AskedChange, Impact, Move, VignetteChange
from triage.engine.prover.solver import Solver
from triage.engine.prover.space import Space
from triage.engine.prover.walk import Walk
from triage.engine.urgency import Urgency

MOST_CAUSES = 6  # how often to look for a patient whom the changes known so far do not explain


def impact_of(old: Protocol, new: Protocol) -> Impact:
    """What changes for patients when the new version takes the place of the old one."""
    circuit = Circuit()
    before, after = joint.spaces(circuit, old, new)
    solver = Solver(circuit)
    return Impact(
        moves=tuple(_Moves(before, after, solver).found()),
        vignettes=tuple(_vignettes(old, new)),
        asked_more=tuple(_asked(after, before, solver)),
        asked_less=tuple(_asked(before, after, solver)),
    )


class _Moves:
    """Looks for patients who move, one for each pair of urgencies."""

    def __init__(self, before: Space, after: Space, solver: Solver) -> None:
        self.before, self.after, self.solver = before, after, solver
        self.old, self.new = before.protocol, after.protocol
        self.changes = differences.between(self.old, self.new)
        self.shared = [key for key, answer in after.answers.items() if before.answers.get(key) is answer]
        """The questions that both versions ask in the same way."""

    def found(self) -> Iterator[Move]:
        """One move for each pair of urgencies between which somebody moves, those that lower most first."""
        one, other = Outcome(self.before), Outcome(self.after)
        pairs = [pair for pair in product(Urgency, Urgency) if pair[0] is not pair[1]]
        for old, new in sorted(pairs, key=lambda pair: pair[1].level - pair[0].level):
            moved = one.circuit.all_of((one.exactly(old.level), other.exactly(new.level)))
            patient = self._patient(old, new, moved)
            if patient is not None:
                because = self._because(old, new, moved, patient)
                example, before = patients.example(self.new, patient[1]), patients.example(self.old, patient[0])
                yield Move(old, new, example, tuple(because), before)

    def _patient(self, old: Urgency, new: Urgency, *moved: Literal) -> tuple[Answers, Answers] | None:
        """The answers, to the old and to the new version, of somebody who moves; None where nobody does."""
        model = self.solver.find(*moved)
        if model is None:
            return None
        before, after = self.before.read(model), self.after.read(model)
        own = {key: answer for key, answer in after.items() if key not in self.shared}

        def moves(answers: Answers) -> bool:
            if any(answers[key] != answer for key, answer in own.items()):
                return False
            return (
                assess(self.old, self._earlier(before, answers)).urgency is old
                and assess(self.new, answers).urgency is new
            )

        calm = patients.calm(self.new, after, moves)
        return self._earlier(before, calm), calm

    def _earlier(self, before: Answers, after: Answers) -> Answers:
        return {**before, **{key: after[key] for key in self.shared}}

    def _because(self, old: Urgency, new: Urgency, moved: Literal, patient: tuple[Answers, Answers]) -> list[str]:
        """Every change that taken back alone gives some such patient the old urgency again.

        Found with one patient after the other: the next one is somebody whom the changes known so far do not explain.
        """
        known: list[Difference] = []
        for _ in range(MOST_CAUSES):
            more = [c for c in self.changes if c not in known and self._told(c, *patient) is old]
            if not more:
                break
            known += more
            unexplained = self._unexplained(known, old)
            other = self._patient(old, new, moved, unexplained)
            if other is None:
                break
            patient = other
        return [change.sentence for change in known] or self._several(*patient)

    def _unexplained(self, known: list[Difference], old: Urgency) -> Literal:
        """Whether a patient would not have the old urgency again with all these changes taken back."""
        taken_back = self.new
        for change in known:
            try:
                taken_back = change.revert(taken_back)
            except ProtocolError:  # they can't all be taken back together
                return FALSE
        if any(change.question for change in known):  # the patients are not the same then
            return FALSE
        return -Outcome(Space(self.after.circuit, taken_back, self.after.answers)).exactly(old.level)

    def _several(self, before: Answers, after: Answers) -> list[str]:
        """For a patient whom no change moves alone: the rules that make the difference."""
        was, now = (assess(*version).path.held for version in ((self.old, before), (self.new, after)))
        keys = {rule.key for rule in was} ^ {rule.key for rule in now}
        several = [change.sentence for change in self.changes if change.rule in keys]
        return ["Several changes together.", *(several or [change.sentence for change in self.changes])]

    def _told(self, change: Difference, before: Answers, after: Answers) -> Urgency | None:
        """What this patient is told with one change taken back."""
        answers: dict[str, Answer] = {**before, **after}
        if change.question in before:
            answers[change.question] = before[change.question]
        try:
            return assess(change.revert(self.new), answers).urgency
        except (ProtocolError, KeyError):  # this change can't be taken back without another one
            return None


def _vignettes(old: Protocol, new: Protocol) -> Iterator[VignetteChange]:
    vignettes = {vignette.key: vignette for vignette in (*old.vignettes, *new.vignettes)}
    for key, vignette in vignettes.items():
        told = []
        for protocol in (old, new):
            answers = {question.key: None for question in protocol.questions if question.optional}
            told.append(assess(protocol, answers | _valid(protocol, dict(vignette.answers))))
        was, now = ([reason.rule for reason in assessment.reasons] for assessment in told)
        gained, lost = (tuple(r for r in a if r not in b) for a, b in ((now, was), (was, now)))
        if gained or lost or told[0].urgency is not told[1].urgency:
            yield VignetteChange(key, told[0].urgency, told[1].urgency, gained, lost)


def _valid(protocol: Protocol, answers: dict[str, Answer]) -> dict[str, Answer]:
    """Those answers that this version's questions accept."""
    found: dict[str, Answer] = {}
    for key, answer in answers.items():
        question = protocol.question_by_key.get(key)
        if question is None or question.derive is not None:
            continue
        try:
            found[key] = read(question, write(answer))
        except AnswerError:
            continue
    return found


def _asked(more: Space, less: Space, solver: Solver) -> Iterator[AskedChange]:
    """The questions that some patients are asked in the one version and not in the other, each with a patient."""
    pages, others = Walk(more).pages, Walk(less).pages
    for key, page in pages.items():
        model = solver.find(page, -others.get(key, FALSE))
        if model is not None:
            given = patients.walked(more.protocol, more.read(model))
            if key not in given:
                raise patients.DriftError(f"{key} is not asked of {given}")
            yield AskedChange(key, more.protocol.question_by_key[key].short, patients.example(more.protocol, given))
