"""The preview shows unsaved text as patients would see it, to those who may save it, and saves nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article
from tests.articles.admin.desk import ADD, change_url, rows

MakeStaff = Callable[..., User]


def test_preview_of_a_change_shows_the_unsaved_text_as_patients_would_see_it(
    editor: Client, article: Article, form: dict[str, Any]
) -> None:
    before = rows()
    unsaved = {
        "title": "New title",
        "body": "Wait {{ threshold:leg.no_improvement_after }}.",
        "sources": "New | 2024 |",
    }
    response = editor.post(change_url(article, "preview"), form | unsaved)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Preview, not saved." in page
    assert "New title</h1>" in page
    assert "<p>Wait 2 days.</p>" in page
    assert "<cite>New</cite> (2024)" in page
    assert "no-store" in response["Cache-Control"]
    assert "For you: 0 things to fix" in page
    assert "Nothing to fix" in page
    assert rows() == before
    assert not LogEntry.objects.exists()


def test_preview_tells_what_is_to_be_mended(editor: Client, article: Article, form: dict[str, Any]) -> None:
    page = editor.post(
        change_url(article, "preview"), form | {"body": "Wait two days.", "sources": ""}
    ).content.decode()
    assert "For you: 2 things to fix" in page
    assert "“two days” is written out" in page


def test_preview_does_not_mind_that_somebody_else_saved(editor: Client, article: Article, form: dict[str, Any]) -> None:
    article.save()
    response = editor.post(change_url(article, "preview"), form | {"title": "Mine"})
    assert "Mine</h1>" in response.content.decode()


def test_preview_of_a_new_article_creates_none(editor: Client, article: Article, form: dict[str, Any]) -> None:
    before = rows()
    response = editor.post(ADD + "preview/", form | {"slug": "fresh", "title": "Fresh", "revision": ""})
    assert "Fresh</h1>" in response.content.decode()
    assert rows() == before


def test_preview_and_public_page_show_the_same_article(editor: Client, article: Article, form: dict[str, Any]) -> None:
    def shown(page: bytes) -> str:
        found = re.search(r"<article.*</article>", page.decode(), re.DOTALL)
        assert found
        return found[0].replace(change_url(article, "preview"), "/articles/strain/")

    preview = editor.post(change_url(article, "preview"), form)
    assert shown(preview.content) == shown(Client().get("/articles/strain/").content)


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"title": ""}, ["Title:</strong> This field is required."]),
        ({"topic": "999"}, ["Topic:</strong> Select a valid choice."]),
        ({"reviewed_on": "soon"}, ["Last reviewed:</strong> Enter a valid date."]),
        (
            {"body": "{{ nonsense }} <script>"},
            ["Text:</strong>", "Line 1 (“{{ ", "): There is no value “nonsense”"],
        ),
        (
            {"body": "::: <script>\nx"},
            ["Text:</strong>", "Line 1 (“::: &lt;script&gt;”): This does not start"],
        ),
        ({"slug": "no spaces", "order": "-1"}, ["Address:</strong>", "Order:</strong>"]),
    ],
)
def test_preview_of_invalid_fields_lists_what_to_correct(
    editor: Client, article: Article, form: dict[str, Any], changes: dict[str, str], faults: list[str]
) -> None:
    before = rows()
    response = editor.post(change_url(article, "preview"), form | changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert all(fault in page for fault in faults)
    assert "<script>" not in page
    assert rows() == before


def test_preview_of_an_empty_form_lists_what_to_correct(editor: Client, db: None) -> None:
    response = editor.post(ADD + "preview/", {})
    assert response.status_code == 422
    assert "Title:</strong> This field is required." in response.content.decode()


def test_preview_is_harmless_too(editor: Client, article: Article, form: dict[str, Any]) -> None:
    hostile = {"title": "<script>1</script>", "body": "<script>2</script> <img src=x onerror=alert(1)>"}
    page = editor.post(change_url(article, "preview"), form | hostile).content.decode()
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize("address", [ADD + "preview/", "/admin/articles/article/1/preview/"])
def test_preview_sends_strangers_to_sign_in(client: Client, article: Article, address: str) -> None:
    response = client.post(address, {})
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    ("permissions", "add", "change"),
    [([], 403, 403), (["view"], 403, 403), (["add", "view"], 422, 403), (["change", "view"], 403, 422)],
)
def test_preview_asks_for_the_permission_to_save(
    client: Client, article: Article, make_staff: MakeStaff, permissions: list[str], add: int, change: int
) -> None:
    client.force_login(make_staff(*permissions))
    assert client.post(ADD + "preview/", {}).status_code == add
    assert client.post(change_url(article, "preview"), {}).status_code == change


def test_preview_refuses_patients_with_an_account(client: Client, article: Article, make_staff: MakeStaff) -> None:
    client.force_login(make_staff("change", is_staff=False))
    assert client.post(change_url(article, "preview"), {}).status_code == 302


def test_preview_needs_the_forms_token(article: Article, make_staff: MakeStaff, form: dict[str, Any]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_staff("change"))
    assert strict.post(change_url(article, "preview"), form).status_code == 403


def test_preview_can_only_be_posted(editor: Client, article: Article) -> None:
    assert editor.get(change_url(article, "preview")).status_code == 405


@pytest.mark.parametrize("key", ["999", "abc", "_5F"])
def test_preview_of_an_article_that_is_gone_is_not_found(editor: Client, article: Article, key: str) -> None:
    assert editor.post(f"/admin/articles/article/{key}/preview/", {}).status_code == 404
