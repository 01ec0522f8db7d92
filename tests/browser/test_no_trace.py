"""No trace: a whole journey with unmistakable answers, then a search for them in all that the server keeps or says."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import journey, traces
from tests.browser.clicks import follow
from tests.browser.server import Server

RUBBISH = "xyzzy-7741"
UNUSUAL: journey.Patient = {
    **journey.MILD_STRAIN,
    "heel": "strong",
    "pain": "6",
    "look": "little",
    "age": "113",
    "since": "3333 days",
    "clot": "travel hormone",
    "health": "quinolone salts",
}
TYPED = [RUBBISH, "113", "3333"]
TICKED = ["hormone", "quinolone", "salts", "too_sore"]


def walk_everywhere(page: Page) -> None:
    """Questions, an error, a change, back, check, result, print, an emergency, the deletion, and what is left."""
    journey.begin_at_home(page)
    journey.answer(page)
    journey.walk(page, journey.upto("age", UNUSUAL))
    journey.answer(page, RUBBISH)
    expect(page.get_by_role("textbox")).to_have_value(RUBBISH)
    page.reload()
    journey.walk(page, UNUSUAL)
    follow(page.get_by_role("link", name="See my advice").first)
    expect(page.get_by_role("main")).to_contain_text("113 years")
    expect(page.get_by_role("main")).to_contain_text("3333 days")
    follow(page.get_by_role("main").locator("a[href^='/articles/']").first)  # an address to leave
    expect(page).to_have_url(re.compile("/articles/"))
    page.go_back()
    follow(page.get_by_role("link", name="Change your answer to: Danger signs").first)
    page.locator("input[value=none]").uncheck()
    journey.answer(page, "foot")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Get emergency help now")
    follow(page.get_by_role("link", name="Delete my answers"))
    follow(page.get_by_role("button", name="Delete my answers"))
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
    assert len(traffic.cookies) > 17, "every step carried the answers"
    assert any(b"referer: /triage/leg/" in text for text in traffic.said.values()), "Referer headers were seen"

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
    page.goto("/glossary/?answer=xyzzy%2D7741&age=113")
    follow(page.get_by_role("link", name="Articles").first)
    places = traces.found([RUBBISH, "113"], traffic.said)
    assert len([place for place in places if RUBBISH in place]) >= 2, "the address itself, and then the Referer"
    assert len([place for place in places if "113" in place]) >= 2
    assert traces.found(["113"], {"log": b"41135 1130"}) == []
