"""Conditions with criteria written out: the alternatives of which any one makes them hold."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from triage.engine.parts.condition import Comparison, Condition, Criterion, Meets, Mode, When

Alternative = tuple[Condition, ...]
"""Conditions on answers that together make something true."""


def written_out(when: When, criteria: Mapping[str, Criterion], mode: Mode = Mode.ALL) -> tuple[Alternative, ...]:
    """Every alternative, none of which contains another one. Choices of one question that are alternatives are joined.

    No conditions at all hold for everybody (`ALL`), or for nobody (`ANY`). Raises KeyError for an unknown criterion.
    """
    parts = [_of(item, criteria) for item in when]
    if mode is Mode.ANY:
        return _least(_joined(alternative for part in parts for alternative in part))
    together = (tuple(dict.fromkeys(c for part in parts for c in part)) for parts in product(*parts))
    return _least(together)


def conditions_in(when: When, criteria: Mapping[str, Criterion]) -> Iterator[Condition]:
    """Every condition on an answer, with those of the criteria; some may come more than once."""
    for item in when:
        if isinstance(item, Meets):
            yield from conditions_in(criteria[item.criterion].when, criteria)
        else:
            yield item


def _of(item: Condition | Meets, criteria: Mapping[str, Criterion]) -> tuple[Alternative, ...]:
    if isinstance(item, Condition):
        return ((item,),)
    criterion = criteria[item.criterion]
    return written_out(criterion.when, criteria, criterion.mode)


def _joined(alternatives: Iterable[Alternative]) -> Iterator[Alternative]:
    """Alternatives that are one condition on the choices of the same question become one: `a or b`."""
    choices: dict[str, dict[str, None]] = {}
    others = []
    for alternative in alternatives:
        if len(alternative) == 1 and alternative[0].comparison is Comparison.ANY_OF:
            choices.setdefault(alternative[0].question, {}).update(dict.fromkeys(alternative[0].choices))
        else:
            others.append(alternative)
    for question, keys in choices.items():
        yield (Condition(question, Comparison.ANY_OF, choices=tuple(keys)),)
    yield from others


def _least(alternatives: Iterable[Alternative]) -> tuple[Alternative, ...]:
    found = sorted(dict.fromkeys(alternatives), key=len)
    kept: list[Alternative] = []
    for alternative in found:
        if not any(set(shorter) <= set(alternative) for shorter in kept):
            kept.append(alternative)
    return tuple(kept)
