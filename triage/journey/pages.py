"""The pages of a journey: which questions one has, and how many there are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from triage import labels
from triage.engine.parts.alternatives import Alternative
from triage.engine.parts.condition import Answer, Answers, all_hold
from triage.engine.parts.protocol import Protocol, kept_with_protocol
from triage.engine.parts.question import Question, Stage
from triage.engine.run.replay import Path
from triage.engine.run.steps import ways_to_be_asked

WORDS_A_MINUTE = 240
"""How fast adults read plain text. Source: Brysbaert (2019)."""
SECONDS_TO_ANSWER = 4
"""To decide, tick, and wait for the next page."""


@dataclass(frozen=True)
class Asked:
    """A question on its page. `only_if`: the answers on the same page that call for it; none if it is always asked."""

    question: Question
    name: str = "answer"
    """Of its field."""
    is_part: bool = False
    """It stands below another question, so its words are not the heading of the page."""
    only_if: tuple[Alternative, ...] = ()
    words: str = ""
    """When to answer it, where that hangs on the answers above it."""

    def is_called_for(self, answers: Answers, thresholds: Mapping[str, Decimal]) -> bool:
        """Whether these answers, given on the same page, call for it."""
        return not self.only_if or any(all_hold(alternative, answers, thresholds) for alternative in self.only_if)


def on_page(protocol: Protocol, head: str, path: Path) -> tuple[Asked, ...]:
    """The questions to ask on a page: those for which answers on other pages call, or on this one may."""
    keys = protocol.pages[head]
    found: list[Asked] = []
    for key in keys:
        question = protocol.question_by_key[key]
        if key == head and key not in path.asked:
            continue
        others = _left_open(protocol, question, keys, path.answers) if key != head else ((),)
        if others:
            name = "answer" if key == head else f"answer-{key}"
            only_if = () if () in others else others
            found.append(Asked(question, name, bool(found), only_if, labels.only_if(protocol, only_if)))
    return tuple(found)


def of(protocol: Protocol, questions: Iterable[str]) -> list[str]:
    """The pages that these questions are on, each once."""
    return list(dict.fromkeys(protocol.page_of[key] for key in questions))


def about(protocol: Protocol, path: Path) -> int:
    """How many pages the check will have, as far as the answers so far tell.

    It counts every page that they call for. So it grows only where an answer brings up another page, and shrinks where
    what is left to ask cannot matter any more.
    """
    after = _after(protocol)
    seen = [head for head in of(protocol, path.asked) if head in after]
    of_everybody, if_called_for = after[seen[-1] if seen else ""]
    return len(seen) + of_everybody + sum(_is_called_for(protocol, head, path.answers) for head in if_called_for)


@dataclass(frozen=True)
class Length:
    """How long the check takes whom no emergency leads out: pages, at most so many, and minutes."""

    pages: int
    pages_at_most: int
    minutes: int


@kept_with_protocol
def length(protocol: Protocol) -> Length:
    """The pages that everybody is asked, all that there are, and the minutes to read and answer the former."""
    heads = _of_check(protocol)
    asked = [protocol.question_by_key[key] for head in heads for key in protocol.pages[head]]
    of_everybody = [question for question in asked if not question.ask_when]
    words = sum(len(text.split()) for question in of_everybody for text in _read(question))
    pages = len(of(protocol, (question.key for question in of_everybody)))
    return Length(pages, len(heads), ceil(words / WORDS_A_MINUTE + pages * SECONDS_TO_ANSWER / 60))


@kept_with_protocol
def _of_check(protocol: Protocol) -> list[str]:
    return [head for head in protocol.pages if protocol.question_by_key[head].stage is Stage.CHECK]


@kept_with_protocol
def _after(protocol: Protocol) -> dict[str, tuple[int, list[str]]]:
    """What comes after each page of the check: how many pages of everybody, and those that hang on answers."""
    ways = ways_to_be_asked(protocol)
    after: dict[str, tuple[int, list[str]]] = {}
    of_everybody, if_called_for = 0, list[str]()
    for head in reversed(["", *_of_check(protocol)]):
        after[head] = (of_everybody, if_called_for)
        if head and all(key in ways for key in protocol.pages[head]):
            if_called_for = [head, *if_called_for]
        else:
            of_everybody += 1
    return after


def _is_called_for(protocol: Protocol, head: str, answers: Answers) -> bool:
    questions = (protocol.question_by_key[key] for key in protocol.pages[head])
    return any(_left_open(protocol, question, (), answers) for question in questions)


def _read(question: Question) -> Iterator[str]:
    """What everybody reads of it: why we ask is folded."""
    yield question.text
    yield question.hint
    for choice in question.choices:
        yield choice.text
        yield choice.hint


def _left_open(
    protocol: Protocol, question: Question, same_page: tuple[str, ...], answers: Mapping[str, Answer]
) -> tuple[Alternative, ...]:
    """What questions of the same page must still be answered for this one to be asked, in each way that can be.

    Empty if it can't be; an empty alternative if it is asked however they are answered.
    """
    ways = ways_to_be_asked(protocol).get(question.key)
    if ways is None:
        return ((),)
    thresholds = protocol.threshold_values
    found = []
    for way in ways:
        here = tuple(condition for condition in way.conditions if condition.question in same_page)
        if all_hold((condition for condition in way.conditions if condition not in here), answers, thresholds):
            found.append(here)
    return tuple(found)
