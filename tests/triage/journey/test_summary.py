"""The summary for a clinician: how soon and why, findings first, what was denied in one line, all of it as text."""

from datetime import datetime
from typing import Any

from tests.triage.journey import finished
from tests.triage.protocols import calf_cases
from triage.journey.summary import REASONS_IN_FULL, Summary, summary

NOON = datetime(2026, 11, 21, 12, 5)


def told(changes: dict[str, Any]) -> Summary:
    journey, assessment = finished.result(changes)
    return summary(journey.protocol, assessment, NOON)


def test_the_summary_says_how_soon_who_what_and_when() -> None:
    assert told({"calf_look": {"swollen"}}).heading == (
        "Urgent: within 24 hours · Age 35 years",
        "Calf pain, weakness or cramp, version 1 · 21 November 2026, 12:05",
    )
    assert "Age 0 years" in told({"age": 0}).heading[0]
    assert "Age" not in told({"red_flags": {"cold_foot"}}).heading[0]


def test_the_summary_gives_reasons_findings_and_what_was_denied() -> None:
    whole = told({"calf_look": {"slightly_swollen"}, "girth_gap": None, "heel_raise": "yes"})
    assert whole.reasons[0].urgency == "Self-care"
    assert whole.reasons[0].source == "C6, C31"
    assert ("Pain now", "4 of 10") in whole.findings
    assert ("Look and touch", "One calf is a little swollen") in whole.findings
    assert not {"Age", "Danger signs", "Rising onto the toes"} & {question for question, _ in whole.findings}
    assert whole.negatives.startswith("Danger signs; Feeling ill; ")
    assert "One leg or both (One leg)" in whole.negatives
    assert "Rising onto the toes (Yes, as usual)" in whole.negatives
    assert whole.skipped == "Difference between the calves"


def test_every_answer_on_the_path_stands_in_the_summary() -> None:
    for _name, changes, _urgency in calf_cases.CASES[::6]:
        journey, assessment = finished.result(changes)
        text = summary(journey.protocol, assessment, NOON).text
        for key in assessment.path.answers:
            assert key == "age" or journey.protocol.question_by_key[key].short in text


def test_the_text_to_copy_is_whole_and_plain() -> None:
    text = told({"walking": "no_steps", "onset": "hours_days", "girth_gap": None}).text
    lines = text.split("\n")
    assert lines[0] == "Urgent: within 24 hours · Age 35 years"
    assert lines[2] == "The patient gave these answers. Nobody has examined the patient."
    assert lines[4:6] == [
        "WHY",
        "- Urgent: You can’t take four steps. A bone may be broken, or a muscle badly torn. "
        "[clinical design urgent rules; Ottawa ankle rules (1992)]",
    ]
    assert lines.index("FOUND") < lines.index("NONE OR NORMAL")
    assert "- Walking: I can’t take four steps" in lines


def test_many_reasons_are_told_in_one_breath_so_that_the_summary_stays_short() -> None:
    whole = told(finished.PATIENTS["emergency"])
    assert len(whole.reasons) == REASONS_IN_FULL
    assert "You can’t push off with your toes, and it is getting worse." in whole.besides
    assert whole.besides in whole.text
