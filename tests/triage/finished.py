"""Finished journeys, handed to a browser as the cookie that a walk would have left: for tests that look at the end."""

from dataclasses import replace
from http.cookies import Morsel
from typing import Any

from django.http import HttpResponse

from tests.triage import calf_cases
from triage import answers, protocol_file
from triage.answers import Journey
from triage.engine import wording
from triage.engine.assess import Assessment, assess
from triage.engine.protocol import Protocol

# As a new site publishes it.
CALF = wording.worded(replace(protocol_file.load(protocol_file.SHIPPED / "calf.toml"), version=1))

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


def journey(changes: dict[str, Any], protocol: Protocol = CALF) -> Journey:
    """The journey of the mild strain, with these answers different."""
    return Journey(protocol, "abcdefghijkl", calf_cases.answers(changes))


def cookie(of: Journey) -> Morsel[str]:
    """The cookie that carries it."""
    response = HttpResponse()
    answers.write(response, of)
    return response.cookies[answers.COOKIE]


def result(changes: dict[str, Any]) -> tuple[Journey, Assessment]:
    """The journey and what it comes to."""
    of = journey(changes)
    return of, assess(of.protocol, of.answers)
