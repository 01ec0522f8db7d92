"""Signing in on a phone, with a second factor: every page as a person meets it, judged by axe in light and dark."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.accessibility import axe_in_light_and_dark
from tests.browser.clicks import follow
from tests.browser.server import Server
from tests.calfsite.accounts.desk import PASSWORD, App

MAKE = """
from django.contrib.auth.models import Group, User
user = User.objects.create_user({name!r}, password={password!r}, is_staff=True)
user.groups.set(Group.objects.all())
"""


def account(server: Server, name: str) -> None:
    """An account of the test's own, so that no other test meets its second factor."""
    server.desk.run(MAKE.format(name=name, password=PASSWORD))


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/admin/calfsite/auditentry/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    follow(page.get_by_role("button", name="Log in"))


def sign_out(page: Page) -> None:
    follow(page.get_by_role("button", name="Log out"))
    expect(page.get_by_role("heading", name="Logged out")).to_be_visible()


def set_up(page: Page) -> App:
    """From the first page's offer to the recovery codes."""
    page.goto("/admin/")
    follow(page.get_by_role("link", name="Set it up"))
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    app = App(page.locator(".account__secret").inner_text().replace(" ", ""))
    page.get_by_label("The six digits").fill(app.code())
    return app


def give(page: Page, label: str, code: str) -> None:
    page.get_by_label(label).fill(code)
    follow(page.get_by_role("button", name="Sign in"))


def test_enrol_then_sign_in_with_a_code_and_with_a_recovery_code(server: Server, page: Page, tmp_path: Path) -> None:
    name = "anna"
    account(server, name)
    page.goto("/admin/")
    axe_in_light_and_dark(page)
    sign_in(page, name)
    page.goto("/admin/")
    axe_in_light_and_dark(page)
    app = set_up(page)
    axe_in_light_and_dark(page)
    follow(page.get_by_role("button", name="Set it up"))
    expect(page.get_by_role("status")).to_have_text("Your second factor is on.")
    axe_in_light_and_dark(page)
    codes = page.locator(".account__codes code").all_inner_texts()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download").click()
    downloading.value.save_as(tmp_path / "codes.txt")
    assert (tmp_path / "codes.txt").read_text().split()[-10:] == codes
    follow(page.get_by_role("link", name="continue"))
    follow(page.get_by_role("link", name="Second factor"))
    expect(page.get_by_role("main")).to_contain_text("You have 10 recovery codes left.")
    axe_in_light_and_dark(page)

    sign_out(page)
    sign_in(page, name)
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    axe_in_light_and_dark(page)
    give(page, "Code from your app", app.code())
    expect(page.get_by_role("heading", level=1)).to_contain_text("audit entry")  # where they wanted to go
    axe_in_light_and_dark(page)

    sign_out(page)
    sign_in(page, name)
    follow(page.get_by_role("link", name="use a recovery code"))
    axe_in_light_and_dark(page)
    give(page, "Recovery code", codes[3].upper())
    expect(page.get_by_text("You have 9 left.")).to_be_visible()
    follow(page.locator("#result_list tbody th a").first)
    expect(page.get_by_role("main")).to_contain_text("recovery code")
    axe_in_light_and_dark(page)


def test_it_all_works_without_javascript(server: Server, no_js: Page) -> None:
    account(server, "plain")
    sign_in(no_js, "plain")
    app = set_up(no_js)
    follow(no_js.get_by_role("button", name="Set it up"))
    expect(no_js.get_by_role("status")).to_be_visible()
    follow(no_js.get_by_role("link", name="continue"))
    sign_out(no_js)
    sign_in(no_js, "plain")
    give(no_js, "Code from your app", "000000")
    expect(no_js.get_by_text("This code is wrong")).to_be_visible()
    no_js.wait_for_timeout(1100)  # a wrong code makes everybody wait
    give(no_js, "Code from your app", app.code())
    expect(no_js.get_by_role("heading", level=1)).to_contain_text("audit entry")


def test_a_guesser_is_told_how_long_to_wait(page: Page) -> None:
    for _ in range(5):
        sign_in(page, "guesser", "wrong")
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many failed sign-ins")
    axe_in_light_and_dark(page)
    follow(page.get_by_role("link", name="Back to the sign-in"))
    expect(page.get_by_label("Username")).to_be_visible()
