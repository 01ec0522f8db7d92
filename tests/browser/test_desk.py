"""The clinician's way in a real browser: sign in, change a threshold."""

from playwright.sync_api import Page, expect

from tests.browser import desk, journey
from tests.browser.accessibility import axe
from tests.browser.server import Server, soon_in_every_process
from tests.browser.watch import CLOSED


def sign_in(page: Page, server: Server) -> None:
    """To the desk's first page: by its form the first time, later with the session that this began."""
    page.context.add_cookies(server.signed_in)
    page.goto("/admin/")
    if "/login/" in page.url:
        page.get_by_label("Username").fill(server.username)
        page.get_by_label("Password").fill(server.password)
        page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Thresholds")).to_be_visible()
    server.signed_in[:] = page.context.cookies()


def change_severe_pain(page: Page, value: str) -> None:
    page.goto("/admin/triage/threshold/")
    row = page.get_by_role("row").filter(has_text="Leg and back check")  # each protocol has its own
    row.get_by_role("link", name="Pain counts as severe from").click()
    page.get_by_label("Value").fill(value)
    page.get_by_label("Why do you change it?").fill("A browser test.")
    page.get_by_role("button", name="Save").first.click()


def test_a_changed_threshold_is_obeyed_by_the_next_journey(desktop: Page, server: Server) -> None:
    sign_in(desktop, server)
    before = journey.live_version(desktop)
    change_severe_pain(desktop, "11")
    expect(desktop.locator(".errorlist")).to_contain_text("Choose a value from 5 to 9 of 10")
    change_severe_pain(desktop, "5")
    try:
        expect(desktop.get_by_text("now 5 of 10")).to_be_visible()
        soon_in_every_process(lambda: journey.live_version(desktop) > before)
        journey.resume_as(desktop, {**journey.MILD_STRAIN, "pain": "5"})
        expect(desktop.get_by_role("heading", level=1)).to_contain_text("Book a visit")
        expect(desktop.get_by_role("main")).to_contain_text("The pain is very strong: 5 of 10 or more.")
    finally:
        desk.go_back(server)


def test_a_change_that_sends_somebody_home_is_refused_with_an_example(desktop: Page, server: Server) -> None:
    sign_in(desktop, server)
    desktop.goto("/admin/triage/threshold/")
    row = desktop.get_by_role("row").filter(has_text="Leg and back check")
    row.get_by_role("link", name="no improvement after").click()
    desktop.get_by_label("Value").fill("4")
    desktop.get_by_label("Why do you change it?").fill("Fewer visits.")
    desktop.get_by_role("button", name="Save").first.click()
    main = desktop.get_by_role("main")
    expect(main).to_contain_text("Refused: a check that must hold has failed.")
    expect(main).to_contain_text("4 days instead of 2 days")
    main.get_by_text("Example patient: told").first.click()
    expect(main.locator(".patient[open] dd").first).to_be_visible()
    expect(desktop.get_by_role("button", name="Publish")).to_have_count(0)
    axe(desktop)
    main.get_by_role("link", name="Back to the draft").click()
    axe(desktop)
    desktop.get_by_role("link", name="Delete the draft").click()
    axe(desktop)
    desktop.get_by_role("button", name="Delete the draft").click()
    expect(desktop.get_by_text("The draft is deleted.")).to_be_visible()


def test_a_withdrawn_version_ends_kindly_and_a_published_one_follows(desktop: Page, server: Server) -> None:
    patient = desktop.context.new_page()
    journey.begin(patient)
    sign_in(desktop, server)
    desktop.goto("/admin/triage/protocolversion/?status__exact=published")
    desktop.get_by_role("row").get_by_role("link", name="Leg and back check").click()
    desktop.get_by_role("link", name="Withdraw now").click()
    axe(desktop)
    desktop.get_by_label("Why?").fill("A browser test.")
    desktop.get_by_role("button", name="Withdraw now").click()
    try:
        expect(desktop.get_by_text("No journey continues with it.")).to_be_visible()
        patient.wait_for_timeout(2000)  # every process obeys within two seconds
        answer = patient.reload()
        expect(patient.get_by_role("heading", level=1)).to_have_text("This check is closed right now")
        assert answer
        assert answer.status == CLOSED
        expect(patient.locator(".emergency-line")).to_contain_text("Call 112")
        axe(patient)
    finally:
        desk.go_back(server)
    journey.begin(patient)
