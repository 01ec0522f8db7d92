"""Replaying a journey: the path is never stored, but worked out from (protocol, answers) every time."""

from dataclasses import dataclass
from decimal import Decimal

from triage.engine.parts.condition import Answer, Answers
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question
from triage.engine.parts.rule import Rule
from triage.engine.parts.urgency import Urgency
from triage.engine.run.steps import Facts, steps

_EMERGENCY = Urgency.EMERGENCY.level


@dataclass(frozen=True)
class Path:
    """One patient's way through a protocol, as far as the answers go.

    `asked` are the questions on the path, answered or not; `answers` the answers to them (no rule sees the answer to a
    question that is no longer asked); `held` the rules that hold, in the order of the questions that settle them.
    """

    asked: tuple[str, ...]
    answers: dict[str, Answer]
    held: tuple[Rule, ...]
    derived: dict[str, Decimal]
    """Numbers worked out from two answers, by the key of their question."""
    next_question: str | None
    """The first question still to be answered; None when there is nothing more to ask."""

    @property
    def complete(self) -> bool:
        """Nothing more to ask."""
        return self.next_question is None

    @property
    def is_emergency(self) -> bool:
        """A rule for an emergency holds: the path ends here, whatever else is open."""
        return any(rule.finding.urgency is Urgency.EMERGENCY for rule in self.held)

    @property
    def next_page(self) -> str:
        """Where the journey goes on: the first open question; when none is, `check`; in an emergency `result`."""
        if self.next_question is not None:
            return self.next_question
        return "result" if self.is_emergency else "check"


def replay(protocol: Protocol, answers: Answers) -> Path:
    """The path that these answers take. It ends with the first answer for which an emergency rule holds.

    A question is left out when no answer to it could change the urgency any more (unless it is `always` asked), so the
    urgency is the same as if it had been asked. An answer to it that is there anyway counts.

    Answers after a question that is still open count too: a patient who has already reported danger need not wait.
    """
    facts: Facts = 0
    asked: list[str] = []
    on_path: dict[str, Answer] = {}
    held: list[Rule] = []
    derived: dict[str, Decimal] = {}
    certain = Urgency.SELF_CARE.level
    next_question: str | None = None
    for step in steps(protocol):
        if step.ask_facts and not step.is_asked(facts):
            continue
        key = step.question.key
        if step.question.derive is not None:
            value = _derived(step.question, on_path)
            if value is None:
                continue
            derived[key] = value
            facts |= step.facts_of(value)
        else:
            if key not in answers:
                if next_question is None and (step.question.always or step.can_matter(facts, certain)):
                    next_question = key
                    asked.append(key)
                continue
            asked.append(key)
            on_path[key] = answers[key]
            facts |= step.facts_of(answers[key])
        for rule, needed in step.rules:
            if facts & needed == needed:
                held.append(rule)
                certain = max(certain, rule.finding.urgency.level)
        if certain == _EMERGENCY:
            next_question = None
            break
    return Path(tuple(asked), on_path, tuple(held), derived, next_question)


def _derived(question: Question, answers: Answers) -> Decimal | None:
    one, other = (answers.get(key) for key in question.derived_from)
    if question.derive is None or not isinstance(one, Decimal) or not isinstance(other, Decimal):
        return None
    return question.derive.of(one, other)
