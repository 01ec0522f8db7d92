"""The summary for a clinician: who, how soon and why, the story, what was found, what was not asked."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.triage.journey import small_leg
from triage.engine.run.assess import assess
from triage.engine.run.replay import replay
from triage.journey.summary import Part, Summary, summary

NOON = datetime(2026, 11, 21, 12, 5)


def told(changes: dict[str, Any], **which: Any) -> Summary:
    journey = small_leg.journey(changes, **which)
    path = replay(journey.protocol, journey.answers, past_emergency=True)
    return summary(journey, assess(journey.protocol, journey.answers), path, NOON)


def test_the_heading_says_how_soon_who_with_what_in_which_leg_and_when() -> None:
    assert told(small_leg.CLOT).heading == (
        "Urgent: within 24 hours · Age: 44 years · Main trouble: My calf hurts · Leg: Left",
        "Leg check, version 1 · 21 November 2026, 12:05",
    )


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("", "The patient gave these answers."),
        ("child", "An adult answered for a child."),
        ("other", "Someone else answered"),
    ],
)
def test_it_says_who_answered_and_that_nobody_examined(who: str, words: str) -> None:
    of = replace(small_leg.journey({}), who=who)
    path = replay(of.protocol, of.answers)
    whole = summary(of, assess(of.protocol, of.answers), path, NOON)
    assert whole.answered_by.startswith(words)
    assert whole.answered_by.endswith("Nobody has examined the patient.")
    assert whole.answered_by in whole.text


def test_the_sections_are_the_protocols_and_what_was_denied_is_one_line() -> None:
    assert told(small_leg.CLOT).parts == (
        Part("Story", (("Since", "10 days"), ("Pain", "4 of 10")), "What happened"),
        Part(
            "Found", (("Heel lift", "As high as the other"), ("Look of the leg", "One calf is bigger")), "Danger signs"
        ),
        Part("History and medicines", (("Clot risks", "In bed for days"), ("Medicines", "A blood thinner")), ""),
    )


def test_why_names_each_reason_with_its_source() -> None:
    whole = told(small_leg.CLOT | {"heel": "weak"})
    assert [(reason.urgency, reason.because, reason.source) for reason in whole.reasons] == [
        ("Urgent", "One calf is bigger.", "NICE NG158 (2020)"),
        ("Soon", "Your heel is weak.", "consensus"),
    ]


def test_what_an_emergency_cut_off_is_named_as_not_asked_and_what_did_not_concern_the_patient_is_not() -> None:
    everything = tuple(key for key in small_leg.FINE if key != "danger")
    assert told(small_leg.CHEST, without=everything).not_asked == (
        "Age, Main trouble, Leg, Since, What happened, Heel lift, Pain, Look of the leg, Back, Clot risks, Medicines"
    )
    assert "Back" not in told(small_leg.CHEST | {"main": "calf"}).not_asked
    assert told({}).not_asked == ""


def test_what_was_answered_while_waiting_is_in_the_summary() -> None:
    whole = told(small_leg.CHEST, without=("health",))
    assert "Age: 44 years" in whole.heading[0]
    assert whole.not_asked == "Medicines"
    assert ("Heel lift", "As high as the other") in whole.parts[1].answers


def test_every_answer_is_in_the_summary() -> None:
    for changes in (small_leg.CHEST, small_leg.RUPTURE, small_leg.CLOT, small_leg.WEAK, {}):
        journey = small_leg.journey(changes)
        text = told(changes).text
        for key in replay(journey.protocol, journey.answers, past_emergency=True).answers:
            assert journey.protocol.question_by_key[key].short in text, key


def test_the_text_to_copy_is_whole_and_plain() -> None:
    assert told(small_leg.CLOT, without=("health",)).text.split("\n") == [
        "Urgent: within 24 hours · Age: 44 years · Main trouble: My calf hurts · Leg: Left",
        "Leg check, version 1 · 21 November 2026, 12:05",
        "The patient gave these answers. Nobody has examined the patient.",
        "",
        "WHY",
        "- Urgent: One calf is bigger. [NICE NG158 (2020)]",
        "",
        "STORY",
        "- Since: 10 days",
        "- Pain: 4 of 10",
        "- None: What happened",
        "",
        "FOUND",
        "- Heel lift: As high as the other",
        "- Look of the leg: One calf is bigger",
        "- None: Danger signs",
        "",
        "HISTORY AND MEDICINES",
        "- Clot risks: In bed for days",
        "",
        "NOT ASKED",
        "Medicines",
    ]
