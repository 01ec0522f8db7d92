"""Answers as JSON: read strictly, written back in the same shape."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from triage import labels
from triage.engine.parts.condition import Answer
from triage.engine.parts.errors import AnswerError, Problem
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Kind, Question
from triage.engine.run import answers


class BadAnswersError(ValueError):
    """The body, or some answers in it, can't be used: `errors` says what to do, by question key or `body`."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("bad answers")
        self.errors = errors


def read(protocol: Protocol, body: bytes) -> dict[str, Answer]:
    """The answers in a JSON body. Raises BadAnswersError, naming every answer that is wrong."""
    given = _object(body).get("answers")
    if not isinstance(given, Mapping):
        raise BadAnswersError({"answers": _("Send the answers as an object: question key to answer.")})
    read_ones: dict[str, Answer] = {}
    errors: dict[str, str] = {}
    for key, value in given.items():
        question = protocol.question_by_key.get(key)
        if question is None or question.derive is not None:
            errors[key] = _("There is no question with this key.")
            continue
        try:
            read_ones[key] = answers.read(question, _values(question, value))
        except AnswerError as error:
            errors[key] = labels.problem(question, error.problem)
    if errors:
        raise BadAnswersError(errors)
    return read_ones


def write(answer: Answer) -> Any:
    """One answer as JSON takes it: a choice key, a list of choice keys, a number, or null when skipped."""
    return sorted(answer) if isinstance(answer, frozenset) else answer


class ExactEncoder(json.JSONEncoder):
    """Writes exact numbers as JSON numbers."""

    def default(self, value: object) -> Any:
        """A Decimal as a whole number where it is one."""
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        return super().default(value)


def _object(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(
            body, parse_float=_NumberText, parse_int=_NumberText, parse_constant=_refuse, object_pairs_hook=_no_doubles
        )
    except (ValueError, RecursionError):
        raise BadAnswersError({"body": _("The body is not JSON that can be read. Send one object.")}) from None
    if not isinstance(content, dict):
        raise BadAnswersError({"body": _("The body must be one JSON object.")})
    return content


class _NumberText(str):
    """A number's digits as they were in the body: not to be confused with a text in quotes."""

    __slots__ = ()


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("the same key twice")
    return content


def _values(question: Question, value: object) -> list[str]:
    """The JSON value as the list of values that the engine reads; a value of another shape is no answer of ours."""
    if value is None:
        return []
    if question.kind is Kind.MULTI and isinstance(value, list) and all(isinstance(tick, str) for tick in value):
        return list(value)
    if question.kind is Kind.NUMBER and isinstance(value, _NumberText):
        return [value]
    if question.kind is Kind.SINGLE and isinstance(value, str):
        return [value]
    if isinstance(value, list) and question.kind is not Kind.MULTI:
        raise AnswerError(Problem.TOO_MANY)
    raise AnswerError(Problem.NOT_A_NUMBER if question.kind is Kind.NUMBER else Problem.UNKNOWN_CHOICE)
