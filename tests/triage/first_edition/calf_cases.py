"""Patients with calf trouble, told as changes to one well-known patient: a mild strain since yesterday.

Each row: what is different, the answers that say so, and the urgency that clinicians expect. Rows come in pairs where a
rule has an edge: one patient just inside it, one just outside.
"""

from typing import Any

from tests.triage.first_edition.case_table import Case, CaseTable

NONE = {"none"}

MILD_STRAIN: dict[str, Any] = {
    "red_flags": NONE,
    "illness": NONE,
    "legs": "one",
    "movement": "none",
    "onset": "moment",
    "event": {"effort"},
    "heel_raise": "weak_or_sore",
    "walking": "sore_push",
    "pain": 4,
    "calf_pressure": NONE,
    "tingling": "no",
    "calf_look": NONE,
    "girth_gap": None,
    "age": 35,
    "days_since": 1,
    "course": "same",
    "other_signs": NONE,
    "clot_risks": NONE,
    "health": NONE,
}

SLOW = {"onset": "weeks_months", "course": "same"}
CRAMP = {"movement": "cramp", "onset": "moment", "event": NONE, "heel_raise": "yes", "walking": "normal"}
OVER_DAYS = {"onset": "hours_days"}

CASES: list[Case] = [
    # self-care, and its edges
    ("a mild strain since yesterday", {}, "self_care"),
    ("the same after two days", {"days_since": 2}, "self_care"),
    ("the same after three days, no better", {"days_since": 3}, "soon"),
    ("the same after three days, but better", {"days_since": 3, "course": "better"}, "self_care"),
    ("pain just below severe", {"pain": 6}, "self_care"),
    ("pain that is severe", {"pain": 7}, "soon"),
    ("pain just above severe", {"pain": 8}, "soon"),
    ("16 years old", {"age": 16}, "self_care"),
    ("15 years old", {"age": 15}, "soon"),
    ("a little swelling that effort explains", {"calf_look": {"slightly_swollen"}}, "self_care"),
    ("a short cramp that lets go", CRAMP, "self_care"),
    ("night cramps for months", CRAMP | {"onset": "weeks_months"}, "self_care"),
    ("diabetes and a mild strain", {"health": {"diabetes"}}, "self_care"),
    ("65 years old, a mild strain from effort, strong heel raise", {"age": 65, "heel_raise": "yes"}, "self_care"),
    # emergency: every red flag, and not being sure of one
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
    # emergency: sudden loss (C28)
    ("sudden, with a pop", {"event": {"pop", "effort"}}, "emergency"),
    ("sudden, perhaps a pop", {"event": {"not_sure"}}, "emergency"),
    ("not sure how it began, with a pop", {"onset": "not_sure", "event": {"pop"}}, "emergency"),
    ("sudden, no heel raise", {"heel_raise": "no"}, "emergency"),
    ("not sure how it began, no heel raise", {"onset": "not_sure", "heel_raise": "no"}, "emergency"),
    ("sudden, with a pop, no heel raise", {"event": {"pop"}, "heel_raise": "no"}, "emergency"),
    ("over days, no heel raise", OVER_DAYS | {"heel_raise": "no"}, "soon"),
    ("sudden, no push-off", {"walking": "no_push"}, "emergency"),
    ("over days, no push-off", OVER_DAYS | {"walking": "no_push"}, "soon"),
    ("sudden, too sore to try either", {"heel_raise": "not_tried", "walking": "no_steps"}, "emergency"),
    ("sudden weakness in pointing down", {"movement": "point_down"}, "emergency"),
    ("sudden foot drop", {"movement": "lift_up"}, "emergency"),
    ("sudden, not sure if it moves", {"movement": "not_sure"}, "emergency"),
    ("sudden, with a gap above the heel", {"calf_look": {"dent"}}, "emergency"),
    # emergency: pressure in the calf (C22 to C24, C29)
    ("hard, nothing eases it", {"calf_pressure": {"hard", "nothing_eases"}}, "emergency"),
    ("hard, worse when moved by others", {"calf_pressure": {"hard", "moved_by_others"}}, "emergency"),
    ("hard, not sure of the rest", {"calf_pressure": {"hard", "not_sure"}}, "emergency"),
    ("severe pain, foot can't move", {"pain": 7, "calf_pressure": {"foot_stuck"}}, "emergency"),
    ("milder pain, foot can't move", {"pain": 6, "calf_pressure": {"foot_stuck"}}, "urgent"),
    ("hurt, foot can't move", {"pain": 5, "event": {"injury"}, "calf_pressure": {"foot_stuck"}}, "emergency"),
    ("hurt, nothing eases it", {"pain": 7, "event": {"injury"}, "calf_pressure": {"nothing_eases"}}, "emergency"),
    ("hurt, not severe", {"pain": 6, "event": {"injury"}, "calf_pressure": {"nothing_eases"}}, "soon"),
    (
        "severe, nothing eases, worse moved",
        {"pain": 9, "calf_pressure": {"nothing_eases", "moved_by_others"}},
        "emergency",
    ),
    ("in a cast, and severe", {"pain": 7, "calf_pressure": {"cast"}}, "emergency"),
    ("in a cast, and nothing eases it", {"calf_pressure": {"cast", "nothing_eases"}}, "emergency"),
    ("slow, but severe and hard", SLOW | {"pain": 9, "calf_pressure": {"hard", "nothing_eases"}}, "emergency"),
    # emergency: the whole body
    ("dark urine", {"illness": {"dark_urine"}}, "emergency"),
    ("weakness that climbs", {"illness": {"climbing_weakness"}}, "emergency"),
    ("very ill, faint or confused", {"illness": {"very_unwell"}}, "emergency"),
    ("a hot joint", {"illness": {"hot_joint"}}, "emergency"),
    ("not sure about an illness", {"illness": {"not_sure"}}, "emergency"),
    ("both legs weak over days", OVER_DAYS | {"legs": "both", "movement": "point_down"}, "emergency"),
    (
        "both legs weak for months, with back pain",
        SLOW | {"legs": "both", "movement": "point_down", "other_signs": {"back_leg_pain"}},
        "emergency",
    ),
    ("both legs weak for months, no back pain", SLOW | {"legs": "both", "movement": "point_down"}, "soon"),
    # urgent
    ("a pop, but it came on over hours", OVER_DAYS | {"event": {"pop"}}, "urgent"),
    ("not sure of start or pop", {"onset": "not_sure", "event": {"not_sure"}}, "urgent"),
    ("sudden, heel raise not tried, pushes off", {"heel_raise": "not_tried"}, "urgent"),
    ("can't take four steps", OVER_DAYS | {"walking": "no_steps", "event": {"injury"}}, "urgent"),
    ("one swollen calf", {"calf_look": {"swollen"}}, "urgent"),
    ("warm and red", {"calf_look": {"warm_red"}}, "urgent"),
    ("deep soreness without a cause", OVER_DAYS | {"event": NONE, "calf_look": {"unexplained_tender"}}, "urgent"),
    ("not sure how it looks", {"calf_look": {"not_sure"}}, "urgent"),
    ("a little swollen, nothing happened", {"event": NONE, "calf_look": {"slightly_swollen"}}, "urgent"),
    ("a little swollen for weeks", SLOW | {"calf_look": {"slightly_swollen"}}, "urgent"),
    ("a little swollen after a flight", {"calf_look": {"slightly_swollen"}, "clot_risks": {"long_journey"}}, "urgent"),
    ("2.9 cm thicker", {"calf_look": {"slightly_swollen"}, "girth_gap": "2.9"}, "self_care"),
    ("3 cm thicker", {"calf_look": {"slightly_swollen"}, "girth_gap": 3}, "urgent"),
    ("3.1 cm thicker", {"calf_look": {"slightly_swollen"}, "girth_gap": "3.1"}, "urgent"),
    ("pain without a cause after surgery", OVER_DAYS | {"event": NONE, "clot_risks": {"bed_rest"}}, "urgent"),
    ("pain without a cause, no clot risk", OVER_DAYS | {"event": NONE}, "self_care"),
    ("fever", {"illness": {"fever"}}, "urgent"),
    ("spreading redness", {"calf_look": {"spreading_redness"}}, "urgent"),
    (
        "blood thinner, knock, swelling",
        {"event": {"injury"}, "calf_look": {"slightly_swollen"}, "health": {"blood_thinners"}},
        "urgent",
    ),
    ("blood thinner and a knock, no swelling", {"event": {"injury"}, "health": {"blood_thinners"}}, "soon"),
    ("locked in both legs", {"movement": "locked", "legs": "both", "event": NONE}, "urgent"),
    ("locked in one leg", {"movement": "locked", "event": NONE}, "soon"),
    ("cramp with tingling", CRAMP | {"tingling": "yes"}, "urgent"),
    ("cramp, perhaps tingling", CRAMP | {"tingling": "not_sure"}, "urgent"),
    ("new foot drop over days", OVER_DAYS | {"movement": "lift_up"}, "urgent"),
    ("slow foot drop, stable", SLOW | {"movement": "lift_up"}, "soon"),
    ("weakness that grows", SLOW | {"movement": "point_down", "course": "worse"}, "urgent"),
    ("no heel raise, growing", SLOW | {"heel_raise": "no", "course": "worse"}, "urgent"),
    ("no push-off, growing", SLOW | {"walking": "no_push", "course": "worse"}, "urgent"),
    ("severe and growing", {"pain": 7, "course": "worse"}, "urgent"),
    ("tendon pain on ciprofloxacin", {"health": {"tendon_medicine"}, "other_signs": {"tendon_pain"}}, "urgent"),
    ("weak heel raise on steroids", {"health": {"tendon_medicine"}}, "soon"),
    ("no heel raise over days, on steroids", OVER_DAYS | {"heel_raise": "no", "health": {"tendon_medicine"}}, "urgent"),
    (
        "strong heel raise on steroids, no tendon pain",
        {"health": {"tendon_medicine"}, "heel_raise": "yes"},
        "self_care",
    ),
    ("a hard calf alone", {"calf_pressure": {"hard"}}, "urgent"),
    ("severe, and nothing eases it", {"pain": 7, "calf_pressure": {"nothing_eases"}}, "urgent"),
    ("back pain down the leg, cancer", {"other_signs": {"back_leg_pain"}, "clot_risks": {"cancer"}}, "urgent"),
    ("foot pain at night", {"other_signs": {"rest_pain_or_sore"}}, "urgent"),
    ("a gap above the heel, not sudden", OVER_DAYS | {"calf_look": {"dent"}}, "urgent"),
    # soon
    (
        "movement lost for three days, better",
        OVER_DAYS | {"movement": "point_down", "days_since": 3, "course": "better"},
        "soon",
    ),
    ("movement lost since yesterday", OVER_DAYS | {"movement": "point_down"}, "soon"),
    ("slow loss of power", SLOW, "soon"),
    ("worse since yesterday", {"course": "worse"}, "soon"),
    ("far worse when moved, not severe", {"calf_pressure": {"moved_by_others"}}, "urgent"),
    ("nothing eases it, not severe", {"calf_pressure": {"nothing_eases"}}, "soon"),
    ("numb feet for months with diabetes", SLOW | {"other_signs": {"socks_numb"}, "health": {"diabetes"}}, "soon"),
    ("a lump behind the knee", {"other_signs": {"knee_lump"}}, "soon"),
    ("leg pain from the back", {"other_signs": {"back_leg_pain"}}, "soon"),
    ("pain on walking", SLOW | {"other_signs": {"walking_pain"}, "heel_raise": "yes"}, "soon"),
    ("a sore tendon", {"other_signs": {"tendon_pain"}}, "soon"),
    ("not sure of other signs", {"other_signs": {"not_sure"}}, "soon"),
    ("65 years old after a fall", {"age": 65, "event": {"injury"}, "heel_raise": "yes"}, "soon"),
    ("64 years old after a fall", {"age": 64, "event": {"injury"}, "heel_raise": "yes"}, "self_care"),
    ("65 years old, weak heel raise", {"age": 65}, "urgent"),
    ("64 years old, weak heel raise", {"age": 64}, "self_care"),
    ("65 years old, slow loss of power", SLOW | {"age": 65}, "soon"),
    ("blood thinner and hard effort", {"health": {"blood_thinners"}}, "self_care"),
    ("a statin, both legs", {"legs": "both", "health": {"statin"}}, "soon"),
    ("kidney disease and cramps", CRAMP | {"health": {"kidney_disease"}}, "soon"),
    ("an infection lately, both legs weak", {"legs": "both", "health": {"recent_infection"}}, "soon"),
    ("a wound", {"calf_look": {"wound"}}, "soon"),
    ("not sure about pushing off", OVER_DAYS | {"walking": "not_sure"}, "soon"),
    ("tight for months, nothing else", SLOW | {"heel_raise": "yes", "walking": "normal", "pain": 2}, "soon"),
]


TABLE = CaseTable("calf", MILD_STRAIN, tuple(CASES))
answers = TABLE.answers
