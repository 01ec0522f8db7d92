"""Replaying a journey: the path is never stored, but worked out from (protocol, answers) every time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from triage.engine.parts.condition import Answer, Answers
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question
from triage.engine.parts.rule import Rule
from triage.engine.parts.urgency import Urgency
from triage.engine.run.steps import Facts, Settled, steps, steps_with_plan, ways_to_be_asked

_EMERGENCY, _LEAST = Urgency.EMERGENCY.level, Urgency.SELF_CARE.level


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
    facts: Facts = field(default=0, compare=False, repr=False)
    """The conditions that hold on these answers: see `steps`."""
    page_of: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """The first question of the page that each question is on."""

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
        """The page of the first open question; when none is open, `check`; in an emergency `result`."""
        if self.next_question is not None:
            return self.page_of.get(self.next_question, self.next_question)
        return "result" if self.is_emergency else "check"


def replay(
    protocol: Protocol, answers: Answers, *, past_emergency: bool = False, plan: bool = False, only_asked: bool = False
) -> Path:
    """The path that these answers take. It ends with the first answer for which an emergency rule holds.

    A question is left out when no answer to it could change the urgency any more (unless it is `always` asked, or
    shares a page), so the urgency is the same as if it had been asked. An answer to it that is there anyway counts.

    Answers after a question that is still open count too: a patient who has already reported danger need not wait.

    With `past_emergency` the path goes on after an emergency with all the other questions, for the clinician's sake. No
    rule sees their answers: what holds, and so the urgency, is the same as without. With `plan` it goes on with the
    questions for the plan, which no rule looks at. With `only_asked` an answer to a question left out does not count.
    """
    facts: Facts = 0
    asked: list[str] = []
    on_path: dict[str, Answer] = {}
    held: dict[str, Rule] = {}
    derived: dict[str, Decimal] = {}
    certain = _LEAST
    next_question: str | None = None
    answer: Answer
    for step in steps_with_plan(protocol) if plan else steps(protocol):
        if step.ask is not None and not step.ask.holds(facts):
            continue
        key = step.key
        if step.derives is not None:
            value = _derived(step.derives, on_path)
            if value is None:
                continue
            answer = derived[key] = value
        elif key in answers and (not only_asked or step.is_open(facts, certain)):
            asked.append(key)
            answer = on_path[key] = answers[key]
        else:
            if next_question is None and step.is_open(facts, certain):
                next_question = key
                asked.append(key)
            continue
        made, settled = step.effect_of(answer)
        facts |= made
        if settled and certain != _EMERGENCY:
            certain = _settle(settled, facts, held, certain)
            if certain == _EMERGENCY and not past_emergency:
                next_question = None
                break
    return Path(tuple(asked), on_path, tuple(held.values()), derived, next_question, facts, protocol.page_of)


def _settle(all_settled: Iterable[Settled], facts: Facts, held: dict[str, Rule], certain: int) -> int:
    """Add the rules that hold by an answer to those held. Gives the highest level of them all."""
    for in_all, ways in all_settled:
        if facts & in_all == in_all:
            for needed, level, rule in ways:
                if facts & needed == needed:
                    held[rule.key] = rule
                    certain = max(certain, level)
    return certain


def unanswered(protocol: Protocol, path: Path) -> tuple[Question, ...]:
    """The questions of the check that concern this patient or may, but were cut off, left out or skipped.

    One that hangs on other answers may concern the patient as long as those are open themselves.
    """
    found: dict[str, Question] = {}
    open_ones: set[str] = set()
    known = {**path.answers, **path.derived}
    thresholds, called_for = protocol.threshold_values, ways_to_be_asked(protocol)
    for step in steps(protocol):
        question = protocol.question_by_key[step.key]
        may_be_asked = step.is_asked(path.facts) or any(
            all(c.question in open_ones or c.holds(known.get(c.question), thresholds) for c in way.conditions)
            for way in called_for.get(step.key, ())
        )
        if step.derives is not None:
            may_be_asked = may_be_asked and not open_ones.isdisjoint(question.derived_from)
        elif may_be_asked and path.answers.get(step.key) is None:
            found[step.key] = question
        if may_be_asked and step.key not in path.answers:
            open_ones.add(step.key)
    return tuple(found.values())


def _derived(question: Question, answers: Answers) -> Decimal | None:
    one, other = (answers.get(key) for key in question.derived_from)
    if question.derive is None or not isinstance(one, Decimal) or not isinstance(other, Decimal):
        return None
    return question.derive.of(one, other)
