"""A validator of FHIR R4 questionnaires and of responses to them, as far as ours use the standard.

Written from https://hl7.org/fhir/R4/questionnaire.html and https://hl7.org/fhir/R4/questionnaireresponse.html, and not
from the code that makes them.
"""

import operator
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

VALUE = {"choice": "valueCoding", "integer": "valueInteger", "decimal": "valueDecimal"}
STATUSES = {"in-progress", "completed", "amended", "entered-in-error", "stopped"}
OPERATORS = {"=": operator.eq, ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


def faults_of_questionnaire(resource: Json) -> Iterator[str]:
    """What is wrong with a Questionnaire on its own."""
    items = list(_all_items(resource["item"]))
    ids = [item["linkId"] for item in items]
    if len(set(ids)) != len(ids):
        yield "linkIds are not unique (que-2)"
    by_id = {item["linkId"]: item for item in items}
    for item in items:
        key = item["linkId"]
        if item["type"] == "group" and not item.get("item"):
            yield f"{key}: a group must have items (que-1)"
        if item["type"] == "display" and (item.get("required") or item.get("repeats") or item.get("item")):
            yield f"{key}: nothing can be asked by a display (que-1, que-6)"
        if item["type"] not in {*VALUE, "group", "display"}:
            yield f"{key}: unknown type"
        if "answerOption" in item and item["type"] != "choice":
            yield f"{key}: only a choice has options (que-5)"
        if item["type"] == "choice" and not item.get("answerOption"):
            yield f"{key}: no options"
        codings = [option["valueCoding"] for option in item.get("answerOption", [])]
        codings += [test["answerCoding"] for test in item.get("enableWhen", []) if "answerCoding" in test]
        if any(not coding.get("system") for coding in codings):
            yield f"{key}: a coding without a system"
        if len(item.get("enableWhen", [])) > 1 and item.get("enableBehavior") not in {"all", "any"}:
            yield f"{key}: enableBehavior is missing (que-12)"
        yield from (f"{key}: {fault}" for test in item.get("enableWhen", []) for fault in _faults_of_test(test, by_id))
        yield from (f"{key}: {fault}" for fault in _faults_of_number(item))


def _faults_of_test(test: Json, by_id: dict[str, Json]) -> Iterator[str]:
    asked = by_id.get(test["question"])
    if asked is None:
        yield f"asks for an unknown item {test['question']}"
        return
    (kind,) = [name for name in test if name.startswith("answer")]
    if kind.replace("answer", "value") != VALUE[asked["type"]]:
        yield f"tests a {asked['type']} with {kind}"
    if kind == "answerInteger" and not isinstance(test[kind], int):
        yield "tests an integer with a fraction"
    if test["operator"] not in OPERATORS or (kind == "answerCoding" and test["operator"] != "="):
        yield f"cannot test with {test['operator']}"
    if kind == "answerCoding" and test[kind] not in [option["valueCoding"] for option in asked["answerOption"]]:
        yield "tests for a choice that is not offered"


def _faults_of_number(item: Json) -> Iterator[str]:
    extensions = _extensions(item)
    if item["type"] in {"integer", "decimal"}:
        for limit in ("minValue", "maxValue"):
            if VALUE[item["type"]] not in extensions[limit]:
                yield f"{limit} is of another type"
        if extensions["questionnaire-unit"]["valueCoding"]["system"] != "http://unitsofmeasure.org":
            yield "the unit is not of UCUM"
    if item["type"] == "decimal" and not extensions["maxDecimalPlaces"]["valueInteger"] > 0:
        yield "decimals are not declared"


def faults_of_response(response: Json, questionnaire: Json) -> list[str]:
    """What is wrong with a QuestionnaireResponse to this Questionnaire. Required holds whatever its status."""
    faults = []
    if response["questionnaire"] != f"{questionnaire['url']}|{questionnaire['version']}":
        faults.append("answers another questionnaire")
    if response["status"] not in STATUSES:
        faults.append("unknown status")
    return faults + list(_Check(response).faults(response["item"], questionnaire["item"]))


def is_enabled(item: Json, response: Json) -> bool:
    """Whether a response's answers enable an item by its own tests."""
    return _Check(response).is_enabled(item)


class _Check:
    def __init__(self, response: Json) -> None:
        self.given = {item["linkId"]: item.get("answer", []) for item in _all_items(response["item"])}

    def faults(self, given: list[Json], defined: list[Json]) -> Iterator[str]:
        """What is wrong with items that stand in one group, or at the top."""
        order = [item["linkId"] for item in defined]
        ids = [item["linkId"] for item in given]
        if sorted(set(ids) & set(order), key=order.index) != ids:
            yield f"{ids}: unknown, out of order, or more than once"
        by_id = {item["linkId"]: item for item in given}
        for item in defined:
            answered = by_id.get(item["linkId"])
            if not self.is_enabled(item):
                if answered is not None:
                    yield f"{item['linkId']}: answered, but not enabled"
            elif answered is None:
                if item.get("required"):
                    yield f"{item['linkId']}: required, but not answered"
            elif item["type"] == "group":
                if "answer" in answered or not answered.get("item"):
                    yield f"{item['linkId']}: a group has items, and no answer"
                yield from self.faults(answered.get("item", []), item["item"])
            else:
                yield from (f"{item['linkId']}: {fault}" for fault in self._faults_of_answer(answered, item))

    def is_enabled(self, item: Json) -> bool:
        tests = [self._holds(test) for test in item.get("enableWhen", [])]
        return not tests or (any(tests) if item.get("enableBehavior") == "any" else all(tests))

    def _holds(self, test: Json) -> bool:
        holds = OPERATORS[test["operator"]]
        return any(holds(self._value(one), self._value(test)) for one in self.given.get(test["question"], []))

    def _value(self, answer: Json) -> Any:
        (value,) = [value for name, value in answer.items() if name.startswith(("answer", "value"))]
        return (value["system"], value["code"]) if isinstance(value, dict) else value

    def _faults_of_answer(self, answered: Json, item: Json) -> Iterator[str]:
        answers, kind = answered["answer"], VALUE[item["type"]]
        if answered.get("text") != item["text"]:
            yield "another text"
        if not answers or (len(answers) > 1 and not item.get("repeats")):
            yield f"{len(answers)} answers"
            return
        if any(list(answer) != [kind] for answer in answers):
            yield f"an answer that is no {kind}"
            return
        if kind == "valueCoding":
            yield from self._faults_of_choices([answer[kind] for answer in answers], item)
            return
        extensions = _extensions(item)
        (number,) = [answer[kind] for answer in answers]
        if not extensions["minValue"][kind] <= number <= extensions["maxValue"][kind]:
            yield "outside its limits"
        places = extensions["maxDecimalPlaces"]["valueInteger"] if kind == "valueDecimal" else 0
        if isinstance(number, bool) or round(number, places) != number:
            yield "too many decimals"

    def _faults_of_choices(self, chosen: list[Json], item: Json) -> Iterator[str]:
        offered = {str(option["valueCoding"]): option for option in item["answerOption"]}
        if not {str(coding) for coding in chosen} <= offered.keys():
            yield "a choice that is not offered"
            return
        alone = [coding for coding in chosen if "questionnaire-optionExclusive" in _extensions(offered[str(coding)])]
        if (alone and len(chosen) > 1) or len({str(coding) for coding in chosen}) != len(chosen):
            yield "choices that exclude each other"


def _extensions(element: Json) -> dict[str, Json]:
    return {extension["url"].rpartition("/")[2]: extension for extension in element.get("extension", [])}


def _all_items(items: list[Json]) -> Iterator[Json]:
    for item in items:
        yield item
        yield from _all_items(item.get("item", []))
