"""Patients of the shipped triage at the end of their journey, for tests that look at their results."""

from dataclasses import replace
from functools import cache

from tests.triage.journey import finished
from tests.triage.protocols import leg_cases
from triage.engine.parts.urgency import Urgency
from triage.engine.run.assess import assess
from triage.engine.run.replay import replay
from triage.journey import result_page
from triage.journey.cookie import Journey, Store

LEG = finished.published(leg_cases.LEG)
STORE = Store("leg", "abcdefghijkl")


@cache
def journeys() -> dict[str, Journey]:
    """The worked cases by key."""
    return {case.key: Journey(LEG, STORE, dict(case.answers)) for case in LEG.vignettes}


@cache
def fullest(urgency: Urgency) -> Journey:
    """The case of this urgency whose result has most to say."""

    def words(journey: Journey) -> int:
        shown = result_page.result(journey, assess(LEG, journey.answers))
        return sum(map(len, (shown["summary"].text, *shown["advice_do"], *shown["advice_dont"], *shown["also"])))

    return max((of for of in journeys().values() if assess(LEG, of.answers).urgency is urgency), key=words)


@cache
def cut_off() -> Journey:
    """An emergency as soon as it is told: nothing after it is answered yet."""
    found = min(
        (of for of in journeys().values() if assess(LEG, of.answers).urgency is Urgency.EMERGENCY),
        key=lambda of: len(replay(LEG, of.answers).asked),
    )
    return replace(found, answers=replay(LEG, found.answers).answers)
