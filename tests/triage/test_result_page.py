"""The result page: reasons, what decided, what would change it, the plan, and the summary for a clinician."""

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string

from calfsite import practice
from tests.engine import samples
from tests.triage import calf_cases, finished
from triage import clinician_summary, presenters, result_page, what_changes
from triage.answers import Journey
from triage.engine.assess import Assessment, assess
from triage.engine.explain import Change, deciding_answers, would_change
from triage.engine.rule import Advice, AdviceKind, Finding
from triage.engine.urgency import Urgency

NOON = datetime(2026, 11, 21, 12, 5)


def result(changes: dict[str, Any]) -> tuple[Journey, Assessment]:
    journey = finished.journey(changes)
    return journey, assess(journey.protocol, journey.answers)


def page(changes: dict[str, Any]) -> dict[str, Any]:
    return result_page.page(*result(changes))


def html(changes: dict[str, Any]) -> str:
    context = {"practice": practice.current(), **page(changes)}
    return unescape(render_to_string("triage/result.html", context))


# ------------------------------------------------------------------------------------------------------------- why


def test_each_reason_stands_beside_its_answers_with_a_way_to_change_them() -> None:
    reason = page({"walking": "no_steps", "onset": "hours_days"})["reasons"][0]
    assert reason["because"].startswith("You can’t take four steps.")
    assert reason["answers"] == [
        {
            "question": "Walking",
            "answer_texts": ("I can’t take four steps",),
            "change_url": "/triage/calf/abcdefghijkl/walking/",
        }
    ]


def test_a_reason_with_many_answers_folds_them_away() -> None:
    assert "The 11 answers behind this" in html({})
    assert "answers behind this" not in html({"walking": "no_steps", "onset": "hours_days"})


def test_only_reasons_as_urgent_as_the_result_stand_unfolded() -> None:
    context = page(finished.PATIENTS["emergency"])
    assert [reason["milder"] for reason in context["reasons"]] == [""]
    folded = context["more_reasons"]
    assert folded[0]["milder"] == "On its own: Urgent: within 24 hours."
    assert len(folded) + 1 == len(result(finished.PATIENTS["emergency"])[1].reasons)


def test_of_many_equal_reasons_three_stand_unfolded() -> None:
    many = {"calf_pressure": {"hard"}, "calf_look": {"warm_red", "dent", "spreading_redness"}, "onset": "hours_days"}
    context = page(many)
    assert len(context["reasons"]) == 3
    assert context["more_reasons"][0]["milder"] == ""


@pytest.mark.parametrize("urgency", ["emergency", "urgent", "soon"])
def test_the_deciding_answers_are_shown_once_and_are_the_engines(urgency: str) -> None:
    for name, changes, _ in [case for case in calf_cases.CASES if case[2] == urgency][::5]:
        journey, assessment = result(changes)
        deciding = deciding_answers(journey.protocol, assessment)
        context = result_page.page(journey, assessment)
        telling = [r["answers"] for r in context["reasons"] + context["more_reasons"] if r["decides"]]
        telling += [context["deciding"]] if context["deciding"] else []
        expected = [[presenters.answer_row(journey, assessment.path, key)["question"] for key in deciding]]
        assert [sorted(row["question"] for row in rows) for rows in telling] == [
            sorted(questions) for questions in expected if questions
        ], name


def test_deciding_answers_that_are_no_single_reasons_get_a_list_of_their_own(monkeypatch) -> None:
    monkeypatch.setattr(result_page, "deciding_answers", lambda protocol, assessment: ("onset", "event", "heel_raise"))
    text = html({"heel_raise": "no"})
    part = text[text.index("What decided it") : text.index("What it may be")]
    assert "These answers alone decide it. Keep them, and nothing else you change makes it milder." in part
    for question in ("onset", "event", "heel_raise"):
        assert f'href="/triage/calf/abcdefghijkl/{question}/"' in part


def test_self_care_names_no_deciding_answers_since_nothing_is_milder() -> None:
    text = html({})
    assert text[text.index("<main") : text.index("</main>")].count("decide") == 0


def test_an_answer_worked_out_from_others_has_no_page_to_change_it() -> None:
    journey, assessment = result({})
    journey = replace(journey, answers={k: v for k, v in journey.answers.items() if k != "pain"})
    assert presenters.answer_row(journey, assessment.path, "pain")["change_url"] is None


# ------------------------------------------------------------------------------------------------ what would change


def groups(changes: dict[str, Any]) -> dict[str, what_changes.Group]:
    journey, assessment = result(changes)
    found = would_change(journey.protocol, assessment)
    return {group.heading: group for group in what_changes.groups(journey.protocol, assessment.path.answers, found)}


def texts(others: tuple[what_changes.OtherAnswers, ...]) -> list[str]:
    return [answer for other in others for answer in other.answers]


def test_changes_stand_by_urgency_the_gravest_first() -> None:
    assert list(groups({})) == ["Get emergency help if", "Be seen the same day if", "Book a visit if"]
    assert list(groups({"other_signs": {"knee_lump"}})) == ["Get emergency help if", "Be seen the same day if"]
    assert groups({"red_flags": {"cold_foot"}}) == {}


def test_few_changes_are_shown_from_many_questions_and_none_is_cut() -> None:
    for heading, group in groups({}).items():
        everything = texts(group.shown) + texts(group.folded)
        questions = {other.question for other in group.shown + group.folded}
        assert len(texts(group.shown)) == min(what_changes.SHOWN_AT_ONCE, len(everything)), heading
        assert len({other.question for other in group.shown}) == min(what_changes.SHOWN_AT_ONCE, len(questions))
        assert len(everything) == len(texts(group.shown)) + group.answers_folded
    changes = would_change(finished.CALF, result({})[1])
    flags = finished.CALF.question_by_key["red_flags"]
    named = [answer for group in groups({}).values() for answer in texts(group.shown) + texts(group.folded)]
    for change in changes:
        if change.question == "red_flags":
            (told,) = flags.answer_texts(change.answer - {"none"})
            assert f"“{told}”" in named


def test_i_am_not_sure_is_never_named_before_a_sign() -> None:
    question = samples.multi("signs", "not_sure", "cold", "numb", "none")
    protocol = samples.protocol(
        questions=(question,), rules=(samples.rule("r", Urgency.URGENT, samples.any_of("signs", "cold")),)
    )
    changes = [Change("signs", frozenset({key}), Urgency.URGENT) for key in ("not_sure", "cold", "numb")]
    (group,) = what_changes.groups(protocol, {"signs": frozenset({"none"})}, changes)
    assert texts(group.shown) == ["“cold”", "“numb”", "“not_sure”"]


def numbers(given: Decimal | None, *others: str, key: str = "pain") -> list[str]:
    changes = [Change(key, Decimal(other), Urgency.SOON) for other in others]
    found = what_changes.groups(finished.CALF, {key: given}, changes)
    return [answer for group in found for answer in texts(group.shown)]


def test_numbers_read_or_more_or_less_from_the_nearest_on_each_side() -> None:
    assert numbers(Decimal(4), "8", "7") == ["7 of 10 or more"]
    assert numbers(Decimal(35), "14", "15", "64", "65", key="age") == ["64 years or more", "15 years or less"]
    assert numbers(None, "3", "3.1", key="girth_gap") == ["3 cm or more"]


# -------------------------------------------------------------------------------------------------------- the plan


def plan(urgency: Urgency) -> tuple[Any, Assessment]:
    """Two rules that hold, the later steps of the plan with the earlier rule."""
    steps = tuple(Advice(key, AdviceKind.DO, f"Work on the {key}.") for key in ("spine", "hip", "knee", "ankle"))
    first, second = (
        replace(samples.rule(key, urgency, samples.any_of("walks", "yes")), finding=Finding(urgency, "b", "s", advice))
        for key, advice in (("short_of_it", ("knee", "ankle")), ("no_flags", ("spine", "hip")))
    )
    protocol = samples.protocol(rules=(first, second), advice=(*steps, Advice("rest", AdviceKind.DO, "Rest.")))
    answers = {"flags": frozenset({"none"}), "pain": Decimal(1), "walks": "yes"}
    return protocol, assess(protocol, answers)


def test_the_plan_for_home_keeps_the_protocols_order() -> None:
    steps = result_page.advice(*plan(Urgency.SELF_CARE), AdviceKind.DO)
    assert steps == [f"Work on the {key}." for key in ("spine", "hip", "knee", "ankle")]


def test_elsewhere_the_reasons_give_the_order() -> None:
    assert result_page.advice(*plan(Urgency.SOON), AdviceKind.DO)[0] == "Work on the knee."


def test_a_plan_is_a_numbered_list_and_other_advice_is_not() -> None:
    steps = re.search(r'<div class="do">.*?</div>', html({}), re.S)[0]
    assert re.search(r"<ol>\s*<li>Rest the leg", steps)
    assert "<ol>" not in re.search(r'<div class="do">.*?</div>', html({"walking": "no_steps"}), re.S)[0]


def test_advice_of_milder_findings_says_only_what_not_to_do() -> None:
    context = page({"onset": "hours_days", "illness": {"fever"}, "other_signs": {"tendon_pain"}})
    assert context["advice_dont"] == ["Do not stretch the calf by force. It could tear further."]
    assert context["advice_do"][0].endswith("Say that you need to be seen today.")
    assert not [text for text in context["advice_do"] if text.startswith("Book a visit")]


# ------------------------------------------------------------------------------------------------------ the summary


def summary(changes: dict[str, Any]) -> clinician_summary.Summary:
    journey, assessment = result(changes)
    return clinician_summary.summary(journey.protocol, assessment, NOON)


def test_the_summary_says_how_soon_who_what_and_when() -> None:
    assert summary({"calf_look": {"swollen"}}).heading == (
        "Urgent: within 24 hours · Age 35 years",
        "Calf pain, weakness or cramp, version 1 · 21 November 2026, 12:05",
    )
    assert "Age 0 years" in summary({"age": 0}).heading[0]
    assert "Age" not in summary({"red_flags": {"cold_foot"}}).heading[0]


def test_the_summary_gives_reasons_findings_and_what_was_denied() -> None:
    whole = summary({"calf_look": {"slightly_swollen"}, "girth_gap": None, "heel_raise": "yes"})
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
        journey, assessment = result(changes)
        text = clinician_summary.summary(journey.protocol, assessment, NOON).text
        for key in assessment.path.answers:
            assert key == "age" or journey.protocol.question_by_key[key].short in text


def test_the_text_to_copy_is_whole_and_plain() -> None:
    text = summary({"walking": "no_steps", "onset": "hours_days", "girth_gap": None}).text
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
    whole = summary(finished.PATIENTS["emergency"])
    assert len(whole.reasons) == clinician_summary.REASONS_IN_FULL
    assert "You can’t push off with your toes, and it is getting worse." in whole.besides
    assert whole.besides in whole.text


def test_the_page_offers_text_copy_and_download() -> None:
    text = html({})
    journey, assessment = result({})
    copied = re.search(r'<pre id="summary-text"[^>]*>(.*?)</pre>', text, re.S)[1]
    whole = clinician_summary.summary(journey.protocol, assessment, NOON)
    assert copied.split("\n")[2:] == whole.text.split("\n")[2:]
    button = re.search(r"<button[^>]*data-copy[^>]*>", text)[0]
    assert re.search(r"\bhidden\b", button), "only the script shows it"
    assert re.search(r'<script src="[^"]*js/copy[^"]*" defer>', text)
    assert 'href="/triage/calf/abcdefghijkl/answers.json"' in text


def test_the_page_says_the_version_and_when_to_look_again() -> None:
    text = html({})
    assert "Questions and rules: “Calf pain, weakness or cramp”, version 1." in text
    assert "Answer the questions again tomorrow" in text
    assert "They are not a diagnosis." in text
