"""The clinician's way in a real browser: sign in, change a threshold."""

from playwright.sync_api import Page, expect

from tests.browser import journey
from tests.browser.server import Server


def sign_in(page: Page, server: Server) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(server.username)
    page.get_by_label("Password").fill(server.password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Thresholds")).to_be_visible()


def change_severe_pain(page: Page, value: str) -> None:
    page.goto("/admin/triage/threshold/")
    row = page.get_by_role("row").filter(has_text="Calf pain")  # each protocol has its own
    row.get_by_role("link", name="Pain counts as severe from").click()
    page.get_by_label("Value").fill(value)
    page.get_by_label("Why do you change it?").fill("A browser test.")
    page.get_by_role("button", name="Save").first.click()


def test_a_changed_threshold_is_obeyed_by_the_next_journey(desktop: Page, server: Server) -> None:
    sign_in(desktop, server)
    change_severe_pain(desktop, "11")
    expect(desktop.locator(".errorlist")).to_contain_text("Choose a value from 5 to 9 of 10")
    change_severe_pain(desktop, "5")
    try:
        expect(desktop.get_by_text("now 5 of 10")).to_be_visible()
        journey.begin(desktop)
        journey.walk(desktop, {**journey.MILD_STRAIN, "How bad is the pain right now?": "5"})
        desktop.get_by_role("link", name="See my advice").click()
        expect(desktop.get_by_role("heading", level=1)).to_contain_text("Book a visit")
        expect(desktop.get_by_role("main")).to_contain_text("The pain is very strong: 5 of 10 or more.")
    finally:
        change_severe_pain(desktop, "7")
