import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Article
from tests.articles.desk import ADD, change_url, rows

MakeArticle = Callable[..., Article]
MakeStaff = Callable[..., User]


def test_a_saved_edit_is_seen_on_the_public_page(editor: Client, article: Article, form: dict[str, Any]) -> None:
    response = editor.post(change_url(article), form | {"body": "Walk a little.\r\n\r\n::: do\r\n- Rest.\r\n:::"})
    assert response.status_code == 302
    page = Client().get("/articles/strain/").content.decode()
    assert "<p>Walk a little.</p>" in page
    assert '<div class="do">' in page


def test_a_faulty_edit_is_refused_and_the_page_stays(editor: Client, article: Article, form: dict[str, Any]) -> None:
    before = rows()
    response = editor.post(change_url(article), form | {"body": "{{ threshold:calf.nothing }}", "reviewer": ""})
    page = response.content.decode()
    assert response.status_code == 200
    assert "No value is called “threshold:calf.nothing”" in page
    assert "Say who reviewed the article" in page
    assert rows() == before


@pytest.mark.parametrize("where", ["add", "change"])
def test_each_form_has_a_labelled_text_and_a_preview_that_needs_no_script(
    editor: Client, article: Article, where: str
) -> None:
    address = ADD if where == "add" else change_url(article)
    page = editor.get(address).content.decode()
    preview = "/admin/articles/article/add/preview/" if where == "add" else change_url(article, "preview")
    button = re.search(r"<button[^>]*formaction[^>]*>", page)
    assert button
    for attribute in (f'formaction="{preview}"', 'type="submit"', 'formtarget="_blank"', "formnovalidate"):
        assert attribute in button[0]
    assert page.index('name="_save"') < page.index("formaction=")  # Enter in a field saves, not previews
    assert '<label class="required" for="id_body">' in page
    assert "::: urgent" in page


def test_admin_pages_carry_no_inline_script_or_style(editor: Client, article: Article) -> None:
    for address in (ADD, change_url(article), "/admin/articles/article/", "/admin/articles/article/?review=overdue"):
        response = editor.get(address)
        page = response.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", page)
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
        assert "unsafe" not in response["Content-Security-Policy"]


def test_staff_who_may_only_look_get_no_preview_button(client: Client, article: Article, make_staff: MakeStaff) -> None:
    client.force_login(make_staff("view"))
    page = client.get(change_url(article)).content.decode()
    assert "formaction" not in page


@pytest.mark.parametrize(
    ("choice", "slugs"),
    [
        ("overdue", {"late"}),
        ("soon", {"today", "soon"}),
        ("later", {"strain"}),
        ("never", {"undated"}),
        ("nonsense", {"late", "today", "soon", "strain", "undated"}),
    ],
)
def test_the_list_can_be_narrowed_by_review(
    editor: Client, article: Article, make_article: MakeArticle, choice: str, slugs: set[str]
) -> None:
    today = timezone.localdate()
    days = {"late": -1, "today": 0, "soon": 60}
    for slug, number in days.items():
        make_article(
            slug=slug, reviewed_on=today - timedelta(days=90), review_due=today + timedelta(days=number)
        ).save()
    make_article(slug="undated", status="draft", reviewed_on=None, review_due=None).save()
    response = editor.get("/admin/articles/article/", {"review": choice})
    assert {article.slug for article in response.context["cl"].queryset} == slugs


def test_the_list_names_what_is_overdue(editor: Client, make_article: MakeArticle) -> None:
    make_article(
        reviewed_on=timezone.localdate() - timedelta(days=9), review_due=timezone.localdate() - timedelta(days=1)
    ).save()
    assert ", overdue</td>" in editor.get("/admin/articles/article/").content.decode()


def test_search_finds_words_of_the_text(editor: Client, article: Article) -> None:
    response = editor.get("/admin/articles/article/", {"q": "rest your leg"})
    assert list(response.context["cl"].queryset) == [article]


def test_the_form_links_to_the_public_page(editor: Client, article: Article) -> None:
    assert 'href="/articles/strain/"' in editor.get(change_url(article)).content.decode()
