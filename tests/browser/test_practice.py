"""The practice's details in a real browser: written on the desk, seen by patients, in every process of the server."""

import re
import sqlite3
from contextlib import closing

from playwright.sync_api import Page, expect

from calfsite.lib.dialing import tel
from tests.browser import journey
from tests.browser.accessibility import axe
from tests.browser.conftest import OpenPage
from tests.browser.server import Server, soon_in_every_process
from tests.browser.test_desk import sign_in
from tests.calfsite.practice.test_logo import picture


def shows(page: Page, number: str, other: str) -> bool:
    """Whether the process that is asked shows this number and no longer the other."""
    text = page.request.get("/", headers={"Connection": "close"}).text()
    return tel(number) in re.findall(r'href="(tel:\+?[0-9]+)"', text) and tel(other) not in text


def test_a_new_number_and_name_reach_patients_and_the_page_of_their_journey(
    page: Page, open_page: OpenPage, server: Server
) -> None:
    patient = open_page()
    journey.begin(patient)
    expect(patient.locator(".emergency-line")).to_contain_text("Call 112")
    page.set_viewport_size({"width": 1280, "height": 800})  # the admin's menu
    sign_in(page, server)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="Fill in the practice details").click()
    try:
        page.get_by_label("911 (US, Canada)").check()
        page.get_by_label("Name of the practice").fill("Leg & Back clinic")
        page.get_by_label("Phone:").fill("555 010 7788")
        page.get_by_label("New logo").set_input_files({"name": "l.png", "mimeType": "image/png", "buffer": picture()})
        page.get_by_label("Pick the color on light pages").fill("#7a1f5c")
        expect(page.get_by_label("Color on light pages:")).to_have_value("#7a1f5c")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Look up 911, then type it here once more.")).to_be_visible()
        axe(page)
        page.get_by_label("The new number, once more").fill("911")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved. Every page shows it within two seconds.")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        soon_in_every_process(lambda: shows(patient, "911", "112"))
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
    finally:
        with closing(sqlite3.connect(server.folder / "db.sqlite3")) as database, database:
            database.execute("DELETE FROM calfsite_practicedetails")
        soon_in_every_process(lambda: shows(patient, "112", "911"))  # the next test meets the site as it was
