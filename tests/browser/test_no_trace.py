"""No trace: a whole journey with unmistakable answers, then a search for them in all that the server keeps or says."""

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import journey, traces
from tests.browser.server import Server

RUBBISH = "xyzzy-7741"
UNUSUAL: Mapping[str, str | None] = {
    **journey.MILD_STRAIN,
    "Can you rise onto the toes of the bad leg?": "Yes, as usual",
    "How bad is the pain right now?": "6",
    "Look at both calves. What do you see or feel?": "One calf is a little swollen",
    "How much thicker is the swollen calf?": "2.7",
    "How old are you?": "113",
    "How many days ago did it begin?": "3333",
    "Is any of this true for you?": "A blood clot in the past",
    "Do any of these apply to you?": "Steroids, or an antibiotic such as ciprofloxacin, lately",
}
TYPED = [RUBBISH, "113", "3333"]
TICKED = ["slightly_swollen", "earlier_clot", "tendon_medicine", "sore_push"]


def walk_everywhere(page: Page) -> None:
    """Questions, an error, a change, back, check, result, print, an emergency, the deletion, and what is left."""
    journey.begin(page)
    journey.answer(page, None)
    journey.walk(page, {key: value for key, value in UNUSUAL.items() if key != journey.AGE})
    journey.answer(page, RUBBISH)
    expect(page.get_by_role("textbox")).to_have_value(RUBBISH)
    page.reload()
    journey.walk(page, UNUSUAL)
    page.get_by_role("link", name="See my advice").click()
    expect(page.get_by_role("main")).to_contain_text("113 years")
    expect(page.get_by_role("main")).to_contain_text("3333 days")
    page.get_by_role("main").get_by_role("link", name="Why can’t I flex my calf?").first.click()  # an address to leave
    page.wait_for_url("**/articles/**")
    page.go_back()
    page.get_by_role("link", name="Change your answer to: Rising onto the toes").first.click()
    journey.answer(page, "No, I can’t")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Get emergency help now")
    page.get_by_role("button", name="Delete my answers").click()
    expect(page.get_by_role("status")).to_contain_text("Your answers are deleted")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your answers are no longer here")


def test_a_whole_journey_leaves_no_trace(page: Page, server: Server) -> None:
    database = server.folder / "db.sqlite3"
    uncounted, before = traces.wait_for_totals(database), traces.tables(database)
    traffic = traces.Traffic(server.url)
    traffic.follow(page.context)
    walk_everywhere(page)  # that no request leaves the origin, `page` itself sees to

    counted = traces.wait_for_totals(database, uncounted)
    after = traces.tables(database)
    assert traces.without_totals(after) == traces.without_totals(before), "a journey wrote to the database"
    words = {"totals": repr(counted).encode()}
    assert traces.found([RUBBISH, *TYPED, *TICKED, *traffic.cookies], words) == [], "only what was asked is counted"
    assert all(len(day) == len("2026-11-21") for day, *_ in counted), "and no time finer than the day"
    kept = traces.files(server.folder)
    log = {"server.log": kept.pop("server.log")}
    assert b"Calfsite is ready" in log["server.log"], "the server's words are kept where we look"
    assert len(traffic.cookies) > len(UNUSUAL), "every step carried the answers"
    assert any(b"referer: /triage/calf/" in text for text in traffic.said.values()), "Referer headers were seen"

    data = {name: text for name, text in kept.items() if not name.startswith("static/")}
    assert {"db.sqlite3", "db.sqlite3-wal"} <= data.keys()
    assert traces.found([RUBBISH, *traffic.cookies], data) == []
    assert traces.found([*TYPED, *TICKED, *traffic.cookies], log) == []
    assert traces.found([*TYPED, *TICKED], traffic.said) == []


def test_the_search_finds_what_is_planted(page: Page, server: Server, tmp_path: Path) -> None:
    """In the database file, its write-ahead log, a table, a query string, a Referer header, a log."""
    copy = tmp_path / "db.sqlite3"
    for part in server.folder.glob("db.sqlite3*"):
        shutil.copy(part, tmp_path / part.name)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("INSERT INTO django_session VALUES ('key', ?, '2026-01-01')", [f"age=113&x={RUBBISH}"])
        connection.commit()
        assert "113 in table django_session" in traces.found(TYPED, traces.tables(copy))
        assert any(RUBBISH in place for place in traces.found([RUBBISH], traces.files(tmp_path)))
    traffic = traces.Traffic(server.url)
    traffic.follow(page.context)
    page.goto("/triage/?answer=xyzzy%2D7741&age=113")
    page.get_by_role("link", name="Articles").first.click()
    places = traces.found([RUBBISH, "113"], traffic.said)
    assert len([place for place in places if RUBBISH in place]) >= 2, "the address itself, and then the Referer"
    assert len([place for place in places if "113" in place]) >= 2
    assert traces.found(["113"], {"log": b"41135 1130"}) == []
