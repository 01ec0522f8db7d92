"""What would change the advice: single other answers, put in order for somebody who reads only the first few."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from triage import labels
from triage.engine.explain.explain import Change
from triage.engine.parts.condition import Answer, Answers
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question, Worse
from triage.engine.parts.urgency import Urgency

SHOWN_AT_ONCE = 5


@dataclass(frozen=True)
class OtherAnswers:
    """Answers to one question, any of which would be enough."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """All that would mean one urgency: what is shown at once, and what is folded away below it."""

    heading: str
    shown: tuple[OtherAnswers, ...]
    folded: tuple[OtherAnswers, ...]

    @property
    def answers_folded(self) -> int:
        """How many answers are folded away."""
        return sum(len(others.answers) for others in self.folded)


@dataclass(frozen=True)
class _Other:
    """One answer that would be enough: the place of its question, its words, and how late it is named."""

    place: int
    question: str
    text: str
    turn: tuple[bool, int]


def groups(protocol: Protocol, given: Answers, changes: Iterable[Change]) -> list[Group]:
    """The changes by urgency, the most urgent first. Of each urgency, many questions are named before many answers."""
    by_urgency: dict[Urgency, list[Change]] = {}
    for change in changes:
        by_urgency.setdefault(change.urgency, []).append(change)
    found = []
    for urgency in sorted(by_urgency, key=lambda urgency: -urgency.level):
        others = sorted(_others(protocol, given, by_urgency[urgency]), key=lambda other: (other.turn, other.place))
        shown, folded = others[:SHOWN_AT_ONCE], others[SHOWN_AT_ONCE:]
        found.append(Group(labels.of(urgency).act_if, _by_question(shown), _by_question(folded)))
    return found


def _by_question(others: Iterable[_Other]) -> tuple[OtherAnswers, ...]:
    in_order = sorted(others, key=lambda other: other.place)  # stable: a question's answers keep their order
    return tuple(
        OtherAnswers(question, tuple(other.text for other in same))
        for (_place, question), same in groupby(in_order, key=lambda other: (other.place, other.question))
    )


def _others(protocol: Protocol, given: Answers, changes: Sequence[Change]) -> Iterator[_Other]:
    for place, question in enumerate(protocol.questions):
        answers = [change.answer for change in changes if change.question == question.key]
        for turn, (text, unsure) in enumerate(_texts(question, given.get(question.key), answers)):
            yield _Other(place, question.short, text, (unsure, turn))


def _texts(question: Question, given: Answer, answers: Sequence[Answer]) -> Iterator[tuple[str, bool]]:
    """Each other answer in words, and whether it only says "I'm not sure"."""
    if question.number is not None:
        numbers = [answer for answer in answers if isinstance(answer, Decimal)]
        yield from ((text, False) for text in _numbers(question, given, numbers))
        return
    for answer in answers:
        new = answer - given or answer if isinstance(answer, frozenset) and isinstance(given, frozenset) else answer
        chosen = new if isinstance(new, frozenset) else {new}
        is_unsure = all(choice.unsure for choice in question.choices if choice.key in chosen)  # named after the others
        for text in question.answer_texts(new):
            yield labels.quoted(text), is_unsure


def _numbers(question: Question, given: Answer, numbers: Sequence[Decimal]) -> Iterator[str]:
    """The nearest number on each side of the given one; of a skipped one, on the side where it gets worse."""
    if isinstance(given, Decimal):
        above, below = [n for n in numbers if n > given], [n for n in numbers if n < given]
    elif question.number is not None and question.number.worse is Worse.LOWER:
        above, below = [], list(numbers)
    else:
        above, below = list(numbers), []
    if above:
        yield labels.or_more(*question.answer_texts(min(above)))
    if below:
        yield labels.or_less(*question.answer_texts(max(below)))
