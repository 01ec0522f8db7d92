"""The email list as a reader uses it: join, confirm, other topics, leave. No step needs JavaScript."""

import re
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser import traces
from tests.browser.accessibility import axe, fits
from tests.browser.clicks import follow
from tests.browser.conftest import OpenPage
from tests.browser.server import Server

ADDRESS = "browser-reader@example.org"
WAIT_SECONDS = 10


def links(log: Path) -> dict[str, str]:
    """The links of the last mail, which the server prints, by their purpose."""
    give_up = time.monotonic() + WAIT_SECONDS
    while ADDRESS not in (text := log.read_text()):
        assert time.monotonic() < give_up, "no mail was printed"
        time.sleep(0.05)
    found = re.findall(r"^http\S+/newsletter/(\w+)/\S+$", text, re.MULTILINE)
    whole = re.findall(r"^(http\S+/newsletter/\S+)$", text, re.MULTILINE)
    return dict(zip(found, whole, strict=True))


def look_at(page: Page, address: str) -> None:
    """Fails when the page is not for everybody, or too wide for a small phone."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    axe(page)
    fits(page)


def test_a_reader_joins_confirms_changes_topics_and_leaves(no_js: Page, open_page: OpenPage, server: Server) -> None:
    phone, main = open_page(width=320, height=640, scheme="dark"), no_js.get_by_role("main")
    look_at(phone, "/newsletter/")
    phone.get_by_label("Your email address").fill("nobody")
    follow(phone.get_by_role("button", name="Join"))
    expect(phone.get_by_label("Your email address")).to_have_value("nobody")
    phone.get_by_role("link", name="Enter an email address in the usual form").click()
    expect(phone.get_by_label("Your email address")).to_be_focused()
    axe(phone)

    no_js.goto("/newsletter/")
    expect(no_js.get_by_label("Leave this empty")).not_to_be_in_viewport()
    no_js.get_by_label("Your email address").fill(ADDRESS)
    no_js.get_by_label("Calf trouble").uncheck()
    follow(no_js.get_by_role("button", name="Join"))
    expect(main).to_contain_text("We have sent you a mail with a link")
    sent = links(server.folder / "server.log")
    look_at(phone, sent["confirm"])
    look_at(phone, sent["leave"])

    no_js.goto(sent["confirm"])
    expect(main).not_to_contain_text("Calf trouble")
    follow(no_js.get_by_role("button", name="Yes, send me mail"))
    expect(no_js.get_by_role("heading", level=1)).to_have_text("You are on our email list")
    follow(no_js.get_by_role("link", name="Choose other topics"))
    expect(no_js.get_by_label("Calf trouble")).not_to_be_checked()
    look_at(phone, no_js.url)
    no_js.get_by_label("Calf trouble").check()
    follow(no_js.get_by_role("button", name="Save"))
    expect(no_js.get_by_role("status")).to_have_text("Your topics are saved.")
    expect(no_js.get_by_label("Calf trouble")).to_be_checked()

    database = server.folder / "db.sqlite3"
    assert traces.found([ADDRESS], traces.tables(database)) == [f"{ADDRESS} in table newsletter_subscriber"]
    follow(no_js.get_by_role("link", name="Leave the email list"))
    follow(no_js.get_by_role("button", name="Leave the email list"))
    expect(main).to_contain_text("Your address is deleted")
    assert traces.found([ADDRESS], traces.tables(database)) == []
    assert urlsplit(no_js.url).path.startswith("/newsletter/leave/")
    no_js.reload()
    expect(main).to_contain_text("You are not on our email list")
