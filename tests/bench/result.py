"""What a benchmark gives back."""

from dataclasses import dataclass
from typing import Literal

THOUSAND = 1000


def number(figure: float) -> str:
    """A figure as people read it: 23,457 or 0.0123."""
    return f"{figure:,.0f}" if figure >= THOUSAND else f"{figure:.3g}"


@dataclass(frozen=True)
class Result:
    """One measured figure and its target."""

    name: str
    figure: float
    unit: str
    target: float
    better: Literal["higher", "lower"]
    how: str  # how it was measured, in a few words

    @property
    def met(self) -> bool:
        """Whether the figure reaches the target."""
        return self.figure >= self.target if self.better == "higher" else self.figure <= self.target

    def row(self) -> tuple[str, ...]:
        """The cells of its line in the table."""
        bound = "at least" if self.better == "higher" else "at most"
        verdict = "met" if self.met else "MISSED"
        return (self.name, f"{number(self.figure)}", self.unit, f"{bound} {number(self.target)}", verdict, self.how)
