"""The worked cases of `leg`: what they cover, the figures that we promise, and where the figures are shown."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from statistics import median

import pytest
import textstat
from django.core.management import CommandError, call_command

from tests.triage.engine import samples
from tests.triage.protocols.leg_cases import CASES, LEG, meets, nearly_meets, on_both_sides
from triage.engine.parts.protocol import Protocol
from triage.engine.parts.question import Stage
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import assess
from triage.engine.run.scoring import judge, score
from triage.versions import live

JUDGED = judge(LEG)
PATIENTS = {case.key: dict(case.answers) for case in LEG.vignettes}
HIGHEST_GRADE, HIGHEST_GRADE_OF_ONE = 6, 8

# Told something else than the story's author expects, and why we leave it so.
DIFFERENT = {
    "perhaps_dark_pee_after_beets": "who is still not sure of a sign that alone is an emergency counts as having it",
    "calf_locked_for_an_hour_after_a_cold_swim": "one question tells a spasm that won't let go, not for how long",
    "gout_as_so_often": "a hot joint too sore to move may be infected, also in gout",
    "numb_thigh_in_pregnancy": "which skin is numb is not asked, and new numbness can be an emergency",
    "red_shin_that_fades_on_tablets": "a treatment that works is not asked about",
    "clot_found_two_weeks_ago_and_better": "a clot that is known and treated is not asked about",
    "knee_popped_on_the_slope": "where the pop was is not asked, and after a pop nobody should try the heel",
    "new_runner_whose_calves_ache_each_time": "new pain on each walk or run may be a blocked artery at any age",
    "both_cords_torn_and_left_for_weeks": "a rapid weakness that does not recover is urgent also after two months",
    "knee_in_the_calf_at_rugby": "a child is never looked after at home, but for tight calves",
    "flat_knit_stocking_for_eleven_years": "whether a clinician knows of a swelling is not asked",
    "new_slippers_or_two_strong_drugs": "a lost heel raise after a pop is an emergency for two weeks",
    "walks_like_a_duck_after_squash": "a lost heel raise after a pop is an emergency for two weeks",
    "both_shins_on_a_couch_plan": "both legs that hurt for more than a week are looked at",
    "hit_by_a_stone_at_doubles": "a pop explains no swelling away",
    "stretches_for_a_leg_after_a_stroke": "whether a clinician knows of a weakness is not asked",
    "lazy_foot_after_laying_a_floor": "a new foot drop is seen the same day, whatever pressed the nerve",
    "splint_for_nine_years_and_a_walking_tour": "whether a clinician knows of numb skin is not asked",
    "hops_and_has_a_sore_spot_on_the_bone": "a child with a fever who can’t walk may have an infected hip or bone",
    "hangs_the_leg_out_of_bed": "a toe that turns black is not told from a foot that does",
    "gout_on_fire_after_a_big_weekend": "a hot joint too sore to move may be infected, also in gout",
    "cannot_squat_with_his_heels_down": "a child’s strength has to be shown, not only told",
    "cramps_since_a_new_water_tablet": "a hand that cramps may come from low calcium: seen the same day",
    "bumps_under_both_kneecaps": "a child is never looked after at home, but for tight calves and growing pains",
    "numb_toe_since_a_disc_eleven_years_ago": "whether a clinician knows of a weakness is not asked",
    "sleeps_in_his_armchair": "a toe that turns black is not told from a foot that does",
    "couch_to_ten_k_and_a_thick_cord": "a heel that is no better after six weeks is looked at",
    "pulls_on_the_banister_after_two_tablets": "why both legs got weak can’t be told from here",
    "sneezed_and_then_both_legs": "new sciatica of both legs is an emergency before the bladder fails",
    "red_like_a_cherry_after_a_wedding": "whether gout is known is not asked, and a hot toe may be infected",
    "rolled_ankle_off_the_stage": "which bones are sore when pressed is not asked",
    "noise_like_a_stick_at_badminton": "a lost heel raise after a pop is an emergency for two weeks",
    "tight_leggings_and_a_tingly_thigh": "which skin is numb is not asked",
}

# Whom the cases must not forget: how many there are at least.
KINDS = {
    "written by others": (30, lambda case, given: case.by_others),
    "children": (15, lambda case, given: given["age"] < 16),
    "small children": (3, lambda case, given: given["age"] < 5),
    "75 or older": (15, lambda case, given: given["age"] >= 75),
    "pregnant": (6, lambda case, given: "preg" in given.get("clot", ())),
    "told by somebody else": (15, lambda case, given: re.search(r"\b(He|he|She|she)\b", case.story)),
    "woke with it": (8, lambda case, given: given["onset"] == "woke"),
    "comes and goes": (
        10,
        lambda case, given: re.search(r"comes? and go|spells|times? a week|nights? a week|cramps? ", case.story),
    ),
    "told late": (40, lambda case, given: given["since"] > 42),
    "both legs": (60, lambda case, given: given.get("legs") == "both"),
    "now one leg, now the other": (4, lambda case, given: given.get("legs") == "changes"),
    "no pain at all": (12, lambda case, given: given["pain"] == 0),
    "not sure of a danger sign": (12, lambda case, given: "unsure" in given["danger"] | given["illness"]),
    "told only at the last check": (15, lambda case, given: "none" not in given["last_check"]),
}


def test_each_patient_is_told_what_clinicians_expect() -> None:
    assert {case.key: verdict.got for case, verdict in JUDGED if not verdict.safe} == {}, "sent home in danger"
    assert {case.key for case, verdict in JUDGED if not verdict.exact} == DIFFERENT.keys()


def test_the_figures_that_we_promise() -> None:
    scores = score([verdict for _, verdict in JUDGED])
    assert scores.overall.cases >= 260
    assert scores.overall.emergencies_missed == 0
    assert scores.overall.safe == scores.overall.cases
    for figures in (scores.overall, scores.by_others):
        assert figures.percent(figures.exact) >= 93
    assert {urgency: figures.cases for urgency, figures in scores.by_expected if figures.cases < 50} == {}


def test_no_kind_of_patient_is_forgotten() -> None:
    found = {
        kind: sum(bool(is_one(case, PATIENTS[key])) for key, case in CASES.items())
        for kind, (_, is_one) in KINDS.items()
    }
    assert {kind: count for kind, count in found.items() if count < KINDS[kind][0]} == {}


def test_no_two_cases_are_the_same() -> None:
    told = Counter(tuple(sorted(given.items(), key=str)) for given in PATIENTS.values())
    assert [dict(given) for given, times in told.items() if times > 1] == []
    assert [story for story, times in Counter(case.story for case in LEG.vignettes).items() if times > 1] == []


def test_the_stories_are_plain() -> None:
    grades = {case.key: textstat.flesch_kincaid_grade(case.story) for case in LEG.vignettes}
    assert {key: grade for key, grade in grades.items() if grade > HIGHEST_GRADE_OF_ONE} == {}
    assert textstat.flesch_kincaid_grade(" ".join(case.story for case in LEG.vignettes)) <= HIGHEST_GRADE
    assert {case.key for case in LEG.vignettes if len(case.story.split()) > 40} == set()


def test_each_source_is_one_that_a_reader_can_find() -> None:
    """A guideline or a paper with its year, a page of NICE CKS, which is kept up to date, or clinical practice."""
    known = re.compile(r"(NICE CKS [a-zA-Z ]+|clinical practice|.+ \((.+ )?(19|20)\d\d\))")
    assert {case.source for case in LEG.vignettes if not known.fullmatch(case.source)} == set()


def test_each_case_answers_all_that_the_patient_is_asked() -> None:
    """Those whom an emergency leads out too, so that changing one answer leads to a whole patient again."""
    checks = [question for question in LEG.questions if question.stage is Stage.CHECK and question.derive is None]
    wrong = [
        f"{key}: {question.key}"
        for key, given in PATIENTS.items()
        for question in checks
        if (not question.ask_when or meets(question.ask_when, given, question.ask_mode)) != (question.key in given)
    ]
    assert wrong == []


def test_nobody_tells_at_the_last_check_what_was_told_before() -> None:
    twins = {choice.key: choice.twin for choice in LEG.question_by_key["last_check"].choices if choice.twin}
    told_twice = [
        f"{key}: {item}"
        for key, given in PATIENTS.items()
        for item in given["last_check"] & twins.keys()
        if meets(LEG.criterion_by_key[twins[item]].when, given, LEG.criterion_by_key[twins[item]].mode)
    ]
    assert told_twice == []


def test_each_answer_is_given_by_somebody() -> None:
    never = [
        f"{question.key}: {choice.key}"
        for question in LEG.questions
        if question.stage is Stage.CHECK
        for choice in question.choices
        if not any(choice.key in ticked(given.get(question.key)) for given in PATIENTS.values())
    ]
    assert never == []


def ticked(answer: object) -> frozenset[str]:
    return answer if isinstance(answer, frozenset) else frozenset({str(answer)})


def test_each_rule_holds_for_somebody_and_nearly_for_somebody_else() -> None:
    for name, fits in (("holds", meets), ("nearly holds", nearly_meets)):
        missing = {r.key for r in LEG.rules if not any(fits(r.when, given) for given in PATIENTS.values())}
        assert missing == set(), name


def test_each_requirement_and_each_hazard_is_met_by_somebody() -> None:
    met = [r for r in LEG.requirements if any(meets(r.when, given) for given in PATIENTS.values())]
    assert {requirement.key for requirement in LEG.requirements} - {requirement.key for requirement in met} == set()
    assert {hazard.key for hazard in LEG.hazards} - {requirement.hazard for requirement in met} == set()


def compared() -> set[tuple[str, str]]:
    """Each question and threshold that a rule, or when a question is asked, compares."""
    whens = [rule.when for rule in LEG.rules]
    whens += [question.ask_when for question in LEG.questions if question.stage is Stage.CHECK]
    conditions = {condition for when in whens for condition in LEG.conditions_in(when)}
    return {(condition.question, condition.threshold) for condition in conditions if condition.threshold}


def test_each_threshold_decides_and_has_cases_below_at_and_above_it() -> None:
    wrong = []
    for question, key in sorted(compared()):
        value = LEG.threshold_by_key[key].value
        numbers = {given[question] for given in PATIENTS.values() if question in given}
        sides = {(number > value) - (number < value) for number in numbers}
        if sides != {-1, 0, 1} or not decides(question, key):
            wrong.append(f"{question} {key}: {sides}")
    assert wrong == []


def decides(question: str, key: str) -> bool:
    """Whether somebody at the threshold, or next to it, would be told something else on its other side."""
    value = LEG.threshold_by_key[key].value
    for given in PATIENTS.values():
        if question in given and abs(given[question] - value) <= 1:
            whole = {"clot": frozenset({"none"}), **given}  # not asked of a small child
            if len({assess(LEG, {**whole, question: number}).urgency for number in on_both_sides(value)}) > 1:
                return True
    return False


def pages_of(given: dict) -> int:
    return len({LEG.page_of[key] for key in samples.walk(LEG, given)})


def test_journeys_are_short() -> None:
    """Source: clinical.md, "How a decision is made"."""
    pages = {key: pages_of(given) for key, given in PATIENTS.items()}
    emergencies = [pages[case.key] for case, verdict in JUDGED if verdict.got is Urgency.EMERGENCY]
    assert {key: count for key, count in pages.items() if count > 21} == {}
    assert median(pages.values()) <= 17
    assert median(emergencies) <= 9


# ------------------------------------------------------------------------------------------ where the figures are shown


def with_a_milder(rule: str) -> Protocol:
    """`leg` as it would be if this rule said `soon`."""
    mild = [replace(r, finding=replace(r.finding, urgency=Urgency.SOON)) if r.key == rule else r for r in LEG.rules]
    return replace(LEG, rules=tuple(mild), version=8)


@pytest.fixture
def goes_live(monkeypatch) -> Callable[[Protocol], None]:
    """Make a protocol the only live one, without a database."""

    def go(protocol: Protocol) -> None:
        monkeypatch.setattr(live, "all_current", lambda: [protocol])
        monkeypatch.setattr(live, "current", lambda slug: protocol)
        monkeypatch.setattr(live, "version", lambda slug, number: protocol)

    return go


def scores_printed(*arguments: str) -> str:
    out = StringIO()
    call_command("score_vignettes", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_figures_and_the_cases_that_differ(goes_live) -> None:
    goes_live(replace(LEG, version=7))
    printed = scores_printed("leg")
    assert "leg, version 7" in printed
    assert re.search(rf"^  all +{len(CASES)} ", printed, re.MULTILINE)
    assert re.search(rf"^  by others +{sum(case.by_others for case in LEG.vignettes)} ", printed, re.MULTILINE)
    assert "perhaps_dark_pee_after_beets: expected urgent, got emergency" in printed


def test_the_command_fails_when_somebody_is_unsafe(goes_live) -> None:
    goes_live(with_a_milder("no_strength"))
    with pytest.raises(CommandError, match="emergencies missed"):
        scores_printed()


def test_the_command_names_an_unknown_protocol(db) -> None:
    with pytest.raises(CommandError, match="hip"):
        scores_printed("hip")


def test_the_public_page_shows_the_live_figures_and_what_they_do_not_say(goes_live, client, db) -> None:
    goes_live(replace(LEG, version=7))
    page = client.get("/triage/how-well/").content.decode()
    scores = score([verdict for _, verdict in JUDGED])
    assert f"on {scores.overall.cases} patient stories" in page
    assert "No emergency was missed" in page
    assert "No outside team has checked them" in page
    for row, cases in (("All of ours", scores.overall.cases - scores.by_others.cases), ("Cases by others", 39)):
        assert re.search(rf"{row}</th>\s*<td>{cases}</td>", page), row
    for story in (CASES[key].story for key in DIFFERENT):
        assert story in page


def test_the_public_page_tells_of_a_live_version_that_does_worse(goes_live, client, db) -> None:
    goes_live(with_a_milder("no_strength"))
    page = client.get("/triage/how-well/").content.decode()
    assert "No emergency was missed" not in page
    assert re.search(r"\d+ emergenc(y was|ies were) missed", page)


def test_the_public_page_without_any_live_check_says_so(client, db, monkeypatch) -> None:
    monkeypatch.setattr(live, "all_current", list)
    assert "no check is live" in client.get("/triage/how-well/").content.decode()
