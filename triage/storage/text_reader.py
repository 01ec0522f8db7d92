"""Reads a protocol from the tables of its text file. Strict: a word too many or too few is an error with its place."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from triage.engine.parts.condition import Answer, Comparison, Condition
from triage.engine.parts.errors import AnswerError, ProtocolError
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import AskMode, Choice, Derive, Kind, Number, Question, Worse
from triage.engine.parts.rule import Advice, AdviceKind, ArticleLink, Finding, Harm, Hazard, Requirement, Rule, Vignette
from triage.engine.parts.threshold import Threshold, Unit
from triage.engine.parts.urgency import Urgency
from triage.engine.run import answers
from triage.storage import reserved

COMPARISON_WORDS = {
    "at least": Comparison.AT_LEAST,
    "more than": Comparison.ABOVE,
    "at most": Comparison.AT_MOST,
    "less than": Comparison.BELOW,
}
Enum = TypeVar("Enum", bound=StrEnum)


class Table:
    """One table of the file: hands out its values once, typed, and complains of what is missing or left over."""

    def __init__(self, place: str, values: object) -> None:
        if not isinstance(values, Mapping):
            raise ProtocolError(f"{place}: this must be a table.")
        self.place = place
        self.left = dict(values)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required unless a default is given."""
        return str(self._take(key, str, default))

    def flag(self, key: str) -> bool:
        """True or false; false when left out."""
        return bool(self._take(key, bool, default=False))

    def whole(self, key: str, default: int | None) -> int | None:
        """A whole number, or the default when left out."""
        if key not in self.left:
            return default
        return int(self._take(key, int, None))

    def number(self, key: str) -> Decimal:
        """A number, exact."""
        value: int | Decimal = self._take(key, (int, Decimal), None)
        return Decimal(value)

    def items(self, key: str) -> list[Any]:
        """A list; empty when left out."""
        return list(self._take(key, list, []))

    def tables(self, key: str) -> "list[tuple[str, Table]]":
        """The named tables under a key, in the file's order."""
        return [(name, Table(f"{self.place}, {key}.{name}", values)) for name, values in self.mapping(key).items()]

    def mapping(self, key: str) -> dict[str, Any]:
        """The values under a key, in the file's order; empty when left out."""
        return dict(self._take(key, dict, {}))

    def one_of(self, key: str, kind: type[Enum], default: Enum | None = None) -> Enum:
        """A word from a fixed vocabulary."""
        word = self.text(key, default)
        try:
            return kind(word)
        except ValueError:
            raise ProtocolError(f"{self.place}: {key} must be one of {', '.join(kind)}, not “{word}”.") from None

    def done(self) -> None:
        """Raises ProtocolError when a value was never asked for: most likely a misspelled word."""
        if self.left:
            raise ProtocolError(f"{self.place}: unknown words {', '.join(sorted(self.left))}. Correct or delete them.")

    def _take(self, key: str, kind: Any, default: Any) -> Any:
        if key not in self.left:
            if default is None:
                raise ProtocolError(f"{self.place}: {key} is missing.")
            return default
        value = self.left.pop(key)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ProtocolError(f"{self.place}: {key} has a value of the wrong kind.")
        return value


def read(table: Table) -> Protocol:
    """The protocol that a file's tables describe. Raises ProtocolError with the place of the first mistake."""
    thresholds = tuple(_threshold(key, part) for key, part in table.tables("thresholds"))
    questions = {key: _question(key, part) for key, part in table.tables("questions")}
    order = table.items("order")
    if sorted(map(str, order)) != sorted(questions):
        wrong = ", ".join(sorted(set(map(str, order)) ^ questions.keys())) or "one stands there twice"
        raise ProtocolError(f"{table.place}: `order` must name every question once ({wrong}).")
    default = Table(f"{table.place}, default", table.mapping("default"))
    protocol = Protocol(
        slug=table.text("slug"),
        version=table.whole("version", 0) or 0,
        language=table.text("language"),
        title=table.text("title"),
        summary=table.text("summary"),
        intro=table.text("intro"),
        default=_finding(default),
        thresholds=thresholds,
        questions=tuple(questions[key] for key in order),
        rules=tuple(_rule(key, part) for key, part in table.tables("rules")),
        requirements=tuple(_requirement(key, part) for key, part in table.tables("requirements")),
        advice=tuple(_advice(key, part) for key, part in table.tables("advice")),
        articles=tuple(ArticleLink(slug, str(text)) for slug, text in table.mapping("articles").items()),
        vignettes=tuple(_vignette(key, part, questions) for key, part in table.tables("vignettes")),
        hazards=tuple(_hazard(key, part) for key, part in table.tables("hazards")),
    )
    table.done()
    reserved.check(protocol)
    return protocol.canonical()


def _threshold(key: str, table: Table) -> Threshold:
    threshold = Threshold(
        key=key,
        label=table.text("label"),
        value=table.number("value"),
        unit=table.one_of("unit", Unit),
        minimum=table.number("minimum"),
        maximum=table.number("maximum"),
        source=table.text("source"),
    )
    table.done()
    return threshold


def _question(key: str, table: Table) -> Question:
    kind = table.one_of("kind", Kind)
    question = Question(
        key=key,
        kind=kind,
        text=table.text("text"),
        short=table.text("short"),
        hint=table.text("hint", ""),
        why=table.text("why", ""),
        choices=tuple(_choice(Table(f"{table.place}, choice", part)) for part in table.items("choices")),
        number=_number(table) if kind is Kind.NUMBER else None,
        optional=table.flag("optional"),
        ask_when=_conditions(table, "ask_when"),
        ask_mode=table.one_of("ask_mode", AskMode, AskMode.ALL),
        always=table.flag("always"),
        in_heading=table.flag("in_heading"),
        guide=table.text("guide", ""),
        derive=table.one_of("derive", Derive) if "derive" in table.left else None,
        derived_from=tuple(map(str, table.items("derived_from"))),
    )
    table.done()
    return question


def _choice(table: Table) -> Choice:
    choice = Choice(
        key=table.text("key"),
        text=table.text("text"),
        hint=table.text("hint", ""),
        exclusive=table.flag("exclusive"),
        severity=table.whole("severity", None),
        unsure=table.flag("unsure"),
    )
    table.done()
    return choice


def _number(table: Table) -> Number:
    return Number(
        minimum=table.number("minimum"),
        maximum=table.number("maximum"),
        unit=table.one_of("unit", Unit),
        decimals=table.whole("decimals", 0) or 0,
        worse=table.one_of("worse", Worse, Worse.NEITHER),
    )


def _rule(key: str, table: Table) -> Rule:
    return Rule(key=key, when=_conditions(table, "when"), finding=_finding(table))


def _finding(table: Table) -> Finding:
    finding = Finding(
        urgency=table.one_of("urgency", Urgency),
        because=table.text("because"),
        source=table.text("source"),
        advice=tuple(map(str, table.items("advice"))),
        article=table.text("article", "") or None,
    )
    table.done()
    return finding


def _requirement(key: str, table: Table) -> Requirement:
    requirement = Requirement(
        key=key,
        statement=table.text("statement"),
        when=_conditions(table, "when"),
        at_least=table.one_of("at_least", Urgency),
        source=table.text("source"),
        hazard=table.text("hazard", ""),
    )
    table.done()
    return requirement


def _hazard(key: str, table: Table) -> Hazard:
    hazard = Hazard(key=key, name=table.text("name"), effect=table.text("effect"), harm=table.one_of("harm", Harm))
    table.done()
    return hazard


def _advice(key: str, table: Table) -> Advice:
    advice = Advice(key=key, kind=table.one_of("kind", AdviceKind), text=table.text("text"))
    table.done()
    return advice


def _vignette(key: str, table: Table, questions: Mapping[str, Question]) -> Vignette:
    vignette = Vignette(
        key=key,
        story=table.text("story"),
        answers=tuple(_answer(table.place, questions, *item) for item in table.mapping("answers").items()),
        expected=table.one_of("expected", Urgency),
        lowest_safe=table.one_of("lowest_safe", Urgency),
        source=table.text("source"),
    )
    table.done()
    return vignette


def _answer(place: str, questions: Mapping[str, Question], key: str, value: object) -> tuple[str, Answer]:
    if key not in questions:
        raise ProtocolError(f"{place}: there is no question {key}.")
    try:
        return key, answers.read(
            questions[key], [str(item) for item in (value if isinstance(value, list) else [value])]
        )
    except AnswerError as error:
        raise ProtocolError(f"{place}: {key} can't be answered like this ({error.problem.value}).") from None


def _conditions(table: Table, key: str) -> tuple[Condition, ...]:
    return tuple(_condition(table.place, item) for item in table.items(key))


def _condition(place: str, item: object) -> Condition:
    if not isinstance(item, Mapping) or len(item) != 1:
        raise ProtocolError(f'{place}: a condition names one question, such as {{ onset = ["moment"] }}.')
    question, wanted = next(iter(item.items()))
    if isinstance(wanted, list):
        return Condition(question, Comparison.ANY_OF, choices=tuple(map(str, wanted)))
    words, _, threshold = str(wanted).rpartition(" ")
    if words not in COMPARISON_WORDS:
        options = ", ".join(f"“{option}”" for option in COMPARISON_WORDS)
        raise ProtocolError(f"{place}: compare {question} with {options} and the name of a threshold.")
    return Condition(question, COMPARISON_WORDS[words], threshold=threshold)
