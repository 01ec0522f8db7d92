"""A patient's answers as HL7 FHIR R4, to hand over. See https://hl7.org/fhir/R4/questionnaireresponse.html."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from triage.api import fhir
from triage.engine.parts.condition import Answer
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question
from triage.engine.run.replay import Path


def questionnaire_response(protocol: Protocol, path: Path, questionnaire: str, authored: datetime) -> dict[str, Any]:
    """A FHIR R4 QuestionnaireResponse with the answers on the path, and no word about who gave them.

    `questionnaire` is the absolute address of the protocol's Questionnaire. Items have its linkIds and stand in its
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
    for link_id in fhir.groups_around(question):
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
