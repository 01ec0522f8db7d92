"""The deciding answers: the smallest set of a patient’s answers that guarantees the urgency by itself."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from triage.engine.explain.cases import bits
from triage.engine.explain.escape import escapes
from triage.engine.explain.layout import Places, layout_of
from triage.engine.explain.milder import Patient, Way
from triage.engine.parts.condition import Answer
from triage.engine.parts.protocol import Protocol
from triage.engine.run.assess import Assessment

MOST_ROUNDS = 60
"""After so many failed sets any minimal set will do, not only a smallest one. The shipped protocols need far fewer."""


def smallest_guarantee(
    protocol: Protocol, assessment: Assessment, most_rounds: int = MOST_ROUNDS
) -> tuple[str, ...] | None:
    """The smallest set of answers that guarantees at least this urgency: with any one dropped, it can fall.

    Of several the one with most answers that are a reason for the urgency, and of those the first in question order.
    None when all answers together do not guarantee it, as happens while the path is not complete.

    Every milder outcome differs from the patient in some set of answers. A set of kept answers is a guarantee exactly
    when it meets each of those sets. So: take the smallest set that meets those known, and ask for a milder outcome
    that keeps all of it. There is none: this is the set. There is one: it makes one more set to meet.
    """
    search = _Search(protocol, assessment)
    differences: list[Places] = []
    kept: Places = 0
    while (milder := search.milder(kept)) is not None:
        difference = search.difference(milder)
        if not difference:
            return None
        differences.append(difference)
        if len(differences) > most_rounds:
            kept = search.shrunk()
            break
        kept = smallest_meeting(differences, search.reasons, kept.bit_count())
    return tuple(protocol.questions[place.bit_length() - 1].key for place in bits(kept))


def milder_answers(protocol: Protocol, assessment: Assessment, kept: Iterable[str]) -> dict[str, Answer] | None:
    """An answer to every question, the kept ones as the patient gave them, that comes to a milder urgency, if any."""
    search = _Search(protocol, assessment)
    places = sum(1 << layout_of(protocol).place[key] for key in kept)
    for way in search.ways:
        answers = way.answers(places)
        if answers is not None:
            return answers
    return None


class _Search:
    """The search for milder outcomes of one patient."""

    def __init__(self, protocol: Protocol, assessment: Assessment) -> None:
        layout = layout_of(protocol)
        given = {layout.place[key]: answer for key, answer in assessment.path.answers.items()}
        facts = {place: layout.steps[place].facts_of(answer) for place, answer in given.items()}
        patient = Patient(layout, given, facts)
        self.ways = [Way(patient, escape) for escape in escapes(layout, assessment.urgency.level)]
        self.reasons = _reasons(protocol, assessment)
        self.candidates: Places = 0
        for way in self.ways:
            self.candidates |= way.matter

    def milder(self, kept: Places) -> Places | None:
        """Which answers besides the kept ones some milder outcome has in common with the patient; None without one."""
        for way in self.ways:
            shared = way.shared(kept)
            if shared is not None:
                return shared & self.candidates
        return None

    def difference(self, agreed: Places) -> Places:
        """The answers in which a milder outcome differs from the patient, so few that none of them can be spared."""
        for place in bits(self.candidates & ~agreed):
            if not agreed & place:
                agreed = self.milder(agreed | place) or agreed
        return self.candidates & ~agreed

    def shrunk(self) -> Places:
        """A set from which no answer can be dropped."""
        kept = self.candidates
        for place in bits(self.candidates):
            if self.milder(kept & ~place) is None:
                kept &= ~place
        return kept


def _reasons(protocol: Protocol, assessment: Assessment) -> Places:
    """The answers that are a reason for this urgency."""
    questions = {
        question
        for reason in assessment.reasons
        if reason.finding.urgency is assessment.urgency
        for question in reason.questions
    }
    return sum(1 << layout_of(protocol).place[question] for question in questions)


def smallest_meeting(sets: list[Places], preferred: Places, at_least: int = 1) -> Places:
    """The smallest set, of at least so many places, that has a place in common with each of these.

    Of several the one with most preferred places, of those the first in question order.
    """
    union = 0
    for places in sets:
        union |= places
    for size in range(max(at_least, 1), union.bit_count()):
        meeting = [
            chosen for some in combinations(bits(union), size) if all((chosen := sum(some)) & places for places in sets)
        ]
        if meeting:
            return max(meeting, key=lambda chosen: (chosen & preferred).bit_count())
    return union
