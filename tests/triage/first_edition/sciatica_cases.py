"""Patients with sciatica, told as changes to one well-known patient: two weeks of it in one leg, and tight ankles.

Each row: what is different, the answers that say so, and the urgency that clinicians expect. Rows come in pairs where a
rule has an edge: one patient just inside it, one just outside.
"""

from typing import Any

from tests.triage.first_edition.case_table import Case, CaseTable

NONE = {"none"}

TWO_WEEKS: dict[str, Any] = {
    "red_flags": NONE,
    "spine_flags": NONE,
    "pain_site": "one_leg",
    "weakness": "none",
    "foot_drop": "no",
    "numb_patch": "none",
    "calf_swollen": "no",
    "pain": 4,
    "walking_pain": "no",
    "began_weeks": 2,
    "course": "same",
    "age": 40,
    "clot_risks": NONE,
    "health": NONE,
    "worked_through": {"spine"},
    "tried": {"exercise"},
    "standing": NONE,
    "knee_to_wall_safe": "yes",
    "knee_to_wall_left": 4,
    "knee_to_wall_right": 4,
}

STABLE = {"weakness": "stable"}
FINE_ANKLES = {"knee_to_wall_left": 5, "knee_to_wall_right": 5}
LONG = {"began_weeks": 6}
CANNOT = {"knee_to_wall_safe": "cannot"}
STANDS_ODDLY = {"standing": {"feet_out", "arched_back"}}

CASES: list[Case] = [
    # self-care, and its edges
    ("two weeks in one leg, tight ankles", {}, "self_care"),
    ("only in the back", {"pain_site": "back_only"}, "self_care"),
    ("getting better", {"course": "better"}, "self_care"),
    ("since this week", {"began_weeks": 0, "course": "too_soon"}, "self_care"),
    ("for five weeks", {"began_weeks": 5}, "self_care"),
    ("for six weeks", LONG, "soon"),
    ("for seven weeks", {"began_weeks": 7}, "soon"),
    ("for seven weeks, but better", {"began_weeks": 7, "course": "better"}, "soon"),
    ("pain just below severe", {"pain": 6}, "self_care"),
    ("pain that is severe", {"pain": 7}, "soon"),
    ("pain just above severe", {"pain": 8}, "soon"),
    ("17 years old", {"age": 17}, "self_care"),
    ("16 years old", {"age": 16}, "self_care"),
    ("15 years old", {"age": 15}, "soon"),
    ("64 years old", {"age": 64}, "self_care"),
    ("65 years old", {"age": 65}, "soon"),
    ("66 years old", {"age": 66}, "soon"),
    ("65 years old, getting better", {"age": 65, "course": "better"}, "soon"),
    ("both ankles at the optimum", FINE_ANKLES, "self_care"),
    ("both ankles past the optimum", {"knee_to_wall_left": "5.1", "knee_to_wall_right": "5.1"}, "self_care"),
    ("one ankle just short of it", {"knee_to_wall_left": "4.9", "knee_to_wall_right": 5}, "self_care"),
    ("can't do the test safely", CANNOT, "self_care"),
    ("can't do the test, stands with feet out", CANNOT | STANDS_ODDLY, "self_care"),
    ("tight ankles that show in standing", STANDS_ODDLY, "self_care"),
    ("nothing worked on, nothing tried", {"worked_through": NONE, "tried": {"nothing"}}, "self_care"),
    ("stretches, ankles still tight", {"tried": {"stretching"}}, "self_care"),
    ("painkillers and blood thinners", {"tried": {"painkillers"}, "health": {"blood_thinners"}}, "self_care"),
    ("painkillers and kidney disease", {"tried": {"painkillers"}, "health": {"kidney_disease"}}, "self_care"),
    ("diabetes, nothing numb", {"health": {"diabetes"}}, "self_care"),
    ("a long flight, calf as ever", {"clot_risks": {"long_journey"}}, "self_care"),
    ("the pill, calf as ever", {"clot_risks": {"hormones"}}, "self_care"),
    # every red flag, and not being sure of one: emergency
    *(
        (f"red flag: {flag}", {"red_flags": {flag}}, "emergency")
        for flag in (
            "chest_breath",
            "stroke_signs",
            "cold_foot",
            "new_numbness",
            "bladder_bowel_saddle",
            "both_legs_weak",
            "spasm_danger",
            "not_sure",
        )
    ),
    # the spine and its nerves: emergency
    ("very ill, faint or confused", {"spine_flags": {"very_unwell"}}, "emergency"),
    ("fever after injecting drugs", {"spine_flags": {"fever", "drug_injection"}}, "emergency"),
    ("one leg weak all at once", {"weakness": "sudden"}, "emergency"),
    ("both legs hurt, one is weak", {"pain_site": "both_legs"} | STABLE, "emergency"),
    ("both legs hurt, perhaps weak", {"pain_site": "both_legs", "weakness": "not_sure"}, "emergency"),
    ("a new numb patch", {"numb_patch": "new"}, "emergency"),
    ("perhaps a numb patch", {"numb_patch": "not_sure"}, "emergency"),
    ("an old numb patch", {"numb_patch": "old"}, "self_care"),
    ("cancer, and growing weakness", {"spine_flags": {"cancer"}, "weakness": "growing"}, "emergency"),
    ("cancer, weakness that has not changed", {"spine_flags": {"cancer"}} | STABLE, "urgent"),
    ("a fall, and perhaps weak", {"spine_flags": {"fall"}, "weakness": "not_sure"}, "emergency"),
    ("a fall, and a new foot drop", STABLE | {"spine_flags": {"fall"}, "foot_drop": "yes_new"}, "emergency"),
    ("weak bones, and a new foot drop", STABLE | {"spine_flags": {"weak_bones"}, "foot_drop": "yes_new"}, "urgent"),
    # every sign from the spine: urgent
    *(
        (f"spine flag: {flag}", {"spine_flags": {flag}}, "urgent")
        for flag in (
            "cancer",
            "fever",
            "weight_loss",
            "fall",
            "weak_bones",
            "steroids",
            "drug_injection",
            "night_pain",
            "not_sure",
        )
    ),
    ("65 years old, a fall", {"spine_flags": {"fall"}, "age": 65}, "urgent"),
    ("cancer treatment, told late", {"clot_risks": {"cancer"}}, "urgent"),
    # nerves, urgent
    ("both legs hurt", {"pain_site": "both_legs"}, "urgent"),
    ("both legs hurt from walking alone", {"pain_site": "both_legs", "walking_pain": "eases_with_rest"}, "soon"),
    (
        "both legs hurt from walking, getting worse",
        {"pain_site": "both_legs", "walking_pain": "eases_with_rest", "course": "worse"},
        "urgent",
    ),
    ("weakness that grows", {"weakness": "growing"}, "urgent"),
    ("not sure if weak", {"weakness": "not_sure"}, "urgent"),
    ("a new foot drop", STABLE | {"foot_drop": "yes_new"}, "urgent"),
    ("perhaps a foot drop", STABLE | {"foot_drop": "not_sure"}, "urgent"),
    # blood vessels and blood, urgent
    ("one calf swollen", {"calf_swollen": "yes"}, "urgent"),
    ("perhaps one calf swollen", {"calf_swollen": "not_sure"}, "urgent"),
    ("one calf swollen after surgery", {"calf_swollen": "yes", "clot_risks": {"bed_rest"}}, "urgent"),
    ("foot pain in bed", {"walking_pain": "foot_pain_at_night"}, "urgent"),
    ("severe, and blood thinners", {"pain": 7, "health": {"blood_thinners"}}, "urgent"),
    ("just below severe, and blood thinners", {"pain": 6, "health": {"blood_thinners"}}, "self_care"),
    ("a fall on blood thinners", {"spine_flags": {"fall"}, "health": {"blood_thinners"}}, "urgent"),
    ("severe and growing", {"pain": 7, "course": "worse"}, "urgent"),
    ("growing, just below severe", {"pain": 6, "course": "worse"}, "soon"),
    # soon, each for a reason of its own
    ("weakness that has not changed", STABLE, "soon"),
    ("an old foot drop", STABLE | {"foot_drop": "yes_old"}, "soon"),
    ("an old numb patch, and diabetes", {"numb_patch": "old", "health": {"diabetes"}}, "soon"),
    ("walking brings it on, rest eases it", {"walking_pain": "eases_with_rest"}, "soon"),
    ("not sure about walking", {"walking_pain": "not_sure"}, "soon"),
    ("surgery lately, calf as ever", {"clot_risks": {"bed_rest"}}, "soon"),
    ("surgery lately, pain in the back only", {"pain_site": "back_only", "clot_risks": {"bed_rest"}}, "self_care"),
    ("not sure about the risks of a clot", {"pain_site": "back_only", "clot_risks": {"not_sure"}}, "soon"),
    ("pregnant", {"clot_risks": {"pregnancy"}}, "self_care"),
    ("an antibiotic that weakens tendons", {"health": {"tendon_medicine"}}, "soon"),
    ("flu lately, no better", {"health": {"recent_infection"}}, "soon"),
    ("flu lately, better", {"health": {"recent_infection"}, "course": "better"}, "self_care"),
    ("not sure about medicines", {"health": {"not_sure"}, "course": "better"}, "soon"),
    ("sides differ by 0.9 inches", {"knee_to_wall_left": "3.1"}, "self_care"),
    ("sides differ by 1 inch", {"knee_to_wall_left": 3}, "soon"),
    ("sides differ by 1.1 inches", {"knee_to_wall_left": "5.1"}, "soon"),
    ("sides differ by 1 inch, getting better", {"knee_to_wall_left": 3, "course": "better"}, "self_care"),
    ("all parts worked on, no better", {"worked_through": {"spine", "hip", "knee", "ankle"}}, "soon"),
    ("three parts worked on, no better", {"worked_through": {"spine", "hip", "knee"}}, "self_care"),
    ("everything tried, no better", {"tried": {"stretching", "rolling", "exercise"}}, "soon"),
    ("everything tried, better", {"tried": {"stretching", "rolling", "exercise"}, "course": "better"}, "self_care"),
    ("six weeks, and severe", LONG | {"pain": 7}, "soon"),
]

TABLE = CaseTable("sciatica", TWO_WEEKS, tuple(CASES))
