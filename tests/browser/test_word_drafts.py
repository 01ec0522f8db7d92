"""Topics, words of the glossary and search words in a real browser: written as drafts, then published or deleted."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk
from tests.browser.accessibility import axe_on_a_phone
from tests.browser.clicks import follow
from tests.browser.server import Server, ask, soon_in_every_process
from tests.browser.test_desk import sign_in

SEARCH = "/search/?q=flurbleknee"
FOUND = "Tight calves and sciatica"
AS_BEFORE = """
from django.contrib.auth.models import User
from articles.models import Draft, Synonym
from articles.publishing import drafts
Draft.objects.all().delete()
for row in Synonym.objects.filter(slug="flurbleknee"):
    drafts.remove(row, by=User.objects.get(username={name!r}), reason="The test is over.")
"""


@pytest.fixture(autouse=True)
def _as_before(server: Server) -> Iterator[None]:
    """The server's clinician may publish; afterwards nothing is left of what was written."""
    desk.let_publish_articles(server)
    yield
    server.desk.run(AS_BEFORE.format(name=server.username))


def test_search_words_are_drafted_published_and_found_by(desktop: Page, server: Server) -> None:
    sign_in(desktop, server)
    desktop.goto("/admin/articles/synonym/add/")
    desktop.get_by_label("Name").fill("flurbleknee")
    desktop.get_by_label("Words").fill("flurbleknee\ntight calves")
    axe_on_a_phone(desktop)
    follow(desktop.get_by_role("button", name="Save the draft"))
    expect(desktop.get_by_text("The draft is saved.")).to_be_visible()
    axe_on_a_phone(desktop)
    assert FOUND not in ask(server, SEARCH).text, "patients see nothing of a draft"
    desktop.get_by_label("Why?").fill("A browser test.")
    follow(desktop.get_by_role("button", name="Publish for patients"))
    expect(desktop.get_by_text("Published. Patients read this text from now on.")).to_be_visible()
    soon_in_every_process(server, SEARCH, lambda answer: FOUND in answer.text)


@pytest.mark.parametrize(("kind", "field"), [("topic", "Summary"), ("term", "Meaning")])
def test_a_draft_is_seen_on_the_desk_alone_and_can_be_deleted(
    desktop: Page, server: Server, kind: str, field: str
) -> None:
    sign_in(desktop, server)
    desktop.goto(f"/admin/articles/{kind}/")
    follow(desktop.locator("#result_list tbody th a").first)
    form, before = desktop.url, desktop.get_by_label(field).input_value()
    desktop.get_by_label(field).fill("Flurbleknee.")
    follow(desktop.get_by_role("button", name="Save the draft"))
    expect(desktop.get_by_role("region", name=field)).to_contain_text("[new: Flurbleknee]")
    draft = desktop.url
    for address in (draft, form, f"{form}/../../", f"{form}/../delete/"):
        desktop.goto(address)
        axe_on_a_phone(desktop)
    desktop.goto(draft)
    follow(desktop.get_by_role("button", name="Delete the draft"))
    expect(desktop.get_by_text("The draft is deleted.")).to_be_visible()
    desktop.goto(form)
    expect(desktop.get_by_label(field)).to_have_value(before)
