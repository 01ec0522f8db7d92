"""What can be wrong with a protocol or an answer. Each error says what happened and what to do."""

from enum import StrEnum


class ProtocolError(ValueError):
    """A protocol contradicts itself, or a threshold lies outside its limits. The message says how to fix it."""

    def __init__(self, message: str, kind: str = "", key: str = "") -> None:
        """`kind` and `key` name the part at fault, such as a `rule`, where one part is; the message begins with it."""
        super().__init__(f"{kind.capitalize()} {key}: {message}" if kind else message)
        self.says, self.kind, self.key = message, kind, key


class Problem(StrEnum):
    """What is wrong with one answer. The interface puts it into words, in the patient's language."""

    MISSING = "missing"
    UNKNOWN_CHOICE = "unknown_choice"
    TOO_MANY = "too_many"
    EXCLUSIVE = "exclusive"
    NOT_A_NUMBER = "not_a_number"
    OTHER_UNIT = "other_unit"
    """A number with something behind it that is no unit of its question."""
    OUT_OF_LIMITS = "out_of_limits"
    TOO_PRECISE = "too_precise"


class AnswerError(ValueError):
    """An answer that its question does not accept."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem
