"""The diagram of a version: questions down the left, what leads to them beside, rules as leaves; and its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from triage.admin.requests import of_consistent_version
from triage.engine import sentences
from triage.engine.parts import placeholders
from triage.engine.parts.condition import When
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question, Stage
from triage.engine.parts.rule import Rule
from triage.models import ProtocolVersion

LANE: Final = 14
BOX: Final = 340
LEAF: Final = 430
LINE: Final = 18
GAP: Final = 26
BETWEEN: Final = 56
LETTERS: Final = 43  # of a line in a box
LEAF_LETTERS: Final = 60


@of_consistent_version
def diagram(request: HttpRequest, row: ProtocolVersion, content: Protocol) -> HttpResponse:
    """Draw the version as it is saved now."""
    context = {
        **admin.site.each_context(request),
        "title": _("Diagram"),
        "row": row,
        "diagram": draw(placeholders.filled(content)),
        "leaf_width": LEAF,
        "box_width": BOX,
    }
    return render(request, "admin/triage/diagram.html", context)


@dataclass(frozen=True)
class Edge:
    """A condition on earlier answers: from each of those questions, down its lane, to the question that it asks."""

    text: str
    sources: tuple[str, ...]
    """The questions; a criterion may look at several."""
    paths: tuple[str, ...]
    """A line from each."""
    y: int
    x: int


@dataclass(frozen=True)
class Leaf:
    """A rule, at the last question that it depends on."""

    key: str
    urgency: str
    text: str
    """The rule in short, for the picture."""
    sentence: str
    y: int


@dataclass(frozen=True)
class Box:
    """A question."""

    key: str
    text: str
    lines: tuple[str, ...]
    y: int
    height: int
    derived: bool
    edges: tuple[Edge, ...]
    leaves: tuple[Leaf, ...]
    asked: str
    """Where and when it is asked, in sentences."""

    @property
    def middle(self) -> int:
        """The y of its middle, where lines begin."""
        return self.y + self.height // 2


@dataclass(frozen=True)
class Diagram:
    """The whole picture, in pixels."""

    boxes: tuple[Box, ...]
    width: int
    height: int
    left: int
    """Where the boxes begin."""
    criteria: tuple[tuple[str, str], ...]
    """Key and sentence of each."""

    @property
    def right(self) -> int:
        """Where the boxes end."""
        return self.left + BOX

    @property
    def leaves(self) -> int:
        """Where the leaves begin."""
        return self.right + BETWEEN


def draw(protocol: Protocol) -> Diagram:
    """The diagram of a protocol whose conditions all look at earlier questions, as in every consistent one."""
    lanes = _lanes(protocol)
    left = (max(lanes.values(), default=-1) + 2) * LANE
    boxes: dict[str, Box] = {}
    y = GAP
    for number, question in enumerate(protocol.questions, 1):
        top = y + len(question.ask_when) * LINE
        lines = wrapped(f"{number}. {question.text}", LETTERS)
        boxes[question.key] = box = Box(
            key=question.key,
            text=question.text,
            lines=lines,
            y=top,
            height=len(lines) * LINE + 16,
            derived=question.derive is not None,
            edges=tuple(
                Edge(
                    text=f"{question.ask_mode.link if index else 'if'} {sentences.condition_text(protocol, condition)}",
                    sources=sources,
                    paths=tuple(_line(boxes[source].middle, end, left, lanes[source]) for source in sources),
                    y=end + 4,
                    x=left + 2,
                )
                for index, condition in enumerate(question.ask_when)
                for end in [y + index * LINE + LINE // 2]
                for sources in [_looked_at(protocol, (condition,))]
            ),
            leaves=_leaves(protocol, question, top),
            asked=_asked(protocol, question),
        )
        y = top + max(box.height, len(box.leaves) * GAP) + GAP
    criteria = tuple((criterion.key, sentences.criterion_text(protocol, criterion)) for criterion in protocol.criteria)
    return Diagram(tuple(boxes.values()), left + BOX + BETWEEN + LEAF + LANE, y, left, criteria)


def _asked(protocol: Protocol, question: Question) -> str:
    found = [_("Asked after the result, for the plan.")] if question.stage is Stage.PLAN else []
    if question.shares_page:
        found.append(_("On the page of the question before it."))
    if question.ask_when:
        found.append(_("Asked when %(when)s.") % {"when": sentences.ask_when_text(protocol, question)})
    return " ".join(found)


def _line(start: int, end: int, left: int, lane: int) -> str:
    """The SVG path from a box down a lane, and back to the boxes."""
    x = left - (lane + 1) * LANE
    return f"M{left},{start} H{x + 5} Q{x},{start} {x},{start + 5} V{end - 5} Q{x},{end} {x + 5},{end} H{left - 3}"


def _rules_at(protocol: Protocol, question: Question) -> list[Rule]:
    """The rules whose last question this is, the most urgent first."""
    place = protocol.place_of
    last = place[question.key]
    found = [rule for rule in protocol.rules if max(map(place.__getitem__, _looked_at(protocol, rule.when))) == last]
    return sorted(found, key=lambda rule: -rule.finding.urgency.level)


def _looked_at(protocol: Protocol, when: When) -> tuple[str, ...]:
    """The questions that conditions look at, in those of criteria too."""
    return tuple(dict.fromkeys(condition.question for condition in protocol.conditions_in(when)))


def wrapped(text: str, letters: int) -> tuple[str, ...]:
    """The text in lines of about this many letters."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= letters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return tuple(lines)


def cut(text: str, letters: int) -> str:
    """The text's beginning, where it is too long."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _leaves(protocol: Protocol, question: Question, top: int) -> tuple[Leaf, ...]:
    return tuple(
        Leaf(
            key=rule.key,
            urgency=rule.finding.urgency.value,
            text=cut(f"{rule.finding.urgency.word}: {rule.finding.because}", LEAF_LETTERS),
            sentence=sentences.rule_text(protocol, rule),
            y=top + index * GAP,
        )
        for index, rule in enumerate(_rules_at(protocol, question))
    )


def _lanes(protocol: Protocol) -> dict[str, int]:
    """A lane for each question that a condition looks at, so that no two lines are drawn over each other."""
    place = protocol.place_of
    ends: dict[str, int] = {}
    for question in protocol.questions:
        for source in _looked_at(protocol, question.ask_when):
            ends[source] = place[question.key]
    lane_of: dict[str, int] = {}
    for source in sorted(ends, key=lambda key: ends[key] - place[key]):
        taken = {lane for other, lane in lane_of.items() if _overlap(place, ends, source, other)}
        lane_of[source] = next(lane for lane in range(len(ends)) if lane not in taken)
    return lane_of


def _overlap(place: Mapping[str, int], ends: dict[str, int], one: str, other: str) -> bool:
    return place[one] <= ends[other] and place[other] <= ends[one]
