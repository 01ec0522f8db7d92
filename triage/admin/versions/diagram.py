"""The diagram of a version: questions down the left, what leads to them beside, rules as leaves; and its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from triage.admin.requests import of_consistent_version
from triage.engine import sentences
from triage.engine.parts import placeholders
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Question
from triage.engine.parts.rule import Rule
from triage.models import ProtocolVersion
from triage.versions import drafts

LANE: Final = 14
BOX: Final = 340
LEAF: Final = 430
LINE: Final = 18
GAP: Final = 26
BETWEEN: Final = 56
LETTERS: Final = 43  # of a line in a box
LEAF_LETTERS: Final = 60


@of_consistent_version
def diagram(request: HttpRequest, row: ProtocolVersion) -> HttpResponse:
    """Draw the version as it is saved now."""
    protocol = placeholders.filled(drafts.content(row))
    drawn = draw(protocol)
    context = {
        **admin.site.each_context(request),
        "title": _("Diagram"),
        "row": row,
        "diagram": drawn,
        "listed": listed(protocol, drawn.boxes),
        "leaf_width": LEAF,
        "box_width": BOX,
    }
    return render(request, "admin/triage/diagram.html", context)


@dataclass(frozen=True)
class Edge:
    """A condition on an earlier answer: from that question, down a lane, to the question that it asks."""

    source: str
    text: str
    path: str
    y: int
    x: int


@dataclass(frozen=True)
class Leaf:
    """A rule, at the last question that it depends on."""

    key: str
    urgency: str
    text: str
    title: str
    y: int


@dataclass(frozen=True)
class Box:
    """A question."""

    key: str
    lines: tuple[str, ...]
    y: int
    height: int
    derived: bool
    edges: tuple[Edge, ...]
    leaves: tuple[Leaf, ...]
    when: str
    """When it is asked, in words."""

    @property
    def middle(self) -> int:
        """Half its height."""
        return self.y + self.height // 2


@dataclass(frozen=True)
class Diagram:
    """All of it, in pixels."""

    boxes: tuple[Box, ...]
    width: int
    height: int
    left: int
    """Where the boxes begin."""

    @property
    def right(self) -> int:
        """Where the boxes end."""
        return self.left + BOX

    @property
    def leaves(self) -> int:
        """Where the leaves begin."""
        return self.right + BETWEEN


def draw(protocol: Protocol) -> Diagram:
    """The diagram of a protocol."""
    lanes = _lanes(protocol)
    left = (max(lanes.values(), default=-1) + 2) * LANE
    places: dict[str, tuple[int, int]] = {}
    boxes, y = [], GAP
    for number, question in enumerate(protocol.questions, 1):
        asked = [c for c in question.ask_when if c.question in places]
        edges = [
            _edge(protocol, question, index, places, left, lanes[c.question, question.key], y)
            for index, c in enumerate(question.ask_when)
            if c in asked
        ]
        top = y + len(edges) * LINE
        lines = wrapped(f"{number}. {question.text}", LETTERS)
        leaves = _leaves(protocol, question, top)
        height = len(lines) * LINE + 16
        boxes.append(
            Box(
                question.key,
                lines,
                top,
                height,
                question.derive is not None,
                tuple(edges),
                leaves,
                sentences.ask_when_text(protocol, question),
            )
        )
        places[question.key] = (top, height)
        y = top + max(height, len(leaves) * GAP) + GAP
    return Diagram(tuple(boxes), left + BOX + BETWEEN + LEAF + LANE, y, left)


def rules_at(protocol: Protocol, question: Question) -> list[Rule]:
    """The rules whose last question this is, the most urgent first."""
    place = {q.key: number for number, q in enumerate(protocol.questions)}
    last = [(max(rule.when, key=lambda c: place[c.question]).question, rule) for rule in protocol.rules]
    found = [rule for key, rule in last if key == question.key]
    return sorted(found, key=lambda rule: -rule.finding.urgency.level)


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
            title=sentences.rule_text(protocol, rule),
            y=top + index * GAP,
        )
        for index, rule in enumerate(rules_at(protocol, question))
    )


def _edge(
    protocol: Protocol,
    question: Question,
    index: int,
    places: dict[str, tuple[int, int]],
    left: int,
    lane: int,
    top: int,
) -> Edge:
    condition = question.ask_when[index]
    from_y, height = places[condition.question]
    start, end = from_y + height // 2, top + index * LINE + LINE // 2
    x = left - (lane + 1) * LANE
    path = f"M{left},{start} H{x + 5} Q{x},{start} {x},{start + 5} V{end - 5} Q{x},{end} {x + 5},{end} H{left - 3}"
    text = f"{question.ask_mode.link if index else 'if'} {sentences.condition_text(protocol, condition)}"
    return Edge(condition.question, text, path, end + 4, left + 2)


def _lanes(protocol: Protocol) -> dict[tuple[str, str], int]:
    """A lane for each pair of questions, so that no two lines run down on each other. One source, one lane."""
    place = {question.key: number for number, question in enumerate(protocol.questions)}
    ends: dict[str, int] = {}
    for question in protocol.questions:
        for condition in question.ask_when:
            ends[condition.question] = place[question.key]
    lane_of: dict[str, int] = {}
    for source in sorted(ends, key=lambda key: ends[key] - place[key]):
        taken = {lane for other, lane in lane_of.items() if _overlap(place, ends, source, other)}
        lane_of[source] = next(lane for lane in range(len(ends)) if lane not in taken)
    return {(c.question, q.key): lane_of[c.question] for q in protocol.questions for c in q.ask_when}


def _overlap(place: dict[str, int], ends: dict[str, int], one: str, other: str) -> bool:
    return place[one] <= ends[other] and place[other] <= ends[one]


def listed(protocol: Protocol, boxes: Sequence[Box]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The same in words: each question, when it is asked, and the rules whose last question it is."""
    return [
        (
            question.text,
            box.when,
            [(rule.key, sentences.rule_text(protocol, rule)) for rule in rules_at(protocol, question)],
        )
        for question, box in zip(protocol.questions, boxes, strict=True)
    ]
