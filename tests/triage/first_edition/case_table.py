"""A table of patients for one shipped protocol: each told as changes to one well-known patient."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from tests.triage.first_edition import FOLDER
from triage.engine.parts.condition import Answers
from triage.engine.parts.protocol import Protocol
from triage.engine.run.assess import Assessment, assess
from triage.storage import text_file

Case = tuple[str, dict[str, Any], str]
"""A patient's story, what is different from the well-known patient, and the urgency that clinicians expect."""


@dataclass(frozen=True)
class CaseTable:
    """The patients of one protocol."""

    slug: str
    usual: dict[str, Any]
    cases: tuple[Case, ...]

    @cached_property
    def protocol(self) -> Protocol:
        """The shipped protocol that they are patients of."""
        return text_file.load(FOLDER / f"{self.slug}.toml")

    @cached_property
    def assessments(self) -> tuple[Assessment, ...]:
        """What each patient is told, in the table's order."""
        return tuple(assess(self.protocol, self.answers(changes)) for _, changes, _ in self.cases)

    def answers(self, changes: dict[str, Any]) -> dict[str, Any]:
        """A patient's answers as the engine has them."""
        return {key: _answer(value) for key, value in {**self.usual, **changes}.items()}

    def assess(self, **changes: Any) -> Assessment:
        """What the well-known patient is told with these changes."""
        return assess(self.protocol, self.answers(changes))


def meets(protocol: Protocol, part: Any, on_path: Answers) -> bool:
    """Whether these answers meet every condition of a rule or requirement, read from the conditions themselves."""
    values = {threshold.key: threshold.value for threshold in protocol.thresholds}
    ways = protocol.alternatives(part.when)
    return any(all(c.holds(on_path.get(c.question), values) for c in way) for way in ways)


def _answer(value: Any) -> Any:
    if isinstance(value, set):
        return frozenset(value)
    return Decimal(value) if isinstance(value, int) or (isinstance(value, str) and value[0].isdigit()) else value
