"""`make screenshots`: the two pictures in the README, taken of a site that is set up for them and thrown away."""

import os
import tempfile
from pathlib import Path

# The server takes its settings from the environment; this puts plain ones there.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
import tests.settings  # noqa: F401, I001 - for what it does to the environment

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import chromium
from tests.browser.server import serving

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
SIZE = {"width": 1100, "height": 700}


def first_question(page: Page, site: str) -> None:
    """The first page of the check, as a patient meets it."""
    page.goto(f"{site}/triage/")
    if page.url.endswith("/triage/"):  # more than one triage is live: a page lets the patient choose
        page.locator("main a[href^='/triage/']").first.click()
    page.locator("main form button[type=submit]").first.click()


def versions(page: Page, site: str, username: str, password: str) -> None:
    """A version on the desk, as a clinician sees it before editing a copy."""
    page.goto(f"{site}/admin/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("[type=submit]")
    page.goto(f"{site}/admin/triage/protocolversion/")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium())
        page = browser.new_page(viewport=SIZE)
        first_question(page, site.url)
        page.screenshot(path=FOLDER / "check.png")
        versions(page, site.url, site.username, site.password)
        page.screenshot(path=FOLDER / "desk.png")
        browser.close()


if __name__ == "__main__":
    main()
