"""The practice's details in a real browser: written on the desk, seen by patients, in every process of the server."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from calfsite.lib.dialing import tel
from tests.browser import journey
from tests.browser.accessibility import axe, fits
from tests.browser.clicks import follow
from tests.browser.conftest import OpenPage
from tests.browser.server import Answer, Server, soon_in_every_process
from tests.browser.test_desk import sign_in
from tests.calfsite.practice.test_logo import picture


def wait_until_shown(server: Server, number: str, other: str) -> None:
    """Returns once every process shows this number and no longer the other."""

    def is_shown(answer: Answer) -> bool:
        numbers = re.findall(r'href="(tel:\+?[0-9]+)"', answer.text)
        return tel(number) in numbers and tel(other) not in numbers

    soon_in_every_process(server, "/", is_shown)


@pytest.fixture
def nothing_filled_in(server: Server) -> Iterator[None]:
    """The next test meets the site as it was."""
    yield
    server.desk.run("from calfsite.practice.details import PracticeDetails; PracticeDetails.objects.all().delete()")
    wait_until_shown(server, "112", "911")


def test_a_new_number_and_name_reach_patients_and_the_page_of_their_journey(
    page: Page, open_page: OpenPage, server: Server, nothing_filled_in: None
) -> None:
    patient = open_page()
    journey.begin(patient)
    expect(patient.locator(".emergency-line")).to_contain_text("Call 112")
    page.set_viewport_size({"width": 1280, "height": 800})  # the admin's menu
    sign_in(page, server)
    page.set_viewport_size({"width": 390, "height": 844})
    follow(page.get_by_role("link", name="Fill in the practice details"))
    page.get_by_label("911 (US, Canada)").check()
    page.get_by_label("Name of the practice").fill("Leg & Back clinic")
    page.get_by_label("Phone:").fill("555 010 7788")
    page.get_by_label("New logo").set_input_files({"name": "l.png", "mimeType": "image/png", "buffer": picture()})
    page.get_by_label("Pick the color on light pages").fill("#7a1f5c")
    expect(page.get_by_label("Color on light pages:")).to_have_value("#7a1f5c")
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("Look up 911, then type it here once more.")).to_be_visible()
    axe(page)
    page.get_by_label("The new number, once more").fill("911")
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("Saved. Every page shows it within two seconds.")).to_be_visible()
    fits(page)
    wait_until_shown(server, "911", "112")
    patient.reload()
    expect(patient.locator(".emergency-line")).to_contain_text("Call 911")
    expect(patient.get_by_role("link", name="Leg & Back clinic")).to_be_visible()
    assert patient.evaluate("document.querySelector('.site-name img').naturalWidth") == 396
    color = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
    assert patient.evaluate(color) == "#7a1f5c"
    patient.emulate_media(color_scheme="dark")
    axe(patient)
    patient.emulate_media(media="print")
    assert patient.evaluate(color) == "#000"
