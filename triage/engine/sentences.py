"""Rules and conditions as sentences for clinicians, in the protocol's own words."""

import re
from collections.abc import Iterable, Iterator

from triage.engine.parts.condition import Answer, Comparison, Condition, Criterion, Meets
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question
from triage.engine.parts.rule import Requirement, Rule

_READS_UNSURE = re.compile(
    r"\b(not|un)[ -]?(sure|certain)\b|\b(don[’']t|do not|can[’']t|cannot) (know|tell|say)\b(?! (how|what|when|why))"
    r"|\bno idea\b|\b(not|never|haven[’']t) tried\b",
    re.IGNORECASE,
)


def rule_text(protocol: Protocol, rule: Rule) -> str:
    """The whole rule, such as: When Pain now is at least 7 of 10: soon, because “…”."""
    finding = rule.finding
    return f"When {conditions_text(protocol, rule.when)}: {finding.urgency.word}, because “{finding.because}”"


def requirement_text(protocol: Protocol, requirement: Requirement) -> str:
    """The whole requirement, such as: Whenever Age is less than 16 years: at least soon."""
    return f"Whenever {conditions_text(protocol, requirement.when)}: at least {requirement.at_least.word}."


def criterion_text(protocol: Protocol, criterion: Criterion) -> str:
    """What a criterion stands for, such as: Sudden and recent: Onset is “at once” and Since is at most 14 days."""
    return f"{criterion.label}: {conditions_text(protocol, criterion.when, criterion.mode.link)}."


def conditions_text(protocol: Protocol, conditions: Iterable[Condition | Meets], link: str = "and") -> str:
    """Conditions joined by a word: `and` when all must hold, `or` when any must."""
    return f" {link} ".join(condition_text(protocol, condition) for condition in conditions)


def conditions_list(protocol: Protocol, conditions: Iterable[Condition | Meets]) -> str:
    """Conditions that must all hold, for lists: `Pain now: at least 7 of 10 · Age: less than 16 years`."""
    return " · ".join(condition_text(protocol, condition, verb=":") for condition in conditions)


def ask_when_text(protocol: Protocol, question: Question) -> str:
    """When a question is asked; empty for one that everybody is asked."""
    return conditions_text(protocol, question.ask_when, question.ask_mode.link)


def condition_text(protocol: Protocol, condition: Condition | Meets, verb: str = " is") -> str:
    """A condition as people say it: `Pain now is at least 7 of 10`; a criterion by its label: `(sudden and recent)`."""
    if isinstance(condition, Meets):
        return f"({protocol.criterion_by_key[condition.criterion].label})"
    question = protocol.question_by_key[condition.question]
    if condition.comparison is Comparison.ANY_OF:
        chosen = [choice.text for choice in question.choices if choice.key in condition.choices]
        return f"{question.short}{verb} {listed(chosen)}"
    threshold = protocol.threshold_by_key[condition.threshold or ""]
    return f"{question.short}{verb} {condition.comparison.words} {threshold.text}"


def answer_text(question: Question, answer: Answer) -> str:
    """An answer in the question's own words."""
    return "; ".join(question.answer_texts(answer)) or "(left empty)"


def listed(texts: Iterable[str], link: str = "or") -> str:
    """`“a”, “b” or “c”`."""
    quoted = [f"“{text}”" for text in texts]
    return f"{', '.join(quoted[:-1])} {link} {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)


def reads_unsure(text: str) -> bool:
    """Whether an answer reads as if it meant “not sure”. A guess: see `unmarked_warnings`."""
    return _READS_UNSURE.search(text) is not None


def unmarked_warnings(question: Question) -> Iterator[str]:
    """A sentence for each choice that reads like “not sure” but is not marked as `unsure`.

    It only looks at English words, so it may overlook one, or take another for one.
    """
    for choice in question.choices:
        if not choice.unsure and reads_unsure(choice.text):
            yield (
                f"{question.short}: “{choice.text}” reads as if it meant “not sure”, but is not marked so. "
                "Mark it, so that the check proves that it is never the milder answer."
            )
