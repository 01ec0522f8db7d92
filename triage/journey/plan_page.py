"""The plan for home: the exercises that fit this patient, in order, and what to leave out."""

from typing import Any

from calfsite.lib import illustrations
from triage import labels
from triage.engine import explain
from triage.engine.parts.question import Derive, Stage
from triage.engine.parts.rule import AdviceKind
from triage.engine.run.assess import Assessment
from triage.engine.run.replay import Path
from triage.journey import result_page
from triage.journey.cookie import Journey


def context(journey: Journey, assessment: Assessment, path: Path) -> dict[str, Any]:
    """What the page is rendered with. `path` goes through the plan's questions."""
    protocol, store = journey.protocol, journey.store
    advice = explain.advice_for(protocol, assessment, path)
    steps = {piece.text: piece.picture for piece in advice if piece.kind is AdviceKind.PLAN}
    asked = [key for key in path.asked if key not in assessment.path.asked]
    return {
        "about": labels.about(journey.who),
        "steps": [{"text": text, "picture": illustrations.picture(picture)} for text, picture in steps.items()],
        "measured": measured(journey, path),
        "advice_dont": result_page.texts(advice, AdviceKind.AVOID),
        "safety_net": result_page.safety_net(protocol, assessment.urgency),
        "answers": [result_page.answer_row(journey, key, path.answers[key]) for key in asked if key in path.answers],
        "protocol_title": protocol.title,
        "result_url": store.url("result"),
        "back_url": store.url(protocol.page_of[asked[-1]]) if asked else store.url("result"),
    }


def measured(journey: Journey, path: Path) -> list[tuple[str, str]]:
    """The numbers that were worked out, in words: each with its value, and the smaller of two with whose it is."""
    found = []
    for key, value in path.derived.items():
        question = journey.protocol.question_by_key[key]
        if question.stage is not Stage.PLAN:
            continue
        words = ", ".join(question.answer_texts(value))
        sides = [journey.protocol.question_by_key[side] for side in question.derived_from]
        least = [side.short for side in sides if path.answers[side.key] == value]
        if question.derive is Derive.LEAST and len(least) == 1:
            words = f"{words} ({least[0]})"
        found.append((question.short, words))
    return found
