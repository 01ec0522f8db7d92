"""The clinician's way in a real browser: sign in, change a threshold."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser import desk, journey
from tests.browser.accessibility import axe, axe_on_a_phone
from tests.browser.clicks import follow
from tests.browser.server import Server, soon_in_every_process
from tests.browser.watch import CLOSED


def sign_in(page: Page, server: Server) -> None:
    """To the desk's first page: by its form the first time, later with the session that this began."""
    page.context.add_cookies(server.signed_in)
    page.goto("/admin/")
    if "/login/" in page.url:
        page.get_by_label("Username").fill(server.username)
        page.get_by_label("Password").fill(server.password)
        follow(page.get_by_role("button", name="Log in"))
    expect(page.get_by_role("link", name="Thresholds")).to_be_visible()
    server.signed_in[:] = page.context.cookies()


def try_threshold(page: Page, name: str, value: str) -> None:
    """Look at what would follow from another value."""
    page.goto("/admin/triage/threshold/")
    row = page.get_by_role("row").filter(has_text="Leg and back check")  # each protocol has its own
    follow(row.get_by_role("link", name=name))
    page.get_by_label("Value").fill(value)
    follow(page.get_by_role("button", name="Show what follows"))


def test_a_changed_threshold_is_obeyed_by_the_next_journey_and_can_be_taken_back(
    desktop: Page, server: Server, leg_as_shipped: None
) -> None:
    sign_in(desktop, server)
    try_threshold(desktop, "Pain counts as severe from", "11")
    expect(desktop.locator(".errorlist")).to_contain_text("Choose a value from 5 to 9 of 10")
    try_threshold(desktop, "Pain counts as severe from", "5")
    expect(desktop.get_by_role("main")).to_contain_text("Some are told a higher urgency")
    axe_on_a_phone(desktop)
    desktop.get_by_label("Why do you change it?").fill("A browser test.")
    follow(desktop.get_by_role("button", name="Publish"))
    expect(desktop.get_by_text("now 5 of 10")).to_be_visible()
    desk.wait_until_live(server)
    journey.resume_as(desktop, {**journey.MILD_STRAIN, "pain": "5"})
    expect(desktop.get_by_role("heading", level=1)).to_contain_text("Book a visit")
    expect(desktop.get_by_role("main")).to_contain_text("The pain is very strong: 5 of 10 or more.")
    desktop.goto("/admin/triage/protocolversion/?status__exact=published")
    follow(desktop.get_by_role("row").get_by_role("link", name="Leg and back check"))
    follow(desktop.get_by_role("button", name="Take it back"))
    expect(desktop.get_by_text("Taken back: version")).to_be_visible()


def test_a_change_that_sends_somebody_home_is_refused_with_an_example_and_leaves_nothing(
    desktop: Page, server: Server
) -> None:
    sign_in(desktop, server)
    desktop.goto("/admin/triage/protocolversion/")
    versions = desktop.locator(".paginator").inner_text()
    try_threshold(desktop, "no improvement after", "4")
    main = desktop.get_by_role("main")
    expect(main).to_contain_text("Refused: a check that must hold has failed.")
    expect(main).to_contain_text("4 days instead of 2 days")
    main.get_by_text("Example patient: told").first.click()
    expect(main.locator(".patient[open] dd").first).to_be_visible()
    expect(desktop.get_by_role("button", name="Publish")).to_have_count(0)
    axe(desktop)
    desktop.goto("/admin/triage/protocolversion/")
    expect(desktop.locator(".paginator")).to_have_text(versions)


def test_a_withdrawn_version_ends_kindly_and_a_published_one_follows(
    desktop: Page, server: Server, leg_as_shipped: None
) -> None:
    patient = desktop.context.new_page()
    journey.begin(patient)
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in patient.context.cookies())
    sign_in(desktop, server)
    desktop.goto("/admin/triage/protocolversion/?status__exact=published")
    follow(desktop.get_by_role("row").get_by_role("link", name="Leg and back check"))
    follow(desktop.get_by_role("link", name="Withdraw now"))
    axe(desktop)
    desktop.get_by_label("Why?").fill("A browser test.")
    follow(desktop.get_by_role("button", name="Withdraw now"))
    expect(desktop.get_by_text("No journey continues with it.")).to_be_visible()
    # Not with the patient's own browser: the first process that obeys takes its cookie.
    soon_in_every_process(server, urlsplit(patient.url).path, lambda answer: answer.status == CLOSED, cookie)
    answer = patient.reload()
    expect(patient.get_by_role("heading", level=1)).to_have_text("This check is closed right now")
    assert answer
    assert answer.status == CLOSED
    expect(patient.locator(".emergency-line")).to_contain_text("Call 112")
    axe(patient)
    desk.as_shipped(server)
    journey.begin(patient)
