"""The result as the patient reads it: in which order, what fits, what to watch for, and where a tap calls."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string

from calfsite.practice.current import Practice
from tests.triage.journey import small_leg
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import Assessment, assess
from triage.journey import result_page
from triage.journey.cookie import Journey

PRACTICE = Practice("Hill Clinic", "112", phone="555 0100")
EVERYBODY: dict[str, dict[str, Any]] = {
    "emergency": small_leg.RUPTURE,
    "urgent": small_leg.CLOT,
    "soon": small_leg.WEAK,
    "self_care": {},
}


def page(changes: dict[str, Any], practice: Practice = PRACTICE, **which: Any) -> str:
    journey = small_leg.journey(changes, **which)
    return render(journey, assess(journey.protocol, journey.answers), practice)


def render(journey: Journey, assessment: Assessment, practice: Practice = PRACTICE) -> str:
    context = result_page.result(journey, assessment)
    html = unescape(render_to_string("triage/journey/result.html", {"practice": practice, **context}))
    return " ".join(html[html.index("<main") : html.index("</main>")].split())


def section(html: str, heading: str) -> str:
    """The page from this heading to the next one of the same rank."""
    found = re.search(rf"<h2[^>]*>\s*{re.escape(heading)}\s*</h2>.*?(?=<h2|$)", html)
    assert found, f"There is no {heading}."
    return found[0]


def headings(html: str) -> list[str]:
    without_kind = re.sub(r'<span class="card__kind">.*?</span></span>', "", html)
    return re.findall(r"<h[12][^>]*>\s*(.*?)\s*</h[12]>", without_kind)


# ----------------------------------------------------------------------------------------------- what, when, whom


def test_the_order_is_what_to_do_then_what_to_watch_for_then_why_then_the_rest() -> None:
    assert headings(page({})) == [
        "You can look after this at home",
        "What to do at home",
        "Get help sooner if",
        "When to look again",
        "Why we say this",
        "Read more",
        "A plan for home",
        "For your clinician",
        "Your answers",
    ]


@pytest.mark.parametrize("urgency", EVERYBODY)
def test_the_card_says_what_to_do_by_when_and_whom_to_call(urgency: str) -> None:
    html = page(EVERYBODY[urgency])
    card = html[: html.index("</section>")]
    assert f"card--{urgency}" in card
    number = "tel:112" if urgency == "emergency" else "tel:5550100"
    assert re.search(rf'<a class="button[^"]*" href="{number}">', card)
    within = {"emergency": "right now", "urgent": "within 24 hours", "soon": "two weeks", "self_care": "now"}
    assert within[urgency] in card


def test_a_practice_without_a_phone_still_says_whom_to_call() -> None:
    card = page(small_leg.CLOT, Practice("Hill Clinic", "112")).partition("</section>")[0]
    assert "Call your clinic, an urgent care center or a nurse line now." in card
    assert "button" not in card


def test_in_an_emergency_there_is_one_number_only() -> None:
    assert "tel:5550100" not in page(small_leg.RUPTURE)


def test_where_minutes_count_it_says_call_and_nothing_of_going() -> None:
    card = page(small_leg.CHEST).partition("</section>")[0]
    assert "Stay where you are" in card
    assert "emergency department" not in card
    assert "Or have someone take you to an emergency department" in page(small_leg.RUPTURE)


@pytest.mark.parametrize("urgency", EVERYBODY)
def test_every_text_that_names_the_emergency_number_is_a_link_that_calls_it(urgency: str) -> None:
    html = page(EVERYBODY[urgency])
    assert "emergency number" not in re.sub(r"<pre.*?</pre>", "", html)
    assert not re.search(r"(?<!tel:)112(?!</a>| now</a>)", html.replace('href="tel:112"', ""))


def test_who_answers_for_a_child_is_told_whom_you_means() -> None:
    of = replace(small_leg.journey({}), who="child")
    assert "“you” means the child" in render(of, assess(of.protocol, of.answers))
    assert "“you” means" not in page({})


def test_who_answers_for_a_child_is_reminded_beside_all_answers() -> None:
    of = replace(small_leg.journey({}), who="child")
    shown = result_page.check(of, assess(of.protocol, of.answers).path)
    html = render_to_string("triage/journey/check.html", {"practice": PRACTICE, **shown})
    assert "Answer for the child" in html


# --------------------------------------------------------------------------------------------------- what fits


def test_advice_is_given_to_those_whom_it_fits_alone() -> None:
    assert "Don’t massage the calf." in section(page(small_leg.CLOT), "Until you are seen")
    assert "massage" not in page({})


def test_an_emergency_says_what_to_do_until_help_comes_and_nothing_milder() -> None:
    until = section(page(small_leg.RUPTURE), "Until help comes")
    assert "Don’t eat or drink." in until
    assert "Book a visit" not in until


# ------------------------------------------------------------------------------------------------- the safety net


def test_the_safety_net_is_whole_by_urgency_never_folded_and_printed() -> None:
    net = section(page({}), "Get help sooner if")
    cards = re.findall(r'<div class="card card--(\w+)">.*?<ul>(.*?)</ul>', net)
    signs = [(urgency, re.findall(r"<li>(.*?)</li>", items)) for urgency, items in cards]
    assert signs == [
        ("emergency", ["Your chest hurts", "You have new trouble with pee or poop"]),
        ("urgent", ["One leg gets bigger"]),
        ("soon", ["Your pain gets to 7 of 10 or more"]),
    ]
    assert "<details" not in net
    assert "no-print" not in net


@pytest.mark.parametrize(("urgency", "graver"), [("urgent", ["emergency"]), ("soon", ["emergency", "urgent"])])
def test_the_safety_net_names_what_is_graver_than_the_result(urgency: str, graver: list[str]) -> None:
    assert re.findall(r"card--(\w+)", section(page(EVERYBODY[urgency]), "Get help sooner if")) == graver


def test_beyond_an_emergency_there_is_nothing_to_watch_for() -> None:
    assert "Get help sooner if" not in page(small_leg.RUPTURE)


def test_when_to_look_again_comes_from_the_protocol_or_is_said_in_general() -> None:
    assert "If it is not better in 6 weeks, book a visit." in section(page({}), "When to look again")
    assert "if something changes before your visit" in section(page(small_leg.WEAK), "When to look again")


# ------------------------------------------------------------------------------------------------------------ why


def test_the_deciding_reason_has_its_own_answers_and_the_others_are_folded_without_an_urgency() -> None:
    html = section(page(small_leg.CLOT | {"heel": "weak"}), "Why we say this")
    first, folded = html.split("<details>")
    assert "One calf is bigger." in first
    assert 'href="/triage/leg/abcdefghijkl/look/"' in first
    assert "heel/" not in first
    assert "Your heel is weak." in folded
    assert "Soon" not in html


def test_looking_after_it_at_home_is_no_reason_for_anything_graver() -> None:
    journey = small_leg.journey(small_leg.WEAK)
    assessment = assess(journey.protocol, journey.answers)
    fine = assess(journey.protocol, small_leg.journey({}).answers).reasons
    html = render(journey, replace(assessment, reasons=(*assessment.reasons, *fine)))
    assert "your leg is strong" not in html


def test_a_reason_with_many_answers_folds_them_away(monkeypatch) -> None:
    assert "answers behind this" not in page({})
    monkeypatch.setattr(result_page, "ANSWERS_UNFOLDED", 3)
    assert "The 4 answers behind this" in page({})


def test_at_most_two_articles_are_named_and_only_those_of_reasons_as_urgent_as_the_result() -> None:
    html = section(page(small_leg.CLOT | {"heel": "weak"}), "Read more")
    assert re.findall(r'href="(.*?)"', html) == ["/articles/clots/"]


# ------------------------------------------------------------------------------------------------ while you wait


def test_while_waiting_more_answers_are_offered_below_the_call_button() -> None:
    html = page(small_leg.CHEST, without=("age", "main"))
    assert html.index("button--call") < html.index("While you wait")
    assert 'href="/triage/leg/abcdefghijkl/age/"' in section(html, "While you wait")


def test_once_all_is_answered_it_thanks() -> None:
    assert "Thank you." in section(page(small_leg.CHEST), "While you wait")


@pytest.mark.parametrize("urgency", ["urgent", "soon", "self_care"])
def test_only_an_emergency_cuts_questions_off(urgency: str) -> None:
    assert "While you wait" not in page(EVERYBODY[urgency])


def test_what_is_answered_while_waiting_changes_neither_urgency_nor_reasons() -> None:
    journey = small_leg.journey(small_leg.CHEST | {"look": {"bigger"}, "heel": "weak", "event": {"pop"}})
    assessment = assess(journey.protocol, journey.answers)
    context = result_page.result(journey, assessment)
    assert assessment.urgency is Urgency.EMERGENCY
    assert (context["because"], context["also"]) == ("Your chest hurts.", [])
    assert ("Heel lift", "Lower") in context["summary"].parts[1].answers


# ----------------------------------------------------------------------------------------------------- the plan


@pytest.mark.parametrize(
    ("changes", "offered"),
    [
        ({}, True),
        (small_leg.WEAK, True),
        ({"main": "calf"}, False),
        ({"event": {"pop"}}, False),
        (small_leg.RUPTURE | {"main": "back"}, False),
    ],
)
def test_a_plan_is_offered_beside_mild_results_if_there_is_one(changes: dict[str, Any], offered: bool) -> None:
    assert ("Make a plan for home" in page(changes)) is offered


def test_why_no_plan_is_offered_is_said() -> None:
    assert "Do no exercises before a clinician has tested the leg." in page({"event": {"pop"}})
    assert "Do no exercises" not in page({})
