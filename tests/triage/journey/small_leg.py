"""Patients of a small triage of one door (small_leg.toml), at the end of their journey."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.triage.first_edition.case_table import CaseTable
from triage.engine.parts import placeholders
from triage.journey.cookie import Journey, Store
from triage.storage import text_file

PROTOCOL = placeholders.filled(replace(text_file.load(Path(__file__).with_suffix(".toml")), version=1))

FINE: dict[str, Any] = {
    "danger": {"none"},
    "age": 44,
    "main": "back",
    "legs": "left",
    "since": 10,
    "event": {"none"},
    "heel": "strong",
    "pain": 4,
    "look": {"none"},
    "spine": {"none"},
    "clot": {"none"},
    "health": {"thinner"},
}
TABLE = CaseTable("leg", FINE, ())

CHEST: dict[str, Any] = {"danger": {"chest"}}
RUPTURE: dict[str, Any] = {"main": "calf", "event": {"pop"}, "heel": "weak"}
CLOT: dict[str, Any] = {"main": "calf", "look": {"bigger"}, "clot": {"immob"}}
WEAK: dict[str, Any] = {"heel": "weak", "pain": 8}


def journey(changes: dict[str, Any], *, without: tuple[str, ...] = ()) -> Journey:
    """The journey of the patient who is fine but for these changes, and has not answered the questions left out."""
    answers = {key: answer for key, answer in TABLE.answers(changes).items() if key not in without}
    return Journey(PROTOCOL, Store("leg", "abcdefghijkl"), answers)
