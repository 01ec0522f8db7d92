"""How soon a patient should get help: the four dispositions, in telephone-triage terms."""

from collections.abc import Iterable
from enum import StrEnum


class Urgency(StrEnum):
    """How soon to get help, most urgent first. Source: clinical.md, "Urgency, four levels"."""

    EMERGENCY = "emergency"
    """Call the emergency number, or go to an emergency department, now."""
    URGENT = "urgent"
    """Be seen by a clinician today (within 24 hours)."""
    SOON = "soon"
    """Book a clinician or physiotherapist: within days to two weeks."""
    SELF_CARE = "self_care"
    """Look after it at home."""

    @property
    def level(self) -> int:
        """0 for self-care up to 3 for an emergency. Compare levels: the names themselves compare by alphabet."""
        return _LEVELS[self]

    @property
    def word(self) -> str:
        """The urgency inside a sentence: `self-care`."""
        return self.value.replace("_", "-")


_LEVELS = {Urgency.SELF_CARE: 0, Urgency.SOON: 1, Urgency.URGENT: 2, Urgency.EMERGENCY: 3}


def most_urgent(urgencies: Iterable[Urgency]) -> Urgency:
    """The most urgent of them. Raises ValueError when there are none: a missing urgency is never a mild one."""
    return max(urgencies, key=_LEVELS.__getitem__)
