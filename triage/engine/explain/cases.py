"""Cases: the different sets of facts that the answers to one question can make true, each with an example answer.

A question has thousands of answers but few cases: ticks that no condition tells apart, and numbers between the same
two thresholds, are one case.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import product

from triage.engine.parts.condition import Answer
from triage.engine.parts.question import Kind, Number, Question
from triage.engine.run.steps import Facts

Cases = dict[Facts, Answer]
"""Example answers by the facts that they make true."""


def covering(
    question: Question, facts_of: Callable[[Answer], Facts], cuts: Iterable[Decimal], required: Facts = 0
) -> Cases:
    """Every case with at least the required facts; of tick lists only those that could be smallest.

    `cuts` are the values that a number is compared with.
    """
    found: Cases = {}
    for answer in _examples(question, facts_of, cuts, required):
        facts = facts_of(answer)
        if facts & required == required:
            found.setdefault(facts, answer)
    return found


def _examples(
    question: Question, facts_of: Callable[[Answer], Facts], cuts: Iterable[Decimal], required: Facts
) -> Iterator[Answer]:
    if question.kind is Kind.SINGLE:
        yield from question.by_key
    elif question.number is not None:
        yield from near(question.number, cuts)
    else:
        yield from _ticks(question, facts_of, required)
    if question.optional:
        yield None


def _ticks(question: Question, facts_of: Callable[[Answer], Facts], required: Facts) -> Iterator[frozenset[str]]:
    """Every exclusive tick; every other one alone, or where facts are required, one for each of those."""
    single = {choice.key: facts_of(frozenset({choice.key})) for choice in question.choices}
    yield from (frozenset({choice.key}) for choice in question.choices if choice.exclusive)
    together = [choice.key for choice in question.choices if not choice.exclusive]
    if not required:
        yield from (frozenset({key}) for key in together)
        return
    for ticks in product(*([key for key in together if single[key] & bit] for bit in bits(required))):
        yield frozenset(ticks)


def bits(facts: int) -> Iterator[int]:
    """Each bit on its own, the lowest first."""
    while facts:
        lowest = facts & -facts
        yield lowest
        facts ^= lowest


def near(number: Number, points: Iterable[Decimal]) -> list[Decimal]:
    """The answers at, just below and just above these points, and the least and the greatest answer, in order.

    Whatever lies between two neighbours in this list lies on the same side of every point.
    """
    step = Decimal(1).scaleb(-number.decimals)

    def on_grid(value: Decimal, rounding: str) -> Decimal:
        return (value / step).to_integral_value(rounding) * step

    values = {on_grid(number.minimum, ROUND_CEILING), on_grid(number.maximum, ROUND_FLOOR)}
    for point in points:
        below = on_grid(point, ROUND_FLOOR)
        values |= {below - step, below, below + step}
    return sorted(value.normalize() + 0 for value in values if number.minimum <= value <= number.maximum)


def number_of(question: Question) -> Number:
    """What a number question accepts."""
    assert question.number is not None  # noqa: S101  for mypy
    return question.number


@dataclass(frozen=True)
class Run:
    """Numbers in a row that all make the same facts true."""

    first: Decimal
    last: Decimal
    facts: Facts


def runs(values: Iterable[Decimal], facts_of: Callable[[Decimal], Facts]) -> tuple[Run, ...]:
    """The runs of these numbers, which come in order."""
    found: list[Run] = []
    for value in values:
        facts = facts_of(value)
        if found and found[-1].facts == facts:
            found[-1] = replace(found[-1], last=value)
        else:
            found.append(Run(value, value, facts))
    return tuple(found)


def any_met(facts: Facts, needs: Iterable[Facts]) -> bool:
    """Whether these facts are all that any of the rules needs."""
    for needed in needs:  # noqa: SIM110  half the time that any() takes, and this runs most of all
        if facts & needed == needed:
            return True
    return False


def smallest(sets: Iterable[int]) -> list[int]:
    """Those sets of bits that hold no other of them, the fewest bits first."""
    kept: list[int] = []
    for candidate in sorted(set(sets), key=lambda bits_: (bits_.bit_count(), bits_)):
        if not any(other & candidate == other for other in kept):
            kept.append(candidate)
    return kept
