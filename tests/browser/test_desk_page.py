"""The desk's first page in a browser: what was counted, what is shown of it, and how it looks."""

import sqlite3
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.bench.load import Visitor
from tests.browser import journey, traces
from tests.browser.accessibility import axe, fits
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.server import Server, free_port, listening
from tests.browser.test_desk import sign_in


def change(database: Path, statement: str) -> None:
    """What time would do, done at once."""
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        connection.execute(statement)
        connection.commit()


def test_two_journeys_are_counted_and_hidden_and_many_are_shown(desktop: Page, server: Server) -> None:
    database = server.folder / "db.sqlite3"
    traces.wait_for_totals(database)
    change(database, "DELETE FROM triage_dailytotal")
    answered = 0
    for patient in (journey.MILD_STRAIN, journey.upto("age")):
        journey.begin(desktop)
        answered += journey.walk(desktop, patient)
    # Each journey counts as begun, and at its first question; each answered page as left, and the next as reached.
    traces.wait_for_totals(database, set(), counted=2 * 2 + 2 * answered)

    sign_in(desktop, server)
    totals = desktop.get_by_role("region", name="How the triages are used")
    expect(totals).to_contain_text("There are no numbers to show yet")  # this week is not over
    change(database, "UPDATE triage_dailytotal SET day = date(day, '-7 days')")
    desktop.reload()
    desktop.get_by_text("as tables").click()
    row = desktop.get_by_role("region", name="week by week").get_by_role("row").last
    expect(row).to_contain_text("under 5 under 5 under 5 under 5 under 5")

    change(database, "UPDATE triage_dailytotal SET count = 20 * count")
    desktop.reload()
    desktop.get_by_text("as tables").click()
    expect(row).to_contain_text("40 under 5 under 5 under 5 20")
    stopped = desktop.get_by_role("region", name="where people stop").get_by_role("row").filter(has_text="Age")
    expect(stopped).to_contain_text("40 20")
    expect(desktop.get_by_role("img", name="Where people stop")).to_have_count(1)
    with desktop.expect_download() as csv:
        desktop.get_by_role("link", name="All numbers as CSV").click()
    assert ",outcome,self_care,20\n" in csv.value.path().read_text().replace("\r\n", "\n")

    for scheme in ("light", "dark"):
        for width, height in (PHONE, DESKTOP):
            desktop.emulate_media(color_scheme=scheme)
            desktop.set_viewport_size({"width": width, "height": height})
            axe(desktop)
            fits(desktop)


def test_a_server_that_ends_writes_what_it_has_counted(server: Server, tmp_path: Path) -> None:
    database = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(server.folder / "db.sqlite3")) as there, closing(sqlite3.connect(database)) as here:
        there.backup(here)
    change(database, "DELETE FROM triage_dailytotal")
    own = {"DATABASE_URL": f"sqlite:///{database}", "PORT": str(free_port()), "TOTALS_SECONDS": "3600"}
    with listening("calfsite.wsgi:application", server.environment | own, tmp_path) as url:
        for _ in range(6):  # at whichever process
            visitor = Visitor(url)
            visitor.get(journey.START)
            visitor.post(journey.START, {})
            visitor.close()
        assert traces.totals(database) == set(), "no request waits for it"
    assert {total[1:] for total in traces.totals(database)} == {("begun", "", 6), ("reached", "danger", 6)}
