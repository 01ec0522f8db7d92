"""The questions, and a patient's answers, as HL7 FHIR R4 for other systems.

See https://hl7.org/fhir/R4/questionnaire.html and https://hl7.org/fhir/R4/questionnaireresponse.html. What the pages do
and a Questionnaire can't say: they leave out what can't change the urgency any more, and an emergency ends them early.
So only the first question is required: every journey answers it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from triage.engine.parts.condition import Answer, Comparison, Condition, Meets, Mode, When
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Choice, Kind, Number, Question, Stage
from triage.engine.parts.threshold import Unit
from triage.engine.run.replay import Path, replay

Item = dict[str, Any]
"""A part of a Questionnaire or of a response to one, as JSON has it."""

MAX_GROUPS = 24
"""How many groups within groups say when a question is asked. One that needs more can be answered by others too."""
_MAX_CLAUSES = 200
_EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
_UCUM = {
    Unit.SECONDS: "s",
    Unit.MINUTES: "min",
    Unit.DAYS: "d",
    Unit.WEEKS: "wk",
    Unit.MONTHS: "mo",
    Unit.YEARS: "a",
    Unit.CENTIMETERS: "cm",
    Unit.INCHES: "[in_i]",
    Unit.OF_TEN: "{of_10}",
}


def questionnaire(protocol: Protocol, url: str) -> Item:
    """A FHIR R4 Questionnaire resource: linkId = question key, answerOption code = choice key.

    `url` is its canonical address. The choices of each question are a code system of their own: the address with the
    question's key behind a `#`. Questions that share a page are a group.
    """
    return {
        "resourceType": "Questionnaire",
        "url": url,
        "version": str(protocol.version),
        "name": f"{protocol.slug.title().replace('-', '')}Triage",
        "title": protocol.title,
        "status": "active",
        "subjectType": ["Patient"],
        "description": protocol.summary,
        "language": protocol.language,
        "item": [_page(protocol, url, head, keys) for head, keys in protocol.pages.items()],
    }


def _page(protocol: Protocol, url: str, head: str, keys: tuple[str, ...]) -> Item:
    items = [_asked_when(protocol, url, protocol.question_by_key[key]) for key in keys]
    return items[0] if len(items) == 1 else {"linkId": f"{head}.page", "type": "group", "item": items}


def _asked_when(protocol: Protocol, url: str, question: Question) -> Item:
    """The question's item, with what asks it.

    FHIR can join the tests of one item by "all" or by "any", not both. Several things that must all hold, each of them
    in any of several ways, therefore become groups within groups.
    """
    item = _item(protocol, url, question)
    clauses = _clauses(protocol, question.ask_when, question.ask_mode)
    alone = tuple(test for clause in clauses if len(clause) == 1 for test in clause)
    levels = [("all", alone)] if alone else []
    levels += [("any", clause) for clause in clauses if len(clause) > 1]
    for level, (behavior, tests) in enumerate(levels[:MAX_GROUPS]):
        if level:
            item = {"linkId": f"{question.key}.when{level}", "type": "group", "item": [item]}
        item["enableWhen"] = [_enable_when(protocol, url, test) for test in tests]
        if len(tests) > 1:
            item["enableBehavior"] = behavior
    return item


def _clauses(protocol: Protocol, when: When, mode: Mode) -> list[tuple[Condition, ...]]:
    """The conditions with the criteria written out: of each of these, some condition must hold. None asks for nothing.

    Each condition is one that FHIR can test: on one choice, or on a number.
    """
    parts = [_clauses_of(protocol, item) for item in when]
    if mode is Mode.ALL:
        return _least(clause for part in parts for clause in part)
    clauses: list[tuple[Condition, ...]] = [()]
    for part in parts:
        clauses = _least(tuple(dict.fromkeys(one + other)) for one in clauses for other in part)
        if len(clauses) > _MAX_CLAUSES:
            return []
    return clauses


def _clauses_of(protocol: Protocol, item: Condition | Meets) -> list[tuple[Condition, ...]]:
    if isinstance(item, Meets):
        criterion = protocol.criterion_by_key[item.criterion]
        return _clauses(protocol, criterion.when, criterion.mode)
    return [tuple(replace(item, choices=(key,)) for key in item.choices) or (item,)]


def _least(clauses: Iterable[tuple[Condition, ...]]) -> list[tuple[Condition, ...]]:
    """Without the clauses that hold whenever another one does."""
    kept: list[tuple[Condition, ...]] = []
    for clause in sorted(dict.fromkeys(clauses), key=len):
        if not any(set(shorter) <= set(clause) for shorter in kept):
            kept.append(clause)
    return kept


def _enable_when(protocol: Protocol, url: str, test: Condition) -> Item:
    question = protocol.question_by_key[test.question]
    if test.threshold is None:
        (key,) = test.choices
        return {"question": question.key, "operator": "=", "answerCoding": _coding(url, question, question.by_key[key])}
    symbol, value = test.comparison.symbol, protocol.threshold_by_key[test.threshold].value
    if question.number is not None and question.number.decimals:
        return {"question": question.key, "operator": symbol, "answerDecimal": value}
    if value != value.to_integral_value():  # the next whole number on the side that is asked for
        up = test.comparison in {Comparison.AT_LEAST, Comparison.ABOVE}
        symbol, value = (">=" if up else "<="), value.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR)
    return {"question": question.key, "operator": symbol, "answerInteger": value}


def _item(protocol: Protocol, url: str, question: Question) -> Item:
    item: Item = {
        "linkId": question.key,
        "text": question.text,
        "type": _type(question),
        "required": question.key == replay(protocol, {}).next_question and not question.optional,
    }
    if question.kind is Kind.MULTI:
        item["repeats"] = True
    if question.choices:
        item["answerOption"] = [_option(url, question, choice) for choice in question.choices]
    if question.number is not None:
        item["extension"] = _number_extensions(question.number)
    if question.hint:
        item["item"] = [_hint(question)]
    return item


def _type(question: Question) -> str:
    if question.number is None:
        return "choice"
    return "decimal" if question.number.decimals else "integer"


def _coding(url: str, question: Question, choice: Choice) -> Item:
    return {"system": f"{url}#{question.key}", "code": choice.key, "display": choice.text}


def _option(url: str, question: Question, choice: Choice) -> Item:
    option: Item = {"valueCoding": _coding(url, question, choice)}
    if choice.exclusive:
        option["extension"] = [{"url": f"{_EXTENSION}questionnaire-optionExclusive", "valueBoolean": True}]
    return option


def _number_extensions(number: Number) -> list[Item]:
    kind = "valueDecimal" if number.decimals else "valueInteger"
    unit = {"system": "http://unitsofmeasure.org", "code": _UCUM[number.unit], "display": number.unit.value}
    extensions: list[Item] = [
        {"url": f"{_EXTENSION}minValue", kind: number.minimum},
        {"url": f"{_EXTENSION}maxValue", kind: number.maximum},
        {"url": f"{_EXTENSION}questionnaire-unit", "valueCoding": unit},
    ]
    if number.decimals:
        extensions.append({"url": f"{_EXTENSION}maxDecimalPlaces", "valueInteger": number.decimals})
    return extensions


def _hint(question: Question) -> Item:
    control = {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}]}
    return {
        "linkId": f"{question.key}.hint",
        "text": question.hint,
        "type": "display",
        "extension": [{"url": f"{_EXTENSION}questionnaire-itemControl", "valueCodeableConcept": control}],
    }


def questionnaire_response(protocol: Protocol, path: Path, questionnaire_url: str, authored: datetime) -> Item:
    """A FHIR R4 QuestionnaireResponse with the answers on the path, and no word about who gave them.

    `path` is one that goes on past an emergency: the response is complete when no question of the check is open, not
    when the urgency is certain. A skipped question is left out: FHIR has no "asked, but not answered".
    """
    asks = None if path.next_question is None else protocol.question_by_key[path.next_question].stage
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{questionnaire_url}|{protocol.version}",
        "status": "in-progress" if asks is Stage.CHECK else "completed",
        "authored": authored.isoformat(timespec="seconds"),
        "item": list(_answered(protocol, path, questionnaire_url, questionnaire(protocol, questionnaire_url)["item"])),
    }


def _answered(protocol: Protocol, path: Path, url: str, items: Iterable[Item]) -> Iterable[Item]:
    """The items of a Questionnaire that the path answers, with their answers, in the same groups."""
    for item in items:
        key = item["linkId"]
        if item["type"] == "group":
            inner = list(_answered(protocol, path, url, item["item"]))
            if inner:
                yield {"linkId": key, "item": inner}
        elif path.answers.get(key) is not None:
            values = _values(url, protocol.question_by_key[key], path.answers[key])
            yield {"linkId": key, "text": item["text"], "answer": values}


def _values(url: str, question: Question, answer: Answer) -> list[Item]:
    if isinstance(answer, Decimal):
        kind = "valueDecimal" if question.number is not None and question.number.decimals else "valueInteger"
        return [{kind: answer}]
    chosen = answer if isinstance(answer, frozenset) else {answer}
    return [{"valueCoding": _coding(url, question, choice)} for choice in question.choices if choice.key in chosen]
