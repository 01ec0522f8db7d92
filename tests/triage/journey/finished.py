"""Finished journeys, handed to a browser as the cookie that a walk would have left: for tests that look at the end."""

from dataclasses import replace
from http.cookies import Morsel
from typing import Any

from django.http import HttpResponse

from tests.triage import first_edition
from tests.triage.protocols import calf_cases, sciatica_cases
from tests.triage.protocols.case_table import CaseTable
from triage.engine.parts import placeholders
from triage.engine.parts.protocol import Protocol
from triage.engine.run.assess import Assessment, assess
from triage.journey import cookie
from triage.journey.cookie import Journey, Store
from triage.storage import text_file


def published(slug: str) -> Protocol:
    """A shipped protocol as a new site publishes it."""
    return placeholders.filled(replace(text_file.load(first_edition.FOLDER / f"{slug}.toml"), version=1))


CALF, SCIATICA = published("calf"), published("sciatica")

LONG_WAY: dict[str, Any] = {"onset": "hours_days", "event": {"injury", "effort"}}

# Patients whose result has much to show: 16 to 18 answers, several reasons, up to 9 pieces of advice.
PATIENTS: dict[str, dict[str, Any]] = {
    "emergency": {  # the telling sign comes last
        "legs": "both",
        "onset": "weeks_months",
        "movement": "both_ways",
        "walking": "no_push",
        "heel_raise": "no",
        "course": "worse",
        "pain": 8,
        "other_signs": {"back_leg_pain", "socks_numb"},
        "calf_look": {"spreading_redness", "wound"},
        "calf_pressure": {"hard"},
    },
    "urgent": LONG_WAY
    | {
        "calf_pressure": {"hard"},
        "calf_look": {"slightly_swollen", "warm_red"},
        "girth_gap": "2.5",
        "health": {"blood_thinners", "diabetes"},
    },
    "soon": LONG_WAY
    | {
        "calf_look": {"wound"},
        "other_signs": {"tendon_pain", "knee_lump", "back_leg_pain"},
        "health": {"blood_thinners"},
    },
    "self_care": LONG_WAY
    | {"event": {"effort"}, "calf_look": {"slightly_swollen"}, "girth_gap": "2.5", "course": "better"},
}

WORN_OUT: dict[str, Any] = {
    "clot_risks": {"bed_rest", "hormones"},
    "health": {"diabetes", "statin"},
    "standing": {"feet_out", "knees_in", "arched_back"},
    "tried": {"stretching", "painkillers", "rolling"},
    "worked_through": {"none"},
}
SCIATICA_PATIENTS: dict[str, dict[str, Any]] = {
    "emergency": {"pain_site": "both_legs", "weakness": "stable", "foot_drop": "yes_new", "numb_patch": "new"},
    "urgent": WORN_OUT | {"weakness": "growing", "foot_drop": "not_sure", "pain": 8, "course": "worse"},
    "soon": WORN_OUT | {"walking_pain": "eases_with_rest", "began_weeks": 9, "age": 71},
    "self_care": WORN_OUT | {"clot_risks": {"pregnancy"}, "knee_to_wall_left": "3.5", "knee_to_wall_right": 4},
}

EVERYBODY = [("calf", urgency) for urgency in PATIENTS] + [("sciatica", urgency) for urgency in SCIATICA_PATIENTS]


def journey_of(protocol: str, urgency: str) -> Journey:
    """The journey of the patient of this protocol who comes to this urgency."""
    if protocol == "sciatica":
        return journey(SCIATICA_PATIENTS[urgency], SCIATICA, sciatica_cases.TABLE)
    return journey(PATIENTS[urgency])


def journey(changes: dict[str, Any], protocol: Protocol = CALF, table: CaseTable = calf_cases.TABLE) -> Journey:
    """The journey of the table's well-known patient, for calf the mild strain, with these answers different."""
    return Journey(protocol, Store(protocol.slug, "abcdefghijkl"), table.answers(changes))


def cookie_of(of: Journey) -> Morsel[str]:
    """The cookie that carries it."""
    response = HttpResponse()
    of.store.write(response, of)
    return response.cookies[cookie.COOKIE]


def result(changes: dict[str, Any]) -> tuple[Journey, Assessment]:
    """The journey and what it comes to."""
    of = journey(changes)
    return of, assess(of.protocol, of.answers)
