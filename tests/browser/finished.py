"""Finished journeys, one for each urgency, handed to the browser as a cookie: for tests that look at the result."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from playwright.sync_api import Page

from tests.triage import calf_cases
from triage import answers, protocol_file
from triage.answers import Journey

KEY = "abcdefghijkl"
CALF = replace(protocol_file.load(protocol_file.SHIPPED / "calf.toml"), version=1)  # as a new site publishes it

LONG_WAY = {  # asks nearly everything there is
    "onset": "hours_days",
    "event": {"injury", "effort"},
    "calf_look": {"slightly_swollen"},
    "girth_gap": "2.5",
}
PATIENTS: dict[str, dict[str, Any]] = {
    # the telling sign of an emergency comes last, after 18 answers
    "emergency": {
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
    "urgent": LONG_WAY | {"health": {"blood_thinners", "diabetes"}, "calf_look": {"slightly_swollen", "warm_red"}},
    "soon": LONG_WAY | {"health": {"blood_thinners"}, "calf_look": {"wound"}, "other_signs": {"tendon_pain"}},
    "self_care": LONG_WAY | {"event": {"effort"}, "course": "better"},
}


def open_result(page: Page, origin: str, name: str) -> None:
    """Open the result of one of the patients above."""
    response = HttpResponse()
    journey = Journey(CALF, KEY, calf_cases.answers(PATIENTS[name]))
    answers.write(response, journey)
    cookie = response.cookies[answers.COOKIE]
    place = {"domain": urlsplit(origin).hostname, "path": cookie["path"]}
    page.context.add_cookies([{"name": answers.COOKIE, "value": cookie.value, **place}])
    page.goto(journey.url("result"))
