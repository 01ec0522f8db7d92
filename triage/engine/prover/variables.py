"""Answers as variables: each way to set the literals of a variable is one answer that its question accepts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from copy import copy
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from triage.engine.parts.condition import Answer
from triage.engine.parts.question import Kind, Number, Question
from triage.engine.prover.solver import FALSE, TRUE, Circuit, Literal, Model


class ChoiceVariable:
    """The answer to a question with choices: a literal for each choice, and one for skipping where that is allowed."""

    def __init__(self, circuit: Circuit, question: Question) -> None:
        self.circuit, self.question = circuit, question
        self.skipped = circuit.new() if question.optional else FALSE
        self.chosen = {key: circuit.new() for key in question.by_key}
        alone = [self.chosen[c.key] for c in question.choices if c.exclusive or question.kind is Kind.SINGLE]
        together = [lit for lit in self.chosen.values() if lit not in alone]
        some = circuit.any_of(together)
        circuit.exactly_one([lit for lit in (self.skipped, *alone, some) if lit != FALSE])

    def any_of(self, keys: Iterable[str]) -> Literal:
        """Whether any of these choices is chosen."""
        return self.circuit.any_of(self.chosen[key] for key in keys)

    def instead(self, chosen: dict[str, Literal], skipped: Literal) -> ChoiceVariable:
        """The answer to the same question that these literals give. They must always give one that it accepts."""
        found = copy(self)
        found.chosen, found.skipped = chosen, skipped
        return found

    def same(self, other: Variable) -> Literal:
        """Whether another answer to the same question is the same."""
        if not isinstance(other, ChoiceVariable):
            return FALSE
        same = (self.circuit.same(mine, other.chosen[key]) for key, mine in self.chosen.items())
        return self.circuit.all_of([self.circuit.same(self.skipped, other.skipped), *same])

    def read(self, model: Model) -> Answer:
        """The answer in this model."""
        if self.skipped != FALSE and model(self.skipped):
            return None
        chosen = [key for key, literal in self.chosen.items() if model(literal)]
        return frozenset(chosen) if self.question.kind is Kind.MULTI else chosen[0]

    def equals(self, answer: Answer) -> list[Literal]:
        """Literals that are all true for this answer, and for no other."""
        chosen = answer if isinstance(answer, frozenset) else {answer}
        parts = [literal if key in chosen else -literal for key, literal in self.chosen.items()]
        return [*parts, self.skipped if answer is None else -self.skipped]


class NumberVariable:
    """The answer to a number question: a literal for "at least this much" for each value in `points`.

    All answers between two neighbouring points look the same to every condition, so the lower point represents them.
    """

    def __init__(self, circuit: Circuit, question: Question, grid: Grid, points: list[Decimal]) -> None:
        self.circuit, self.question = circuit, question
        self.grid = grid
        self.skipped = circuit.new() if question.optional else FALSE
        self.points = points
        self.reached = [TRUE, *(circuit.new() for _ in self.points[1:])]
        for lower, higher in zip(self.reached, self.reached[1:], strict=False):
            circuit.add(lower, -higher)

    def at_least(self, value: Decimal) -> Literal:
        """Whether the number (if skipped: what it would be) is this or more. The value must be a cut of `new`."""
        place = bisect_left(self.points, self.grid.up(value))
        return self.reached[place] if place < len(self.points) else FALSE

    def above(self, value: Decimal) -> Literal:
        """Whether the number (if skipped: what it would be) is more than this."""
        return self.at_least(self.grid.after(value))

    def same(self, other: Variable) -> Literal:
        """Whether no condition can tell another answer to the same question from this one."""
        if not isinstance(other, NumberVariable):
            return FALSE
        same = (self.circuit.same(mine, its) for mine, its in zip(self.reached, other.reached, strict=True))
        return self.circuit.all_of([self.circuit.same(self.skipped, other.skipped), *same])

    def read(self, model: Model) -> Answer:
        """The answer in this model: the lowest of those that look the same."""
        if self.skipped != FALSE and model(self.skipped):
            return None
        return max(point for point, literal in zip(self.points, self.reached, strict=True) if model(literal))

    def equals(self, answer: Answer) -> list[Literal]:
        """Literals that are all true for this answer, and for those that no condition distinguishes from it."""
        if not isinstance(answer, Decimal):
            return [self.skipped]
        parts = [lit if answer >= point else -lit for point, lit in zip(self.points, self.reached, strict=True)]
        return [-self.skipped, *parts]


Variable = ChoiceVariable | NumberVariable


def new(circuit: Circuit, question: Question, cuts: Iterable[Decimal] | None) -> Variable:
    """A variable for the answer to a question; for a number, with the values that it is compared with (None: all)."""
    if question.number is None:
        return ChoiceVariable(circuit, question)
    grid = Grid(question.number)
    return NumberVariable(circuit, question, grid, grid.every() if cuts is None else grid.near(cuts))


def another(like: Variable) -> Variable:
    """A new variable for the answer to the same question."""
    if isinstance(like, ChoiceVariable):
        return ChoiceVariable(like.circuit, like.question)
    return NumberVariable(like.circuit, like.question, like.grid, like.points)


def fixed(like: Variable, answer: Answer) -> Variable:
    """A variable for the same question that can only be this answer."""
    skipped = TRUE if answer is None else FALSE
    if isinstance(like, ChoiceVariable):
        chosen = answer if isinstance(answer, frozenset) else {answer}
        return like.instead({key: TRUE if key in chosen else FALSE for key in like.chosen}, skipped)
    found = copy(like)
    found.skipped = skipped
    if isinstance(answer, Decimal):
        found.points, found.reached = [answer], [TRUE]
    return found


class Grid:
    """The numbers that a question accepts: from `first` to `last` in equal steps; and which way they get worse."""

    def __init__(self, number: Number) -> None:
        self.worse = number.worse
        self.step = Decimal(1).scaleb(-number.decimals)
        self.first = self._on_grid(number.minimum, ROUND_CEILING).normalize() + 0
        self.last = self._on_grid(number.maximum, ROUND_FLOOR).normalize() + 0

    def up(self, value: Decimal) -> Decimal:
        """The least acceptable number that is at least this; past the last one when there is none."""
        return max(self.first, self._on_grid(value, ROUND_CEILING))

    def after(self, value: Decimal) -> Decimal:
        """The least acceptable number above this; past the last one when there is none."""
        return max(self.first, self._on_grid(value, ROUND_FLOOR) + self.step)

    def near(self, cuts: Iterable[Decimal]) -> list[Decimal]:
        """The lowest answer, and each at which one of these is reached or passed, in order."""
        found = {self.first} | {point for cut in cuts for point in (self.up(cut), self.after(cut))}
        return sorted(point.normalize() + 0 for point in found if point <= self.last)

    def every(self) -> list[Decimal]:
        """Every acceptable number, in order."""
        count = int((self.last - self.first) / self.step)
        return [(self.first + place * self.step).normalize() + 0 for place in range(count + 1)]

    def _on_grid(self, value: Decimal, rounding: str) -> Decimal:
        return (value / self.step).to_integral_value(rounding) * self.step
