"""The plan for home: steps in order with drawings, the ankles measured, what to leave out, and when to stop."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

from django.template.loader import render_to_string

from tests.triage.journey import small_leg
from tests.triage.journey.test_result_page import PRACTICE
from triage.engine.run.assess import assess
from triage.engine.run.replay import replay
from triage.journey import plan_page

MEASURED = {"wall_safe": "yes", "wall_left": "3.5", "wall_right": 5}


def page(changes: dict[str, Any], who: str = "") -> str:
    journey = replace(small_leg.journey(changes), who=who)
    path = replay(journey.protocol, journey.answers, plan=True)
    context = plan_page.context(journey, assess(journey.protocol, journey.answers), path)
    html = unescape(render_to_string("triage/journey/plan.html", {"practice": PRACTICE, **context}))
    return " ".join(html[html.index("<main") : html.index("</main>")].split())


def steps(html: str) -> list[str]:
    return re.findall(r"<li> <p>(.*?)</p>", html)


def test_the_steps_are_those_that_fit_with_numbers_from_thresholds_and_a_drawing_each() -> None:
    html = page(MEASURED)
    assert steps(html) == ["Bend your back forward and back, ten times.", "Stretch your calf for 90 seconds."]
    assert re.findall(r'<img src="/static/illustrations/([a-z-]+)', html) == ["chain", "runners-stretch"]


def test_a_step_that_does_not_fit_is_left_out() -> None:
    assert steps(page(MEASURED | {"wall_left": 6})) == ["Bend your back forward and back, ten times."]
    assert steps(page({"wall_safe": "no"})) == ["Bend your back forward and back, ten times."]


def test_the_tighter_side_and_the_gap_are_said_in_words() -> None:
    html = page(MEASURED)
    assert "<dt>Tighter side</dt> <dd> 3.5 inches (Left knee to wall) </dd>" in html
    assert "<dt>Gap between the sides</dt> <dd> 1.5 inches </dd>" in html
    assert "(Left" not in page(MEASURED | {"wall_left": 5})


def test_what_to_leave_out_and_the_whole_safety_net_are_no_steps() -> None:
    html = page(MEASURED | {"clot": {"immob"}})
    assert "Don’t massage the calf." not in " ".join(steps(html))
    leave_out = html[html.index("Leave this out") :]
    assert "Don’t massage the calf." in leave_out
    assert "Your chest hurts" in leave_out


def test_a_plan_for_a_child_says_whom_you_means() -> None:
    assert "“you” means the child" in page(MEASURED, who="child")
    assert "“you” means" not in page(MEASURED)


def test_the_answers_for_the_plan_can_be_changed() -> None:
    assert 'href="/triage/leg/abcdefghijkl/wall_left/"' in page(MEASURED)
