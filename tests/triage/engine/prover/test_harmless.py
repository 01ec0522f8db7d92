"""What one clinician may change alone, and when two texts say the same."""

from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import get_type_hints

import pytest

from tests.triage.engine import samples
from triage.engine.parts.rule import AdviceKind, Hazard
from triage.engine.prover import guards, harmless
from triage.engine.prover.wording import alike, meaning

BASE = samples.with_every_part()


@dataclass(frozen=True)
class HazardWithMore(Hazard):
    """As if the next developer added a field, and thought of nothing else."""

    aside: bool = False


def test_a_field_that_is_added_to_a_part_is_guarded() -> None:
    more, changed = (HazardWithMore(**asdict(BASE.hazards[0]), aside=aside) for aside in (False, True))
    was, now = (replace(BASE, hazards=(one, *BASE.hazards[1:])) for one in (more, changed))
    guards._NAMES[HazardWithMore] = guards._NAMES[Hazard]
    try:
        (problem,) = guards.check(was, now)
    finally:
        del guards._NAMES[HazardWithMore]
    assert problem.sentence == "Hazard “A clot” has another aside now: yes instead of no."


def test_the_list_names_fields_that_there_are() -> None:
    assert [(part, name) for part, name in harmless.HARMLESS if name not in get_type_hints(part)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("At once: 2-3 days, not more!", "at once.  2–3 days not more"),
        ("Your foot is cold. Blood may not reach it.", "Your foot is cold; blood may not reach it!"),
        ("I’m not sure", "I'm not sure."),
        ("Fever (38.5 °C), or more", "Fever 38.5 °C or more"),
    ],
)
def test_what_says_the_same(one: str, other: str) -> None:
    assert meaning(one) == meaning(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Not feet that are cold", "Not! Feet that are cold"),
        ("No heat", "No, heat"),
        ("Do not: wait. Call", "Do not wait: call"),
        ("Do not do sport, jumps or stretches", "Do not do sport. Jumps or stretches"),
        ("within 2-3 hours", "within 23 hours"),
        ("38.5", "385"),
        ("at most 5", "at least 5"),
        ("> 5", "< 5"),
        ("a foot", "а foot"),  # the second is Cyrillic
        ("not cold", "n\u0338o\u0338t\u0338 cold"),
        ("not cold", "~~not~~ cold"),
        ("cold", "co\u00adld"),
    ],
)
def test_what_does_not(one: str, other: str) -> None:
    assert meaning(one) != meaning(other)


KNOWN = Counter(
    meaning("Walk on the heel. A visit is best; the calf is slower when it heals. Walk throuhg it. Vsiit us")
)
LOOK = AdviceKind.AGAIN


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("That is what I can't do, which is best", "That is what I cannot do, that is best", None),
        ("Don’t run", "Do not run", None),
        ("in a week", "in 7 days", None),
        ("Book a visit in the next days.", "Book a visit within the next 2 days.", None),
        ("Be seen in a week", "Be seen in 5 days", None),
        ("If it is not gone in two weeks, look again.", "If it is not gone in a week, look again.", LOOK),
        ("Vsiit us", "Visit us", None),
    ],
)  # fmt: skip
def test_what_is_alike(old: str, new: str, kind: AdviceKind | None) -> None:
    assert alike(old, new, KNOWN, kind)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("Book a visit in a week.", "Book a visit in 8 days.", None),
        ("Do not run for two weeks.", "Do not run for one week.", None),
        ("You may run in two weeks.", "You may run in one week.", None),
        ("Do not book a visit in two weeks.", "Do not book a visit in a week.", None),
        ("See how it goes for two weeks.", "See how it goes for a week.", None),
        ("Walk on the heel", "Walk on the heal", None),
        ("it heals", "it heels", None),
        ("the calf is slower", "the calf is lower", None),
        ("in a week", "in a year", LOOK),
        ("If it gets worse in two weeks, look again.", "If it gets worse in a week, look again.", LOOK),
        ("Call if it comes within two hours.", "Call if it comes within one hour.", None),
        ("Rest more", "Rest most", None),
        ("the left leg", "the right leg", None),
        ("before you run", "after you run", None),
        ("Never push", "Always push", None),
    ],
)
def test_what_is_not(old: str, new: str, kind: AdviceKind | None) -> None:
    assert not alike(old, new, KNOWN, kind)
