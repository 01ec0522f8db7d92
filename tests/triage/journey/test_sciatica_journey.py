"""A patient with sciatica over HTTP: the test at the wall, and the plan that comes of it."""

from typing import Any

import pytest
from django.test import Client

from tests.triage.first_edition import sciatica_cases
from tests.triage.journey.test_journey import body, walk


@pytest.fixture
def journey(shipped: None, client: Client, db: None) -> str:
    return client.post("/triage/sciatica/")["Location"].removesuffix("red_flags/")


def result(client: Client, journey: str, **changes: Any) -> str:
    assert walk(client, journey, {**sciatica_cases.TWO_WEEKS, **changes}) == f"{journey}check/"
    return body(client.get(f"{journey}result/"))


def test_the_plan_goes_from_the_spine_to_the_calf_with_the_seconds_of_the_thresholds(client, journey) -> None:
    page = result(client, journey)
    steps = [
        "First, the spine",
        "Next, the hips",
        "Then the knee",
        "90 seconds to 120 seconds. Lean in",
        "roll the calf",
    ]
    assert [step for step in steps if step not in page] == []
    assert sorted(steps, key=page.index) == steps


def test_the_distance_is_asked_with_its_pictures(client, journey) -> None:
    result(client, journey)
    page = f"{journey}knee_to_wall_left/"
    assert "guide__picture" in body(client.get(page))
    client.post(page, {"answer": "5"})
    client.post(f"{journey}knee_to_wall_right/", {"answer": "5"})
    assert "the ankle is not what holds you back" in body(client.get(f"{journey}result/"))


def test_who_can_not_do_the_test_gets_a_plan_without_it(client, journey) -> None:
    page = result(client, journey, knee_to_wall_safe="cannot")
    assert "First, the spine" in page
    assert "Lean in" not in page
