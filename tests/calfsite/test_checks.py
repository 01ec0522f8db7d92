"""System checks of what a deployer can get wrong."""

import re
from typing import Any

import pytest
from django.core.checks import run_checks
from django.template.loader import render_to_string

from calfsite.checks import FOOTER_PAGES
from calfsite.practice.details import PracticeDetails


def check_ids(*, deploy: bool) -> list[str | None]:
    """The ids of our own messages."""
    messages = run_checks(tags=["security"], include_deployment_checks=deploy)
    return [message.id for message in messages if str(message.id).startswith("calfsite.")]


@pytest.mark.django_db
def test_an_emergency_number_nobody_chose_is_warned_of_before_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMERGENCY_NUMBER")
    assert check_ids(deploy=True) == ["calfsite.W001"]
    assert check_ids(deploy=False) == []
    PracticeDetails(name="Leg clinic", emergency_number="112").save()
    assert check_ids(deploy=True) == [], "an administrator chose it"


@pytest.mark.django_db
def test_the_warning_says_what_patients_see_and_what_to_set(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.delenv("EMERGENCY_NUMBER")
    settings.EMERGENCY_NUMBER = "999"
    (message,) = (m for m in run_checks(tags=["security"], include_deployment_checks=True) if m.id == "calfsite.W001")
    assert "patients are told to call 999" in message.msg
    assert "set EMERGENCY_NUMBER" in str(message.hint)


def test_a_second_factor_that_is_off_is_warned_of_before_deployment(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setenv("EMERGENCY_NUMBER", "112")
    for word, ids in (("off", ["calfsite.W003"]), ("optional", []), ("required", [])):
        settings.SECOND_FACTOR = word
        assert check_ids(deploy=True) == ids
    assert check_ids(deploy=False) == []


def test_a_chosen_emergency_number_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMERGENCY_NUMBER", "112")
    assert check_ids(deploy=True) == []


@pytest.mark.parametrize("number", ["", "call us"])
def test_an_emergency_number_that_cannot_be_called_is_refused(settings: Any, number: str) -> None:
    settings.EMERGENCY_NUMBER = number
    assert check_ids(deploy=False) == ["calfsite.E001"]


def test_the_pages_that_the_footer_leads_to_are_those_that_are_looked_for() -> None:
    html = render_to_string("components/site_footer.html")
    assert {address.strip("/").split("/")[-1] for address in re.findall(r'href="(/about/[^"]*)"', html)} == set(
        FOOTER_PAGES
    )
