"""The checks once more, as slowly and plainly as can be: every answer set of a small protocol, by the evaluator."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from tests.triage.engine.random_protocols import all_answers, every_answer_set
from tests.triage.engine.samples import walk
from triage.engine.parts.alternatives import Alternative
from triage.engine.parts.condition import Answer, Answers, Meets, When, all_hold
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import Harm, Requirement
from triage.engine.parts.urgency import Urgency
from triage.engine.prover.worse_answers import is_worse, unsure_answers
from triage.engine.run.assess import Assessment, assess
from triage.engine.run.replay import replay

Patient = tuple[tuple[str, Answer], ...]


@dataclass(frozen=True)
class Brute:
    """Every patient of one protocol."""

    protocol: Protocol

    @cached_property
    def everybody(self) -> dict[Patient, Assessment]:
        """What every patient is told who has answered everything, asked or not."""
        return {tuple(a.items()): assess(self.protocol, a) for a in every_answer_set(self.protocol)}

    @cached_property
    def walks(self) -> dict[Patient, Assessment]:
        """What every patient is told who is asked page by page."""
        return {patient: assess(self.protocol, walk(self.protocol, dict(patient))) for patient in self.everybody}

    def meets(self, when: When, given: Answers) -> bool:
        """Whether these answers meet all conditions, written out."""
        if when not in self._ways:
            self._ways[when] = self.protocol.alternatives(when)
        return any(all_hold(way, given, self.protocol.threshold_values) for way in self._ways[when])

    @cached_property
    def _ways(self) -> dict[When, tuple[Alternative, ...]]:
        return {}

    def broken(self) -> set[str]:
        return {
            requirement.key
            for told in self.everybody.values()
            for requirement in self.protocol.requirements
            if told.urgency.level < requirement.at_least.level
            and self.meets(requirement.when, told.path.answers | told.path.derived)
        }

    def changed(self, key: str) -> Iterator[tuple[Patient, Patient, Answer, Answer]]:
        """Every two patients who answer only this question differently."""
        answers = all_answers(self.protocol.question_by_key[key])
        for patient in self.everybody:
            for answer in answers:
                other = tuple((k, answer if k == key else a) for k, a in patient)
                if other != patient:
                    yield patient, other, dict(patient)[key], answer

    def out_of_order(self) -> set[str]:
        """The questions where a worse answer makes it milder."""
        return {
            key
            for key in self.asked
            for one, other, before, after in self.changed(key)
            if self.everybody[other].urgency.level < self.everybody[one].urgency.level
            and is_worse(self.protocol.question_by_key[key], before, after)
        } | {key for key in self.asked if self.in_doubt(key)}

    def in_doubt(self, key: str) -> bool:
        """Whether somebody is told less for "not sure" than for any other answer, where none denies."""
        unsure, sure = unsure_answers(self.protocol.question_by_key[key])

        def level(patient: Patient, answer: Answer) -> int:
            return self.everybody[tuple((k, answer if k == key else a) for k, a in patient)].urgency.level

        return any(
            all(level(patient, answer) < level(patient, other) for other in sure)
            for patient in self.everybody
            for answer in unsure
            if sure
        )

    @property
    def asked(self) -> list[str]:
        return [question.key for question in self.protocol.questions if question.derive is None]

    def seen(self) -> set[str]:
        return {rule.key for told in self.walks.values() for rule in told.path.held}

    def adding(self) -> set[str]:
        """The rules that tell some patient what no other rule does that this patient sees."""
        found = set()
        for told in self.walks.values():
            for rule in told.path.held:
                others = [other.finding for other in told.path.held if other.key != rule.key]
                said = (
                    rule.finding.because in {other.because for other in others}
                    and any(other.urgency.level >= rule.finding.urgency.level for other in others)
                    and all(any(advice in other.advice for other in others) for advice in rule.finding.advice)
                )
                if not said:
                    found.add(rule.key)
        return found

    def visited(self) -> set[str]:
        return {key for told in self.walks.values() for key in told.path.answers}

    def mattering(self) -> set[str]:
        """The questions of which some answer changes what somebody sees."""
        return {
            key
            for key in self.asked
            if any(self.walks[one].path.held != self.walks[other].path.held for one, other, _, _ in self.changed(key))
        }

    def defaulting(self) -> int:
        return sum(not told.path.held for told in self.everybody.values())

    def pages(self, asked: Iterable[str]) -> set[str]:
        return {self.protocol.page_of[key] for key in asked}

    def longest(self) -> int:
        return max(len(self.pages(told.path.answers)) for told in self.walks.values())

    def late(self, most: int) -> set[str]:
        """The questions after which an emergency is certain, and more pages follow than may."""
        found = set()
        for patient, told in self.walks.items():
            asked = tuple(told.path.answers)
            if all(rule.finding.urgency is not Urgency.EMERGENCY for rule in told.path.held):
                continue
            for place, key in enumerate(asked):
                if len(self.pages(asked[place + 1 :]) - self.pages({key})) <= most:
                    continue
                known = {key: dict(patient)[key] for key in asked[: place + 1]}
                alike = [other for p, other in self.everybody.items() if known.items() <= dict(p).items()]
                if all(other.urgency is Urgency.EMERGENCY for other in alike):
                    found.add(key)
        return found

    def slips(self) -> set[tuple[str, str]]:
        """Each question and requirement of which a slip at the question undoes the requirement."""
        found = set()
        proof = [requirement for requirement in self.protocol.requirements if requirement.slip_proof]
        for true in {tuple(self.again(dict(patient), dict(patient)).items()) for patient in self.everybody}:
            counted, urgency = self.counted(dict(true)), self.everybody[true].urgency
            met = [r for r in proof if self.meets(r.when, counted) and urgency.level >= r.at_least.level]
            for key in self.asked if met else ():
                for answer in all_answers(self.protocol.question_by_key[key]) if key in counted else ():
                    if answer != dict(true)[key]:
                        told = self.again(dict(true), {**dict(true), key: answer}, key)
                        urgency = self.everybody[tuple(told.items())].urgency
                        found |= {(key, r.key) for r in met if urgency in self.too_little(r)}
        return found

    def too_little(self, requirement: Requirement) -> list[Urgency]:
        grave = any(h.key == requirement.hazard and h.harm is Harm.CATASTROPHIC for h in self.protocol.hazards)
        return [Urgency.SELF_CARE, Urgency.SOON] if grave else [Urgency.SELF_CARE]

    def counted(self, answers: dict[str, Answer]) -> Answers:
        """The answers to questions that are called for."""
        path = replay(self.protocol, answers, past_emergency=True)
        return path.answers | path.derived

    def again(self, true: dict[str, Answer], told: dict[str, Answer], but: str = "") -> dict[str, Answer]:
        """The same, with true answers to the questions that ask again for what was told."""
        for question in self.protocol.questions:
            twins = {choice.key: choice.twin for choice in question.choices if choice.twin}
            if not twins or question.key == but:
                continue
            own = true[question.key] or frozenset()
            ticks = {tick for tick in own if tick not in twins and not question.by_key[tick].exclusive}
            known, said = self.counted(true), self.counted(told)
            for tick, twin in twins.items():
                if self.meets((Meets(twin),), known) and not self.meets((Meets(twin),), said):
                    ticks.add(tick)
            if ticks:
                told = {**told, question.key: frozenset(ticks)}
            elif true[question.key] is not None and not any(question.by_key[tick].exclusive for tick in own):
                told = {**told, question.key: frozenset({"none"})}
            else:
                told = {**told, question.key: true[question.key]}
        return told
