"""Which advice and article a rule may newly name without a reader, and what of its own it keeps when it is raised."""

from __future__ import annotations

from functools import cached_property

from triage.engine.parts.protocol import Protocol
from triage.engine.parts.rule import AdviceKind, Finding
from triage.engine.parts.urgency import Urgency
from triage.engine.prover import wording


class Said:
    """What a rule says, beside what it said, and what others said beside the urgency that it has now."""

    def __init__(self, live: Protocol, draft: Protocol, was: Finding | None, now: Finding) -> None:
        self.live, self.draft, self.now = live, draft, now
        self.before = was or Finding(Urgency.SELF_CARE, "", "")
        self.is_raised = self.before.urgency.level < now.urgency.level

    @property
    def stays(self) -> bool:
        """Whether it may go on in its own words: raised by one step at most, and not written for home."""
        level = self.before.urgency.level
        return not self.is_raised or level == max(self.now.urgency.level - 1, Urgency.SOON.level)

    @cached_property
    def as_urgent(self) -> dict[str, Finding]:
        """What other rules said beside an urgency such as it has now, or a graver one, by their keys."""
        level = self.now.urgency.level
        return {key: other for key, other in self.live.findings() if other.urgency.level >= level}

    @cached_property
    def _known(self) -> set[str]:
        return {name for other in self.as_urgent.values() for name in other.advice}

    def may_link(self) -> bool:
        """Whether it names the same article, or one that others named, where it had none."""
        known = {other.article for other in self.as_urgent.values()}
        return self.now.article == self.before.article or (self.before.article is None and self.now.article in known)

    def may_advise(self) -> bool:
        """Whether it leaves out nothing that it advised, and gains no more than a “don't”, or a call of others."""
        before, now = self.before.advice, self.now.advice
        if not all(name in now or (self.is_raised and self._names_a_time(name)) for name in before):
            return False
        same_order = [name for name in before if name in now] == [name for name in now if name in before]
        if self.now.urgency.level >= Urgency.URGENT.level and not same_order:  # as the patient reads it
            return False
        return all(self._may_stay(name) if name in before and self.stays else self._may_come(name) for name in now)

    def _may_stay(self, name: str) -> bool:
        """Of a rule that is raised: `Book a visit in the next days` is for what can wait so long."""
        return not self.is_raised or name in self._known or not self._names_a_time(name)

    def _may_come(self, name: str) -> bool:
        """To get help, as others are told beside this urgency; or a “don't” of a result as mild."""
        advice = self.draft.advice_by_key[name]
        if advice.kind.holds_back:
            mild = (other for _key, other in self.live.findings() if other.urgency.level <= self.now.urgency.level)
            return any(name in other.advice for other in mild)
        return name in self._known and bool(advice.kind is AdviceKind.AGAIN or wording.GET_HELP.search(advice.text))

    def _names_a_time(self, name: str) -> bool:
        """Whether it is a thing to do that says when."""
        advice = self.live.advice_by_key[name]
        return advice.kind is AdviceKind.DO and wording.names_a_time(advice.text)
