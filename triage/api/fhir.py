"""The questions, and a patient's answers, as HL7 FHIR R4 for other systems.

See https://hl7.org/fhir/R4/questionnaire.html and https://hl7.org/fhir/R4/questionnaireresponse.html.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from triage.engine.parts.condition import Answer, Condition, Mode
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Kind, Number, Question
from triage.engine.parts.threshold import Unit
from triage.engine.run.replay import Path

_EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
_UCUM = {
    Unit.DAYS: "d",
    Unit.WEEKS: "wk",
    Unit.YEARS: "a",
    Unit.SECONDS: "s",
    Unit.CENTIMETERS: "cm",
    Unit.INCHES: "[in_i]",
    Unit.OF_TEN: "{of_10}",
}


def questionnaire(protocol: Protocol, url: str) -> dict[str, Any]:
    """A FHIR R4 Questionnaire resource: linkId = question key, answerOption code = choice key."""
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
        "item": [_asked_when(protocol, question) for question in protocol.questions if question.derive is None],
    }


def _asked_when(protocol: Protocol, question: Question) -> dict[str, Any]:
    """The question's item, with what asks it.

    FHIR can join the tests of one item by "all" or by "any", not both. Several conditions that must all hold, each
    with several choices, therefore become groups within groups: one condition on each.
    """
    item = _item(question)
    if not question.ask_when:
        return item
    if question.ask_mode is Mode.ANY:
        tests = [test for condition in question.ask_when for test in _tests(protocol, condition)]
        return item | _enable_when(tests)
    *outer, innermost = question.ask_when
    item |= _enable_when(_tests(protocol, innermost))
    for link_id, condition in zip(groups_around(question), reversed(outer), strict=True):
        item = {"linkId": link_id, "type": "group"} | _enable_when(_tests(protocol, condition)) | {"item": [item]}
    return item


def groups_around(question: Question) -> tuple[str, ...]:
    """The linkIds of the groups around a question's item, innermost first."""
    if question.ask_mode is Mode.ANY:
        return ()
    return tuple(f"{question.key}.when{level}" for level in range(1, len(question.ask_when)))


def _enable_when(tests: list[dict[str, Any]]) -> dict[str, Any]:
    return {"enableWhen": tests} | ({"enableBehavior": "any"} if len(tests) > 1 else {})


def _tests(protocol: Protocol, condition: Condition) -> list[dict[str, Any]]:
    if condition.threshold is None:
        return [
            {"question": condition.question, "operator": "=", "answerCoding": {"code": choice}}
            for choice in condition.choices
        ]
    value = protocol.threshold_by_key[condition.threshold].value
    number = protocol.question_by_key[condition.question].number
    kind = "answerDecimal" if number is not None and number.decimals else "answerInteger"
    return [{"question": condition.question, "operator": condition.comparison.symbol, kind: value}]


def _item(question: Question) -> dict[str, Any]:
    item: dict[str, Any] = {
        "linkId": question.key,
        "text": question.text,
        "type": _type(question),
        "required": not question.optional,
    }
    if question.kind is Kind.MULTI:
        item["repeats"] = True
    if question.choices:
        item["answerOption"] = [_option(choice.key, choice.text, choice.exclusive) for choice in question.choices]
    if question.number is not None:
        item["extension"] = _number_extensions(question.number)
    if question.hint:
        item["item"] = [_hint(question)]
    return item


def _type(question: Question) -> str:
    if question.number is None:
        return "choice"
    return "decimal" if question.number.decimals else "integer"


def _option(key: str, text: str, exclusive: bool) -> dict[str, Any]:
    option: dict[str, Any] = {"valueCoding": {"code": key, "display": text}}
    if exclusive:
        option["extension"] = [{"url": f"{_EXTENSION}questionnaire-optionExclusive", "valueBoolean": True}]
    return option


def _number_extensions(number: Number) -> list[dict[str, Any]]:
    kind = "valueDecimal" if number.decimals else "valueInteger"
    unit = {"system": "http://unitsofmeasure.org", "code": _UCUM[number.unit], "display": number.unit.value}
    return [
        {"url": f"{_EXTENSION}minValue", kind: number.minimum},
        {"url": f"{_EXTENSION}maxValue", kind: number.maximum},
        {"url": f"{_EXTENSION}questionnaire-unit", "valueCoding": unit},
    ]


def _hint(question: Question) -> dict[str, Any]:
    control = {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}]}
    return {
        "linkId": f"{question.key}.hint",
        "text": question.hint,
        "type": "display",
        "extension": [{"url": f"{_EXTENSION}questionnaire-itemControl", "valueCodeableConcept": control}],
    }


def questionnaire_response(protocol: Protocol, path: Path, questionnaire: str, authored: datetime) -> dict[str, Any]:
    """A FHIR R4 QuestionnaireResponse with the answers on the path, and no word about who gave them.

    `questionnaire` is the absolute address of the protocol's Questionnaire. Items have its linkIds and are in its
    groups. A skipped question is left out: FHIR has no "asked, but not answered".
    """
    answered = (question for question in protocol.questions if path.answers.get(question.key) is not None)
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{questionnaire}|{protocol.version}",
        "status": "completed",
        "authored": authored.isoformat(timespec="seconds"),
        "item": [_in_its_groups(question, path.answers[question.key]) for question in answered],
    }


def _in_its_groups(question: Question, answer: Answer) -> dict[str, Any]:
    item: dict[str, Any] = {"linkId": question.key, "text": question.text, "answer": _values(question, answer)}
    for link_id in groups_around(question):
        item = {"linkId": link_id, "item": [item]}
    return item


def _values(question: Question, answer: Answer) -> list[dict[str, Any]]:
    if isinstance(answer, Decimal):
        kind = "valueDecimal" if question.number is not None and question.number.decimals else "valueInteger"
        return [{kind: answer}]
    chosen = answer if isinstance(answer, frozenset) else {answer}
    return [
        {"valueCoding": {"code": choice.key, "display": choice.text}}
        for choice in question.choices
        if choice.key in chosen
    ]
