"""Conditions with criteria written out: the alternatives of which any one makes them hold."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice, product

from triage.engine.parts.condition import Comparison, Condition, Criterion, Meets, Mode, When
from triage.engine.parts.errors import ProtocolError

Alternative = tuple[Condition, ...]
"""Conditions on answers that together make something true."""

MOST = 200
"""In how many ways one rule may hold: more would be slow, and nobody could read them."""
_MOST_TRIED = 10 * MOST
"""Before those that contain others are left out."""
_TOO_MANY = f"it can hold in more than {MOST} ways. Split it."


def of_criteria(criteria: Iterable[Criterion]) -> dict[str, tuple[Alternative, ...]]:
    """The alternatives of each criterion, by its key. Raises what `written_out` does."""
    found: dict[str, tuple[Alternative, ...]] = {}
    for criterion in criteria:
        found[criterion.key] = written_out(criterion.when, found, criterion.mode, ("criterion", criterion.key))
    return found


def written_out(
    when: When,
    criteria: Mapping[str, tuple[Alternative, ...]],
    mode: Mode = Mode.ALL,
    of: tuple[str, str] = ("", ""),
) -> tuple[Alternative, ...]:
    """Every alternative, none of which contains another one. Choices of one question that are alternatives are joined.

    `criteria` are those of earlier criteria, `of` the kind and key of what has the conditions. None at all hold
    for everybody (`ALL`), or for nobody (`ANY`). Raises ProtocolError for more than MOST alternatives.
    """
    parts = [criteria[item.criterion] if isinstance(item, Meets) else ((item,),) for item in when]
    if mode is Mode.ANY:
        together: Iterable[Alternative] = _joined(chain.from_iterable(parts))
    else:  # at most one more than may be, as there can be very many
        chosen = islice(product(*parts), _MOST_TRIED + 1)
        together = [tuple(dict.fromkeys(chain.from_iterable(alternatives))) for alternatives in chosen]
        if len(together) > _MOST_TRIED:
            raise ProtocolError(_TOO_MANY, *of)
    found = _least(together)
    if len(found) > MOST:
        raise ProtocolError(_TOO_MANY, *of)
    return found


def conditions_in(when: When, criteria: Mapping[str, Criterion]) -> Iterator[Condition]:
    """Every condition on an answer, with those of the criteria; some may come more than once."""
    for item in when:
        if isinstance(item, Meets):
            yield from conditions_in(criteria[item.criterion].when, criteria)
        else:
            yield item


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
    kept: dict[frozenset[Condition], Alternative] = {}
    for alternative in sorted(alternatives, key=len):
        conditions = frozenset(alternative)
        if not any(shorter <= conditions for shorter in kept):
            kept[conditions] = alternative
    return tuple(kept.values())
