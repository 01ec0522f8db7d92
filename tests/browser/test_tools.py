"""Timers, tracker and exercise sheet in a real browser: what they do, by keyboard too, and what they never do."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Locator, Page, expect

from tests.browser.accessibility import axe_in_light_and_dark, fits
from tests.browser.conftest import OpenPage, watched
from tests.browser.keyboard import reach
from tests.browser.server import Server

ADDRESS = "/articles/tools-to-try/"
MORNING = datetime(2026, 1, 31, 9, tzinfo=UTC)
KEY = "calfsite.knee-to-wall"
TOPIC = "- slug: to-try\n  title: To try\n  summary: Tools.\n  order: 99\n"
ARTICLE = """---
title: Tools to try
summary: All three.
topic: to-try
sources: ["Book | 2020 | https://example.org/book"]
facts: []
reviewer: Dr. Leg
reviewed_on: 2026-01-31
review_due: 2099-01-31
status: published
order: 1
---

::: tool stretch-timer
Words for all who stretch.
:::

::: tool rolling-timer
Words for all who roll.
:::

::: tool knee-to-wall-tracker
Words for all who measure.
:::
"""
HEAR = """
() => {
  window.heard = [];
  const status = document.querySelector("#tool-stretch-timer [role=status]");
  new MutationObserver(() => window.heard.push(status.textContent)).observe(status, {childList: true});
}
"""
REFUSE = 'Object.defineProperty(window, "localStorage", {get() { throw new DOMException("no", "SecurityError"); }});'
SMALL = """
() => [...document.querySelectorAll(".tool__body :is(button, label, input:not([type=radio], [type=checkbox]))")]
  .filter(part => part.checkVisibility() && part.offsetHeight < 44 && !part.matches(".visually-hidden, .field label"))
  .map(part => part.outerHTML)
"""
"""Targets lower than 44 pixels; a field's label is one, but beside a field that is high enough."""
EVIL = '<img src=x onerror="document.title=`broken into`">'

EVIL_ENTRIES = [{"date": EVIL, "left": 1, "right": 1}, {"date": "2026-01-03", "left": EVIL, "right": 1}]
HALF_GOOD = [{"date": "2026-01-03", "left": 2.54, "right": None}, None, 7]
UNREADABLE: list[tuple[str, list[str]]] = [
    ("{not json", []),
    (json.dumps({"version": 99, "entries": EVIL_ENTRIES}), []),
    (json.dumps({"version": 1, "unit": EVIL, "entries": [*HALF_GOOD, *EVIL_ENTRIES]}), ["Jan 3, 2026 | 1 | –"]),
]
"""What the browser may hold, and the measures that can be read of it."""


@pytest.fixture(scope="module", autouse=True)
def _article(server: Server, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("content")
    (folder / "topics.yaml").write_text(TOPIC)
    (folder / "tools-to-try.md").write_text(ARTICLE)
    server.desk.run(
        f"from django.core.management import call_command; call_command('load_content', '--from', {str(folder)!r})"
    )


def timer_of(page: Page) -> Locator:
    """The stretch timer, on a page whose clock goes on only when a test says so, however busy the machine is."""
    page.clock.install(time=MORNING)
    page.goto(ADDRESS)
    timer = page.get_by_role("group", name="Stretch timer")
    expect(timer).to_be_visible()
    page.clock.pause_at(MORNING + timedelta(hours=1))
    page.evaluate(HEAR)
    return timer


def pass_time(page: Page, seconds: int) -> None:
    """Much time in few drawings."""
    for _ in range(seconds):
        page.clock.fast_forward(1_000)


def tracker_of(page: Page) -> Locator:
    page.goto(ADDRESS)
    tracker = page.get_by_role("group", name="Your knee-to-wall measures")
    expect(tracker).to_be_visible()
    return tracker


def add(tracker: Locator, date: str, left: str, right: str) -> None:
    tracker.get_by_label("Date").fill(date)
    tracker.get_by_label("Left leg").fill(left)
    tracker.get_by_label("Right leg").fill(right)
    tracker.get_by_role("button", name="Add").click()


def has_rows(tracker: Locator, *rows: str) -> None:
    """The table has these rows: date, left and right, with " | " between them."""
    expect(tracker.locator("tbody tr")).to_have_count(len(rows))
    cells = [cell for row in rows for cell in row.split(" | ")]
    expect(tracker.locator("tbody tr > :nth-child(-n+3)")).to_have_text(cells)


def shown(page: Page, timer: Locator) -> tuple[str, str]:
    return timer.locator(".timer__phase").inner_text(), timer.locator(".timer__time").inner_text()


# ------------------------------------------------------------------------------------------------------------ timer


def test_a_stretch_by_keyboard_from_start_to_both_legs(page: Page) -> None:
    timer = timer_of(page)
    assert shown(page, timer) == ("Ready when you are", "1:30")
    reach(page, timer.get_by_role("button", name="Start"))
    page.keyboard.press("Enter")
    page.clock.run_for(4_000)
    assert shown(page, timer) == ("Lean in", "1:26")
    page.clock.run_for(4_000)
    assert shown(page, timer) == ("Ease off", "1:22")
    expect(timer.get_by_role("radio", name="Right leg")).to_be_disabled()
    expect(timer.get_by_role("button", name="Stop here")).to_be_hidden()
    pass_time(page, 83)
    assert shown(page, timer)[1] == "0:29"
    reach(page, timer.get_by_role("button", name="Stop here"))
    page.keyboard.press("Enter")
    following = timer.get_by_role("button", name="Next: right leg")
    expect(following).to_be_focused()
    page.keyboard.press("Enter")
    expect(timer.get_by_role("radio", name="Right leg")).to_be_checked()
    pass_time(page, 121)
    assert shown(page, timer) == ("Done", "2:00")
    assert page.evaluate("heard.filter(Boolean)") == [
        "Lean in for 5 seconds, then ease off for 5 seconds. Go on like this.",
        "Halfway.",
        "You can stop now, or go on until 2 minutes.",
        "This leg is done. Now do the other leg.",
        "Lean in for 5 seconds, then ease off for 5 seconds. Go on like this.",
        "Halfway.",
        "You can stop now, or go on until 2 minutes.",
        "Both legs are done.",
    ]


def test_a_timer_pauses_when_asked_or_out_of_sight_and_keeps_exact_time(page: Page) -> None:
    timer = timer_of(page)
    timer.get_by_role("button", name="Start").click()
    page.clock.fast_forward(30_000)  # as when a busy phone draws nothing for long
    page.clock.run_for(100)
    assert shown(page, timer)[1] == "1:00"
    timer.get_by_role("button", name="Pause").click()
    page.clock.run_for(60_000)
    assert shown(page, timer)[1] == "1:00"
    timer.get_by_role("button", name="Go on").click()
    page.clock.run_for(10_000)
    page.evaluate("""() => {
        Object.defineProperty(document, "hidden", {get: () => true, configurable: true});
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    page.clock.run_for(60_000)
    assert shown(page, timer)[1] == "0:50"
    expect(timer.get_by_role("status")).to_have_text("Paused, since this page was out of sight.")
    timer.get_by_role("button", name="Start over").click()
    assert shown(page, timer) == ("Ready when you are", "1:30")
    expect(timer.get_by_role("button", name="Start", exact=True)).to_be_focused()


@pytest.mark.parametrize("calm", [True, False])
def test_the_drawing_stands_still_for_those_who_ask_for_it(page: Page, calm: bool) -> None:
    page.emulate_media(reduced_motion="reduce" if calm else "no-preference")
    timer = timer_of(page)
    timer.get_by_role("button", name="Start").click()
    poses, steps = set(), set()
    for _ in range(10):
        page.clock.run_for(1_000)
        poses.add(timer.locator("g[data-in]").first.get_attribute("transform"))
        steps.add(timer.locator(".is-past").count())
    assert steps == {1, 2, 3, 4, 5}
    assert (len(poses) == 2) is calm


def test_without_javascript_the_words_are_all_there_is(no_js: Page) -> None:
    no_js.goto(ADDRESS)
    for words in ("stretch", "roll", "measure"):
        expect(no_js.get_by_text(f"Words for all who {words}.")).to_be_visible()
    expect(no_js.get_by_role("main").get_by_role("button")).to_have_count(0)
    expect(no_js.get_by_role("link", name="Print a sheet of these exercises")).to_be_visible()


# ---------------------------------------------------------------------------------------------------------- tracker


def test_measures_are_added_changed_and_deleted_and_stay_in_the_browser(page: Page) -> None:
    tracker = tracker_of(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    add(tracker, "2026-01-03", "3", "4")
    add(tracker, "2026-02-10", "", "4,5")
    has_rows(tracker, "Feb 10, 2026 | – | 4.5", "Jan 3, 2026 | 3 | 4")
    said = tracker.locator("[data-part=summary]")
    expect(said).to_contain_text("Right leg: 4.5 inches on Feb 10, 2026. That is 0.5 inches more than on Jan 3, 2026.")
    expect(said).to_contain_text("Left leg: 3 inches on Jan 3, 2026. Right")
    expect(tracker.get_by_role("img", name="Your measures over time")).to_be_visible()

    reach(page, tracker.get_by_role("button", name="Change Feb 10, 2026"))
    page.keyboard.press("Enter")
    expect(tracker.get_by_label("Left leg")).to_be_focused()
    tracker.get_by_label("cm").check()
    expect(tracker.get_by_label("Right leg")).to_have_value("11.4")
    tracker.get_by_label("Left leg").fill("10")
    tracker.get_by_role("button", name="Save change").click()
    has_rows(tracker, "Feb 10, 2026 | 10 | 11.4", "Jan 3, 2026 | 7.6 | 10.2")

    reach(page, tracker.get_by_role("button", name="Delete Jan 3, 2026"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="No, keep")).to_be_focused()
    page.keyboard.press("Escape")
    expect(tracker.locator("tbody tr")).to_have_count(2)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Yes, delete").click()
    expect(tracker.get_by_role("status").last).to_have_text("Deleted: Jan 3, 2026.")
    assert sent == []
    assert page.url.endswith(ADDRESS)

    page.reload()
    expect(tracker.locator("tbody tr")).to_have_count(1)
    tracker.get_by_role("button", name="Delete all").click()
    page.get_by_role("button", name="Yes, delete").click()
    expect(tracker.locator("table")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_errors_say_what_to_do_and_lose_nothing(page: Page) -> None:
    tracker = tracker_of(page)
    add(tracker, "2026-01-03", "3", "4")
    add(tracker, "2026-01-03", "12.1", "four")
    summary = tracker.get_by_role("group", name="There is a problem")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_text(
        [
            "You have measures of Jan 3, 2026 already. Change those in the table, or enter another date.",
            "Enter the measure of your left leg as a number from 0 to 12, such as 4.5",
            "Enter the measure of your right leg as a number from 0 to 12, such as 4.5",
        ]
    )
    expect(tracker.get_by_label("Right leg")).to_have_value("four")
    summary.get_by_role("link").last.click()
    expect(tracker.get_by_label("Right leg")).to_be_focused()
    expect(tracker.get_by_label("Right leg")).to_have_accessible_description(
        "Enter the measure of your right leg as a number from 0 to 12, such as 4.5"
    )
    add(tracker, "2099-01-01", "", "")
    expect(summary.get_by_role("link")).to_have_text(
        ["Enter a date that is not after today", "Enter a measure for at least one leg"]
    )
    tracker.get_by_label("cm").check()
    add(tracker, "2026-01-04", "30.5", "0")
    expect(summary).to_be_hidden()
    has_rows(tracker, "Jan 4, 2026 | 30.5 | 0", "Jan 3, 2026 | 7.6 | 10.2")


def test_a_file_comes_back_as_it_went_whatever_else_is_in_it(page: Page, tmp_path: Path) -> None:
    tracker = tracker_of(page)
    tracker.get_by_label("cm").check()
    add(tracker, "2026-01-03", "10", "")
    tracker.get_by_label("inches").check()
    with page.expect_download() as saving:
        tracker.get_by_role("button", name="Save as a file").click()
    saved: Download = saving.value
    text = Path(saved.path()).read_text()
    assert text.splitlines() == ["date,left,right,unit", "2026-01-03,3.94,,in"]
    more = ["2026-01-03,9,9,cm", "2026-01-05,4.5,3,in"]
    more += ["2026-13-01,1,1,in", f"{EVIL},1,1,in", f"2026-01-06,{EVIL},1,in", "2999-01-01,1,1,in"]
    file = tmp_path / "back.csv"
    file.write_text(text + "\n".join(more))
    page.get_by_label("Load a file").set_input_files(file)
    expect(tracker.get_by_role("status").last).to_contain_text("Added from the file: 1. Left out: 6.")
    has_rows(tracker, "Jan 5, 2026 | 4.5 | 3", "Jan 3, 2026 | 3.9 | –")
    for bad in ("date;left", EVIL, "x" * 200_000):
        file.write_text(bad)
        page.get_by_label("Load a file").set_input_files(file)
        expect(tracker.get_by_role("status").last).to_contain_text("Choose one that was saved here")
    file.write_text("\ufeffdate;left;right;unit\r\n2026-01-07;4,5;;in\r\n")  # as a spreadsheet elsewhere saves it
    page.get_by_label("Load a file").set_input_files(file)
    expect(tracker.locator("tbody tr").first).to_contain_text("Jan 7, 2026")
    expect(page).to_have_title(re.compile("^Tools to try"))


@pytest.mark.parametrize(("stored", "left"), UNREADABLE)
def test_what_cannot_be_read_is_put_aside_and_said(page: Page, stored: str, left: list[str]) -> None:
    page.add_init_script(f"if (!localStorage.length) localStorage.setItem({KEY!r}, {json.dumps(stored)});")
    tracker = tracker_of(page)
    expect(tracker.get_by_text("can’t be read. We have put it aside")).to_be_visible()
    has_rows(tracker, *left)
    add(tracker, "2026-02-01", "3", "4")
    page.reload()
    has_rows(tracker, "Feb 1, 2026 | 3 | 4", *left)
    with page.expect_download() as saving:
        tracker.get_by_role("button", name="Save what was put aside").click()
    assert Path(saving.value.path()).read_text() == stored
    expect(page).to_have_title(re.compile("^Tools to try"))


def test_a_browser_that_keeps_nothing_is_told_and_works_for_the_visit(page: Page) -> None:
    page.add_init_script(REFUSE)
    tracker = tracker_of(page)
    expect(tracker.get_by_text("does not let this page keep anything")).to_be_visible()
    add(tracker, "2026-01-03", "3", "4")
    add(tracker, "2026-01-04", "3", "4")
    expect(tracker.locator("tbody tr")).to_have_count(2)
    with page.expect_download():
        tracker.get_by_role("button", name="Save as a file").click()


def test_two_tabs_show_the_same_and_neither_undoes_the_other(browser: Browser, server: Server) -> None:
    with watched(browser.new_context(base_url=server.url), server) as one:
        other = one.context.new_page()
        first, second = tracker_of(one), tracker_of(other)
        add(first, "2026-01-03", "3", "4")
        expect(second.locator("tbody tr")).to_have_count(1)
        add(second, "2026-01-04", "3", "4")
        expect(first.locator("tbody tr")).to_have_count(2)
        second.get_by_role("button", name="Delete all").click()
        other.get_by_role("button", name="Yes, delete").click()
        expect(first.locator("table")).to_be_hidden()


# -------------------------------------------------------------------------------------------------- looks and paper


def test_tools_are_accessible_in_their_states_and_fit_a_narrow_phone(open_page: OpenPage) -> None:
    page = open_page(width=320, height=640)
    tracker = tracker_of(page)
    add(tracker, "2026-01-03", "3", "4")
    add(tracker, "2026-01-20", "3.5", "4")
    add(tracker, "2026-01-20", "x", "")
    page.get_by_role("group", name="Rolling timer").get_by_role("button", name="Start").click()
    fits(page)
    axe_in_light_and_dark(page)
    assert page.evaluate(SMALL) == []


def test_measures_print_without_buttons(page: Page) -> None:
    tracker = tracker_of(page)
    add(tracker, "2026-01-03", "3", "4")
    page.emulate_media(media="print")
    expect(tracker.locator("table")).to_be_visible()
    expect(tracker.get_by_role("img", name="Your measures over time")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_the_exercise_sheet_is_one_page_of_paper(page: Page) -> None:
    page.goto("/exercises/")
    expect(page.get_by_role("button", name="Print this sheet")).to_be_visible()
    for paper in ("A4", "Letter"):
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper))) == 1
