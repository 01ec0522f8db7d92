"""How the parts of a protocol are written as tables of a text, and read from them: one schema, the engine's own.

A table has the names of the engine's fields, so a new field needs nothing here. What differs from the engine: parts are
tables by their name; a question's limits, and a rule's finding, are among its own words; a condition is one line; what
is blank, and may be, is left out. Reading is strict: a word too many or too few is an error with its path.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, get_args, get_origin, get_type_hints

from cattrs import (
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn

from triage.engine.parts.condition import Answer, Comparison, Condition, Criterion, Meets
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Number, Question
from triage.engine.parts.rule import Advice, ArticleLink, Finding, Hazard, Requirement, Rule, Vignette
from triage.engine.parts.threshold import Threshold, number_text

COMPARISONS: Final = {comparison.words: comparison for comparison in Comparison if comparison is not Comparison.ANY_OF}
NAMED: Final[Mapping[type, str]] = {
    Threshold: "key", Question: "key", Rule: "key", Requirement: "key", Hazard: "key", Advice: "key",
    ArticleLink: "slug", Vignette: "key", Criterion: "key",
}  # fmt: skip
"""The parts that are tables by name, and the field that is the name."""
INLINE: Final[Mapping[type, tuple[str, type]]] = {Question: ("number", Number), Rule: ("finding", Finding)}
"""The parts that have another part's words among their own: the field, and the other part."""
_ANSWERS = tuple[tuple[str, Answer], ...]


class FaultError(ValueError):
    """What is wrong with a value, to be read right after its path."""


def faults(error: BaseException, path: str = "") -> Iterator[str]:
    """Each mistake in a sentence that begins with the path of its key."""
    if isinstance(error, ClassValidationError | IterableValidationError):
        located, others = error.group_exceptions()
        inlined = {name for name, _part in INLINE.values()}
        for part, note in located:
            step = note.index if isinstance(note, IterableValidationNote) else note.name
            yield from faults(part, path if step in inlined else f"{path}.{step}".lstrip("."))
        for part in others:
            yield from faults(part, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        yield f"{path}: unknown words {', '.join(sorted(error.extra_fields))}. Correct or delete them.".lstrip(": ")
    elif isinstance(error, KeyError):
        yield f"{path} is missing."
    elif isinstance(error, FaultError):
        yield f"{path}{error}"
    else:
        yield str(error)


def _exactly(*kinds: type) -> Callable[[Any, Any], Any]:
    """Takes a value of these kinds as it is. True is no number, though Python counts it as one."""

    def structure(value: Any, wanted: Any) -> Any:
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise FaultError(" has a value of the wrong kind.")
        return wanted(value)

    return structure


def _word(value: Any, kind: type[StrEnum]) -> StrEnum:
    try:
        return kind(value)
    except ValueError:
        raise FaultError(f" must be one of {', '.join(kind)}, not “{value}”.") from None


def _part_reader(part: type, parts: Converter) -> Callable[[Any, Any], Any]:
    plain: Any = make_dict_structure_fn(part, parts, _cattrs_forbid_extra_keys=True)
    name, inner = INLINE.get(part, ("", None))
    names = {field.name for field in fields(inner)} if inner else set()

    def structure(value: Any, _kind: Any) -> Any:
        if not isinstance(value, dict):
            raise FaultError(" must be a table.")
        if name in value:
            raise ForbiddenExtraKeysError(None, part, {name})
        own = {key: item for key, item in value.items() if key not in names}
        inlined = {key: item for key, item in value.items() if key in names}
        return plain(own | ({name: inlined} if inlined or part is Rule else {}), part)

    return structure


def _sequence_reader(kind: Any, parts: Converter) -> Callable[[Any, Any], Any]:
    element = get_args(kind)[0]
    name = NAMED.get(element)

    def structure(value: Any, _kind: Any) -> Any:
        found, errors = [], []
        items = enumerate(_exactly(list)(value, list), start=1) if name is None else _exactly(dict)(value, dict).items()
        for place, item in items:
            try:
                whole = item if name is None else _with_name(element, name, str(place), item)
                found.append(parts.structure(whole, element))
            except (ValueError, ClassValidationError, ForbiddenExtraKeysError) as error:
                error.add_note(IterableValidationNote("", place, element))
                errors.append(error)
        if errors:
            raise IterableValidationError("", errors, kind)
        return tuple(found)

    return structure


def _with_name(part: type, field: str, name: str, table: Any) -> Any:
    """The table of a part with its name in it, which in the text is the key of the table."""
    if part is ArticleLink:  # the words of its link are all that it has
        return {field: name, "text": table}
    if not isinstance(table, dict):
        raise FaultError(" must be a table.")
    if field in table:
        raise FaultError(f": delete {field}. The name of the table is the {field}.")
    return {field: name, **table}


def _condition_or_criterion(item: Any, _kind: Any) -> Condition | Meets:
    if isinstance(item, str):
        return Meets(item)
    if not isinstance(item, dict) or len(item) != 1:
        raise FaultError(': a condition is a criterion’s name, or names one question, such as { onset = ["moment"] }.')
    question, wanted = next(iter(item.items()))
    if isinstance(wanted, list):
        return Condition(question, Comparison.ANY_OF, choices=tuple(map(str, wanted)))
    words, _, threshold = str(wanted).rpartition(" ")
    if words not in COMPARISONS:
        options = ", ".join(f"“{option}”" for option in COMPARISONS)
        raise FaultError(f": compare {question} with {options} and the name of a threshold.")
    return Condition(question, COMPARISONS[words], threshold=threshold)


def _given(value: Any, _kind: Any) -> tuple[tuple[str, Answer], ...]:
    """The answers of a worked case by what they look like; `_answered` asks the questions."""
    return tuple((key, _answer(item)) for key, item in _exactly(dict)(value, dict).items())


def _answer(value: Any) -> Answer:
    if isinstance(value, list):
        return frozenset(map(str, value))
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    return str(value) or None


def _part_writer(part: type, parts: Converter) -> Callable[[Any], dict[str, Any]]:
    hints = get_type_hints(part)
    name, _inner = INLINE.get(part, ("", None))

    def unstructure(value: Any) -> dict[str, Any]:
        table: dict[str, Any] = {}
        for field in fields(part):
            item, hint = getattr(value, field.name), hints[field.name]
            if field.default is not MISSING and _is_blank(item) and not _named(hint):
                continue
            if field.metadata.get("blank") and item == field.default:
                continue
            written = parts.unstructure(item, hint)
            table |= written if field.name == name else {field.name: written}
        return table

    return unstructure


def _is_blank(value: object) -> bool:
    """Whether it reads the same when it is not there; a 0 is not blank."""
    return value is None or value is False or value in ("", ())


def _named(kind: Any) -> str | None:
    """The field by which the parts in a sequence of this kind are named, where they are."""
    return NAMED.get(get_args(kind)[0]) if get_origin(kind) is tuple else None


def _sequence_writer(kind: Any, parts: Converter) -> Callable[[Any], Any]:
    name = _named(kind)

    def unstructure(value: Any) -> Any:
        items = [parts.unstructure(item) for item in value]
        if name is None:
            return items
        tables = {item.pop(name): item for item in items}
        return {key: t["text"] for key, t in tables.items()} if get_args(kind)[0] is ArticleLink else tables

    return unstructure


def _condition_line(condition: Condition) -> dict[str, Any]:
    if condition.threshold is None:
        return {condition.question: list(condition.choices)}
    return {condition.question: f"{condition.comparison.words} {condition.threshold}"}


def _answer_value(answer: Answer) -> Any:
    if isinstance(answer, frozenset):
        return sorted(answer)
    return _number(answer) if isinstance(answer, Decimal) else answer or ""


def _number(value: Decimal) -> int | Decimal:
    """Whole numbers without a point, so that 2 and 2.0 are written alike."""
    return int(value) if value == value.to_integral_value() else Decimal(number_text(value))


def _is_sequence(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _made() -> Converter:
    made = Converter()
    for kind in (str, bool, int, dict):
        made.register_structure_hook(kind, _exactly(kind))
    made.register_structure_hook(Decimal, _exactly(int, Decimal))
    made.register_structure_hook(StrEnum, _word)
    made.register_structure_hook_factory(is_dataclass, _part_reader)
    made.register_unstructure_hook_factory(is_dataclass, _part_writer)
    made.register_structure_hook_factory(_is_sequence, _sequence_reader)
    made.register_unstructure_hook_factory(_is_sequence, _sequence_writer)
    made.register_structure_hook_func(lambda kind: kind == Condition | Meets, _condition_or_criterion)
    made.register_unstructure_hook(Condition, _condition_line)
    made.register_unstructure_hook(Meets, lambda item: item.criterion)
    made.register_structure_hook_func(lambda kind: kind == _ANSWERS, _given)
    made.register_unstructure_hook_func(
        lambda kind: kind == _ANSWERS, lambda given: {key: _answer_value(answer) for key, answer in given}
    )
    made.register_unstructure_hook(Decimal, _number)
    return made


converter: Final = _made()
TABLES: Final = tuple(name for name, kind in get_type_hints(Protocol).items() if _named(kind))
"""The words of a protocol whose tables are named parts."""
