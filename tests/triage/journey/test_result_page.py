"""The result page: reasons, what decided, the plan, and what there is to show, copy and download."""

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from calfsite.practice import current
from tests.triage.engine import samples
from tests.triage.journey import finished
from tests.triage.protocols import calf_cases
from triage.engine.explain import DecidingAnswer, deciding_answers
from triage.engine.parts.rule import Advice, AdviceKind, Finding
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import Assessment, assess
from triage.journey import result_page, summary


def page(changes: dict[str, Any]) -> dict[str, Any]:
    return result_page.result(*finished.result(changes))


def html(changes: dict[str, Any]) -> str:
    context = {"practice": current.practice(), **page(changes)}
    return unescape(render_to_string("triage/journey/result.html", context))


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
    assert len(folded) + 1 == len(finished.result(finished.PATIENTS["emergency"])[1].reasons)


def test_of_many_equal_reasons_three_stand_unfolded() -> None:
    many = {"calf_pressure": {"hard"}, "calf_look": {"warm_red", "dent", "spreading_redness"}, "onset": "hours_days"}
    context = page(many)
    assert len(context["reasons"]) == 3
    assert context["more_reasons"][0]["milder"] == ""


@pytest.mark.parametrize("urgency", ["emergency", "urgent", "soon"])
def test_the_deciding_answers_are_shown_once_and_are_the_engines(urgency: str) -> None:
    for name, changes, _ in [case for case in calf_cases.CASES if case[2] == urgency][::5]:
        journey, assessment = finished.result(changes)
        deciding = deciding_answers(journey.protocol, assessment)
        context = result_page.result(journey, assessment)
        telling = [r["answers"] for r in context["reasons"] + context["more_reasons"] if r["decides"]]
        telling += [context["deciding"]] if context["deciding"] else []
        expected = [[result_page.answer_row(journey, assessment.path, key)["question"] for key, _ in deciding]]
        assert [sorted(row["question"] for row in rows) for rows in telling] == [
            sorted(questions) for questions in expected if questions
        ], name


def test_deciding_answers_that_are_no_single_reasons_get_a_list_of_their_own(monkeypatch) -> None:
    monkeypatch.setattr(
        result_page,
        "deciding_answers",
        lambda *_: [DecidingAnswer(key, "") for key in ("onset", "event", "heel_raise")],
    )
    text = html({"heel_raise": "no"})
    part = text[text.index("What decided it") : text.index("What it may be")]
    assert "These answers alone decide it. Keep them, and nothing else you change makes it milder." in part
    for question in ("onset", "event", "heel_raise"):
        assert f'href="/triage/calf/abcdefghijkl/{question}/"' in part


def test_self_care_names_no_deciding_answers_since_nothing_is_milder() -> None:
    text = html({})
    assert text[text.index("<main") : text.index("</main>")].count("decide") == 0


def test_an_answer_worked_out_from_others_has_no_page_to_change_it() -> None:
    journey, assessment = finished.result({})
    journey = replace(journey, answers={k: v for k, v in journey.answers.items() if k != "pain"})
    assert result_page.answer_row(journey, assessment.path, "pain")["change_url"] is None


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


def test_advice_keeps_the_order_of_the_reasons_and_of_each_ones_own_steps() -> None:
    steps = result_page.advice(*plan(Urgency.SELF_CARE), AdviceKind.DO)
    assert steps == ["Work on the knee.", "Work on the ankle.", "Work on the spine.", "Work on the hip."]


def test_a_plan_is_a_numbered_list_and_other_advice_is_not() -> None:
    steps = re.search(r'<div class="do">.*?</div>', html({}), re.S)[0]
    assert re.search(r"<ol>\s*<li>Rest the leg", steps)
    assert "<ol>" not in re.search(r'<div class="do">.*?</div>', html({"walking": "no_steps"}), re.S)[0]


def test_advice_of_milder_findings_says_only_what_not_to_do() -> None:
    context = page({"onset": "hours_days", "illness": {"fever"}, "other_signs": {"tendon_pain"}})
    assert context["advice_dont"] == ["Do not stretch the calf by force. It could tear further."]
    assert context["advice_do"][0].endswith("Say that you need to be seen today.")
    assert not [text for text in context["advice_do"] if text.startswith("Book a visit")]


# -------------------------------------------------------------------------------------- to show, copy and download


def test_the_page_offers_text_copy_and_download() -> None:
    text = html({})
    journey, assessment = finished.result({})
    copied = re.search(r'<pre id="summary-text"[^>]*>(.*?)</pre>', text, re.S)[1]
    whole = summary.summary(journey.protocol, assessment, timezone.localtime())
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
