"""What every worked case of the shipped triage is shown: whole, fitting, and nothing of ours in it."""

import re
from functools import cache
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string

from tests.triage.journey.leg_results import LEG, journeys
from tests.triage.journey.test_result_page import PRACTICE
from triage.engine.parts.rule import Vignette
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import Assessment, assess
from triage.engine.run.replay import replay
from triage.journey import plan_page, result_page
from triage.journey.cookie import Journey

OURS = re.compile(r"\{\{|\}\}|\b[CS]\d{1,2}\b|clinical\.md|clinical design|reference\.py|\b[a-z]+_[a-z_]+\b")
"""What is written for us alone: places for numbers, the facts' numbers, our own files, keys."""
ABOUT_ONE_THING = {
    "walking": (r"\bwalk", r"\b(do not walk|no weight)\b"),
    "rubbing, rolling": (r"\b(rub|roll|massage)\b", r"\b(rub|roll|massage)\b"),
    "stretching": (r"\bstretch|\bpull your toes", r"\bdo not stretch the calf\b"),
    "ice": (r"\b(ice|cool)\b", r"\bno ice\b"),
    "warmth": (r"\b(warmth|warm bath|heat pack)\b", r"\bno heat\b"),
    "raising the leg": (r"\braise the leg\b", r"\bdo not raise\b"),
    "bandage": (r"\bbandage can help\b", r"\bdo not wrap\b"),
    "food": (r"\b(eat|drink)\b", r"\bdo not eat or drink\b"),
    "ibuprofen": (r"\bibuprofen\b", r"\bibuprofen\b"),
}
"""By what it is about: advice to do it, and advice against it. Nobody is given both."""


Result = tuple[Vignette, Journey, Assessment, dict[str, Any]]


@cache
def results() -> tuple[Result, ...]:
    return tuple(map(result_of, LEG.vignettes))


def result_of(case: Vignette) -> Result:
    journey = journeys()[case.key]
    assessment = assess(LEG, journey.answers)
    return case, journey, assessment, result_page.result(journey, assessment)


def shown(template: str, context: dict[str, object]) -> str:
    html = render_to_string(f"triage/journey/{template}.html", {"practice": PRACTICE, **context})
    main = html[html.index("<main") : html.index("</main>")]
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", main).split()))


def test_every_result_is_whole_and_has_nothing_of_ours_in_it() -> None:
    for case, _journey, assessment, context in results():
        text = shown("result", context)
        assert OURS.findall(text) == [], case.key
        assert "emergency number" not in text.partition("The summary as plain text")[0], case.key
        assert context["because"], case.key
        assert len(context["articles"]) <= result_page.ARTICLES, case.key
        assert bool(context["safety_net"]) is (assessment.urgency is not Urgency.EMERGENCY), case.key
        for group in context["safety_net"]:
            for sign in group["signs"]:
                assert sign in text, case.key


def test_nobody_is_told_to_do_what_they_are_told_not_to() -> None:
    for case, _journey, _assessment, context in results():
        do, dont = " ".join(context["advice_do"]).lower(), " ".join(context["advice_dont"]).lower()
        both = [
            about for about, (to, against) in ABOUT_ONE_THING.items() if re.search(to, do) and re.search(against, dont)
        ]
        assert both == [], (case.key, context["advice_do"], context["advice_dont"])
        assert len({*context["advice_do"], *context["advice_dont"]}) == len(
            context["advice_do"] + context["advice_dont"]
        )


def test_who_is_to_call_alone_is_told_nothing_of_going() -> None:
    alone = 0
    for case, _journey, assessment, context in results():
        if not any(r.finding.call_alone for r in assessment.reasons if r.finding.urgency is assessment.urgency):
            continue
        alone += 1
        told = " ".join([context["what_to_do"], *context["advice_do"]])
        assert not re.search(r"\b(take you|go to an|emergency department)\b", told), case.key
    assert alone > 10


def test_the_clinicians_summary_tells_every_answer() -> None:
    for case, journey, _assessment, context in results():
        text = context["summary"].text
        told = replay(LEG, journey.answers, past_emergency=True).answers
        missing = [key for key in told if LEG.question_by_key[key].short not in text]
        assert missing == [], case.key


def test_every_plan_that_is_offered_can_be_opened_and_has_steps_or_questions() -> None:
    offered = 0
    for case, journey, assessment, _context in results():
        if not result_page.plan_is_offered(LEG, assessment):
            continue
        offered += 1
        assert assessment.urgency in (Urgency.SOON, Urgency.SELF_CARE), case.key
        path = replay(LEG, journey.answers, plan=True)
        context = plan_page.context(journey, assessment, path)
        assert context["steps"] or not path.complete, case.key
        assert OURS.findall(shown("plan", context)) == [], case.key
    assert offered > 10


@pytest.mark.parametrize("urgency", Urgency)
def test_there_is_a_case_of_each_urgency(urgency: Urgency) -> None:
    assert any(assessment.urgency is urgency for _, _, assessment, _ in results())
