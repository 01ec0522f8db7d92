"""Check 7: whose urgency differs from the live version, from which to which, and which change did it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import reduce
from itertools import product

from triage.engine.parts.condition import Answer, Answers
from triage.engine.parts.errors import AnswerError, ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Vignette
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import examples
from triage.engine.prover.answer_space import AnswerSpace
from triage.engine.prover.comparison import same_answers
from triage.engine.prover.differences import Difference, differences
from triage.engine.prover.report import AskedChange, Impact, Move, VignetteChange
from triage.engine.prover.solver import FALSE, Literal, Solver
from triage.engine.prover.symbolic import Journeys, Outcome
from triage.engine.run.answers import read, write
from triage.engine.run.assess import Assessment, assess

MAX_ROUNDS = 6  # how often to look for a patient whom the changes found so far do not explain


def impact_of(
    before: Outcome, outcome: Outcome, journeys: Journeys, cases: Iterable[tuple[Vignette, Assessment]]
) -> Impact:
    """What changes for patients when the new version, whose worked cases these are, takes the place of `before`."""
    other = Journeys(before.space)
    solver = Solver(before.circuit)
    return Impact(
        moves=tuple(_Moves(before, outcome).found()),
        vignettes=tuple(_vignettes(before.protocol, outcome.protocol, cases)),
        asked_more=tuple(_asked(journeys, other, solver)),
        asked_less=tuple(_asked(other, journeys, solver)),
    )


class _Moves:
    """The search for patients whose urgency changes, one for each pair of urgencies."""

    def __init__(self, one: Outcome, other: Outcome) -> None:
        self.one, self.other, self.solver = one, other, Solver(one.circuit)
        self.before, self.after = before, after = one.space, other.space
        self.old, self.new = before.protocol, after.protocol
        self.changes = differences(self.old, self.new)
        self._reverted_to: dict[tuple[int, ...], Protocol | None] = {}
        self.shared = [key for key, answer in after.answers.items() if before.answers.get(key) is answer]
        """The questions that both versions ask in the same way."""

    def found(self) -> Iterator[Move]:
        """One move for each pair of urgencies between which somebody moves, the largest fall first."""
        pairs = [pair for pair in product(Urgency, Urgency) if pair[0] is not pair[1]]
        for old, new in sorted(pairs, key=lambda pair: pair[1].level - pair[0].level):
            moved = self.one.circuit.all_of((self.one.exactly(old.level), self.other.exactly(new.level)))
            patient = self._patient(old, new, moved)
            if patient is not None:
                because = self._because(old, new, moved, patient)
                example, before = examples.of(self.new, patient[1]), examples.of(self.old, patient[0])
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

        calm = examples.simplified(self.new, after, moves)
        return self._earlier(before, calm), calm

    def _earlier(self, before: Answers, after: Answers) -> Answers:
        return {**before, **{key: after[key] for key in self.shared}}

    def _because(self, old: Urgency, new: Urgency, moved: Literal, patient: tuple[Answers, Answers]) -> list[str]:
        """Every change that, reverted alone, gives some such patient the old urgency again.

        Found with one patient after the other: the next is somebody whom the changes found so far do not explain.
        """
        if len(self.changes) == 1:
            return [self.changes[0].sentence]
        known: list[Difference] = []
        for _ in range(MAX_ROUNDS):
            more = [c for c in self.changes if c not in known and self._urgency_without(c, *patient) is old]
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
        """Whether a patient would not have the old urgency with all these changes reverted."""
        reverted = self._without(*known)
        # they can't all be reverted together, or the patients are not the same then
        if reverted is None or any(change.question for change in known):
            return FALSE
        return -Outcome(AnswerSpace(self.after.circuit, reverted, self.after.answers)).exactly(old.level)

    def _several(self, before: Answers, after: Answers) -> list[str]:
        """For a patient whom no single change explains: the changed rules that make the difference."""
        was, now = (assess(*version).path.held for version in ((self.old, before), (self.new, after)))
        keys = {rule.key for rule in was} ^ {rule.key for rule in now}
        several = [change.sentence for change in self.changes if change.rule in keys]
        return ["Several changes together.", *(several or [change.sentence for change in self.changes])]

    def _urgency_without(self, change: Difference, before: Answers, after: Answers) -> Urgency | None:
        """This patient's urgency with one change reverted; None where that can't be said."""
        answers: dict[str, Answer] = {**before, **after}
        if change.question in before:
            answers[change.question] = before[change.question]
        reverted = self._without(change)
        try:
            return None if reverted is None else assess(reverted, answers).urgency
        except KeyError:  # a choice that does not exist without this change
            return None

    def _without(self, *changes: Difference) -> Protocol | None:
        """The new version with these changes reverted; None where the parts would not fit together then."""
        places = tuple(map(self.changes.index, changes))
        if places not in self._reverted_to:
            try:
                self._reverted_to[places] = reduce(lambda found, change: change.revert(found), changes, self.new)
            except ProtocolError:
                self._reverted_to[places] = None
        return self._reverted_to[places]


def _vignettes(old: Protocol, new: Protocol, cases: Iterable[tuple[Vignette, Assessment]]) -> Iterator[VignetteChange]:
    vignettes = {vignette.key: vignette for vignette in (*old.vignettes, *new.vignettes)}
    same = {key for key, q in new.question_by_key.items() if same_answers(q, old.question_by_key.get(key, q))}
    told = {vignette.key: assessment for vignette, assessment in cases}
    for key, vignette in vignettes.items():
        was = assess(old, _valid(old, vignette.answers, same))
        now = told.get(key) or assess(new, _valid(new, vignette.answers, same))
        before, after = ([reason.rule for reason in assessment.reasons] for assessment in (was, now))
        gained, lost = (tuple(r for r in a if r not in b) for a, b in ((after, before), (before, after)))
        if gained or lost or was.urgency is not now.urgency:
            yield VignetteChange(key, was.urgency, now.urgency, gained, lost)


def _valid(protocol: Protocol, answers: Iterable[tuple[str, Answer]], same: Collection[str]) -> dict[str, Answer]:
    """The answers that this version's questions accept; those to the `same` questions they do. Others are skipped."""
    found: dict[str, Answer] = {question.key: None for question in protocol.questions if question.optional}
    for key, answer in answers:
        question = protocol.question_by_key.get(key)
        if question is None or question.derive is not None:
            continue
        try:
            found[key] = answer if key in same else read(question, write(answer))
        except AnswerError:
            continue
    return found


def _asked(more: Journeys, less: Journeys, solver: Solver) -> Iterator[AskedChange]:
    """The questions that some patients are asked in the version of `more` only, each with one of them."""
    protocol, others = more.protocol, less.asked
    found: dict[str, dict[str, Answer]] = {}
    changed = {key: more.circuit.all_of((asked, -others.get(key, FALSE))) for key, asked in more.asked.items()}
    solver.prepare(changed.values())
    for key, only_here in changed.items():
        model = None if key in found else solver.find(only_here)
        if model is not None:
            given = examples.asked_for(protocol, more.space.read(model))
            if key not in given:
                raise examples.DriftError(f"{key} is not asked of {given}")
            # the same patient may be an example for several questions
            found |= {k: given for k in given if k not in found and not model(others.get(k, FALSE))}
    for question in protocol.questions:
        if question.key in found:
            yield AskedChange(question.key, question.short, examples.of(protocol, found[question.key]))
